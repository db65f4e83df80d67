import { type ast, type Diagnostic, errorAt, object, Value } from "@ingot/hcl";

export interface DataBlocks {
  /** What `data` means: every declared data source, unknown. Undefined where there is none. */
  readonly value: Value | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Nothing reads data sources yet. They are declared, so that a template gets one complaint for each and none for its uses. */
export function readDataBlocks(blocks: readonly ast.Block[]): DataBlocks {
  const byType = new Map<string, Map<string, Value>>();
  for (const { labels } of blocks) {
    const [type, name] = labels.map(({ text }) => text) as [string, string];
    const ofType = byType.get(type) ?? new Map<string, Value>();
    byType.set(type, ofType.set(name, Value.unknown()));
  }
  const types = [...byType].map(([type, names]): [string, Value] => [type, object(names)]);
  return { value: types.length > 0 ? object(new Map(types)) : undefined, diagnostics: blocks.map(notAvailable) };
}

function notAvailable({ labels, header }: ast.Block): Diagnostic {
  const detail = `This version of Ingot does not read data sources, so data.${labels.map(({ text }) => text).join(".")} has no value. Hand the value in by a variable instead.`;
  return errorAt(header, "Data sources are not available", detail);
}
