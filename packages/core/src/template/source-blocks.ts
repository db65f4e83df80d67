import { type ast, type Diagnostic, decodeBody, errorAt, partialContent, placeOf, type Scope } from "@ingot/hcl";
import { sourceArguments } from "./block-specs.js";
import { dependenciesOf } from "./depends-on.js";
import type { SourceBlock } from "./model.js";

export interface SourceBlocks {
  /** By "type.name". */
  readonly sources: ReadonlyMap<string, SourceBlock>;
  /** Whether a block that has been refused may have been meant to declare the source. */
  mayBeMeant(type: string, name: string): boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Their bodies are read when a build uses them, so that an unused source may be of a type that does not exist. `refused` are blocks whose
 * labels or type have been complained about: what they declare is not missing as well.
 */
export function readSources(blocks: readonly ast.Block[], refused: readonly ast.Block[], scope: Scope): SourceBlocks {
  const sources = new Map<string, SourceBlock>();
  const diagnostics: Diagnostic[] = [];
  for (const block of blocks) {
    const [type, name] = block.labels.map(({ text }) => text) as [string, string];
    const key = `${type}.${name}`;
    const earlier = sources.get(key);
    const own = readOwnArguments(block, scope);
    diagnostics.push(...own.diagnostics);
    if (earlier) diagnostics.push(duplicateSource(key, block, earlier));
    else sources.set(key, { type, name, block: own.rest, dependsOn: own.dependsOn });
  }
  const mayBeMeant = (...labels: readonly string[]) => refused.some((block) => mayDeclare(block, labels));
  return { sources, mayBeMeant, diagnostics };
}

/** A `source` that lacks labels may be any that has those it has; a block of a type that there is not must have both. */
const mayDeclare = ({ type, labels }: ast.Block, [...wanted]: readonly string[]): boolean =>
  (type.text === "source" || labels.length === wanted.length) && labels.every(({ text }, at) => text === wanted[at]);

function readOwnArguments(block: ast.Block, scope: Scope) {
  const { attributes, rest, diagnostics } = partialContent(block.body, sourceArguments, block.header);
  if (attributes.size === 0) return { rest: block, dependsOn: [], diagnostics };
  const own = decodeBody({ ...block.body, items: [...attributes.values()] }, sourceArguments, scope);
  return {
    rest: { ...block, body: rest },
    dependsOn: dependenciesOf(own),
    diagnostics: [...diagnostics, ...own.diagnostics],
  };
}

function duplicateSource(key: string, { header }: ast.Block, earlier: SourceBlock): Diagnostic {
  const detail = `The source "${key}" is already declared at ${placeOf(earlier.block.header)}. Give one of them another name.`;
  return errorAt(header, "Duplicate source block", detail);
}
