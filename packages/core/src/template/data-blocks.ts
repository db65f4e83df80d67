import { type ast, type Diagnostic, errorAt, isIdentifier, type LazyObject, placeOf } from "@ingot/hcl";
import type { Resolver } from "./resolve-definitions.js";

export interface DataBlock {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly block: ast.Block;
}

export interface DataBlocks {
  /** By address: "data.TYPE.NAME". */
  readonly blocks: ReadonlyMap<string, DataBlock>;
  readonly diagnostics: readonly Diagnostic[];
}

export function readDataBlocks(blocks: readonly ast.Block[]): DataBlocks {
  const found = new Map<string, DataBlock>();
  const diagnostics: Diagnostic[] = [];
  for (const block of blocks) {
    const [type, name] = block.labels as [ast.Label, ast.Label];
    const address = `data.${type.text}.${name.text}`;
    const earlier = found.get(address);
    if (!isIdentifier(name.text)) diagnostics.push(invalidName(name));
    else if (earlier) diagnostics.push(duplicate(address, block, earlier));
    else found.set(address, { address, type: type.text, name: name.text, block });
  }
  return { blocks: found, diagnostics };
}

function invalidName({ text, range }: ast.Label): Diagnostic {
  const detail = `"${text}" cannot be a data source's name. A name begins with a letter or an underscore, and goes on with letters, digits, underscores and hyphens.`;
  return errorAt(range, "Invalid data source name", detail);
}

function duplicate(address: string, { header }: ast.Block, earlier: DataBlock): Diagnostic {
  const detail = `${address} is already declared at ${placeOf(earlier.block.header)}. Give one of them another name.`;
  return errorAt(header, "Duplicate data block", detail);
}

/** What `data` means in a scope: the blocks by type, and of a type by name. Each is read when it is asked for. */
export function dataObject(blocks: Iterable<DataBlock>, resolver: Resolver): LazyObject {
  const byType = new Map<string, Set<string>>();
  for (const { type, name } of blocks) byType.set(type, (byType.get(type) ?? new Set()).add(name));
  const ofType = (type: string): LazyObject => ({
    kind: "lazy",
    names: () => [...byType.get(type)!],
    has: (name) => byType.get(type)!.has(name),
    get: (name, range) => resolver.get(`data.${type}.${name}`, range),
  });
  return {
    kind: "lazy",
    names: () => [...byType.keys()],
    has: (type) => byType.has(type),
    get: (type) => {
      throw new RangeError(`data.${type} is asked for as a whole`);
    },
    child: (type) => (byType.has(type) ? ofType(type) : undefined),
  };
}
