import { type ast, type Diagnostic, errorAt, placeOf } from "@ingot/hcl";
import type { SourceBlock } from "./model.js";

export interface SourceBlocks {
  /** By "type.name". */
  readonly sources: ReadonlyMap<string, SourceBlock>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Their bodies are read when a build uses them, so that an unused source may be of a type that does not exist. */
export function readSources(blocks: readonly ast.Block[]): SourceBlocks {
  const sources = new Map<string, SourceBlock>();
  const diagnostics: Diagnostic[] = [];
  for (const block of blocks) {
    const [type, name] = block.labels.map(({ text }) => text) as [string, string];
    const key = `${type}.${name}`;
    const earlier = sources.get(key);
    if (earlier) diagnostics.push(duplicateSource(key, block, earlier));
    else sources.set(key, { type, name, block });
  }
  return { sources, diagnostics };
}

function duplicateSource(key: string, { header }: ast.Block, earlier: SourceBlock): Diagnostic {
  const detail = `The source "${key}" is already declared at ${placeOf(earlier.block.header)}. Give one of them another name.`;
  return errorAt(header, "Duplicate source block", detail);
}
