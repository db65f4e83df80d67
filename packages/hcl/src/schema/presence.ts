import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { SourceRange } from "../source.js";
import type { Attribute, Block } from "../syntax/ast.js";
import type { ContentBlockSpec, ContentSpec } from "./content-spec.js";
import { placeOf } from "./place.js";
import { blockOf, type ScopedBlock } from "./scoped-block.js";

interface Present {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly (Block | ScopedBlock)[];
}

/** Required arguments that are not set, and blocks that stand too seldom or too often. */
export function presenceProblems(present: Present, spec: ContentSpec, header: SourceRange): Diagnostic[] {
  const missing = Object.entries(spec.attributes)
    .filter(([name, { required }]) => required && !present.attributes.has(name))
    .map(([name]) => missingArgument(name, header));
  const counted = Object.entries(spec.blocks).flatMap(([type, block]) =>
    countProblem(type, block, ofType(present, type), header),
  );
  return [...missing, ...counted];
}

function missingArgument(name: string, header: SourceRange): Diagnostic {
  return errorAt(header, "Missing required argument", `The argument "${name}" is required, but it is not set.`);
}

const ofType = ({ blocks }: Present, type: string) => blocks.filter((block) => blockOf(block).type.text === type);

function countProblem(
  type: string,
  { minimum = 0, maximum = Number.POSITIVE_INFINITY }: ContentBlockSpec,
  blocks: readonly (Block | ScopedBlock)[],
  header: SourceRange,
): Diagnostic[] {
  const certain = blocks.filter((block) => block.kind === "block" || block.certain).map(blockOf);
  const extra = certain[maximum];
  if (extra) return [tooMany(type, maximum, extra, certain[0]!)];
  if (certain.length < minimum && certain.length === blocks.length) {
    return [tooFew(type, minimum, certain.length, header)];
  }
  return [];
}

function tooMany(type: string, maximum: number, extra: Block, first: Block): Diagnostic {
  const allowed = maximum === 1 ? `Only one "${type}" block is` : `No more than ${maximum} "${type}" blocks are`;
  const detail = `${allowed} allowed here, and the first stands at ${placeOf(first.header)}. Remove this one.`;
  return errorAt(extra.header, "Too many blocks", detail);
}

function tooFew(type: string, minimum: number, found: number, header: SourceRange): Diagnostic {
  const needed = minimum === 1 ? `A "${type}" block is` : `At least ${minimum} "${type}" blocks are`;
  const detail = `${needed} required here, but there ${found === 1 ? "is only 1" : `${found === 0 ? "is none" : `are only ${found}`}`}.`;
  return errorAt(header, "Too few blocks", detail);
}
