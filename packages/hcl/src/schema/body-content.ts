import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { SourceRange } from "../source.js";
import type { Attribute, Block, Body } from "../syntax/ast.js";
import type { ContentSpec } from "./content-spec.js";
import { bodyItems } from "./json-blocks.js";
import { labelProblem } from "./labels.js";
import { ownEntry } from "./own-entry.js";
import { placeOf } from "./place.js";
import { presenceProblems } from "./presence.js";
import { blockOf, type ScopedBlock } from "./scoped-block.js";
import { unsupportedItem } from "./unsupported.js";

/** A body sorted by a `ContentSpec`; its expressions are not evaluated. */
export interface BodyContent<B extends Block | ScopedBlock = Block> {
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** In the order written, without those that lack a label. */
  readonly blocks: readonly B[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a `ContentSpec` names, and all the rest. */
export interface PartialContent extends BodyContent {
  /** What the spec does not name, as a body to be read by another. */
  readonly rest: Body;
}

/** Sorts a body by `spec` without evaluating anything; all that `spec` does not name is an error. */
export function bodyContent(body: Body, spec: ContentSpec, header?: SourceRange): BodyContent {
  const sorted = sortItems(bodyItems(body, spec), spec);
  return { ...sorted, diagnostics: [...sorted.diagnostics, ...closing(sorted, spec, headerOf(body, header))] };
}

/** Takes out of a body what `spec` names, and leaves the rest for whoever knows more. */
export function partialContent(body: Body, spec: ContentSpec, header?: SourceRange): PartialContent {
  const { rest, ...sorted } = sortItems(bodyItems(body, spec), spec);
  const diagnostics = [...sorted.diagnostics, ...presenceProblems(sorted, spec, headerOf(body, header))];
  return { ...sorted, diagnostics, rest: { ...body, items: rest } };
}

export interface SortedItems<B extends Block | ScopedBlock> extends BodyContent<B> {
  readonly rest: readonly (Attribute | B)[];
}

interface Sorting<B> {
  readonly attributes: Map<string, Attribute>;
  readonly blocks: B[];
  readonly rest: (Attribute | B)[];
  readonly diagnostics: Diagnostic[];
}

/** By `spec`; judges nothing but labels and duplicates. */
export function sortItems<B extends Block | ScopedBlock>(
  read: { readonly items: readonly (Attribute | B)[]; readonly diagnostics: readonly Diagnostic[] },
  spec: ContentSpec,
): SortedItems<B> {
  const sorted: Sorting<B> = { attributes: new Map(), blocks: [], rest: [], diagnostics: [...read.diagnostics] };
  for (const item of read.items) {
    const problem = item.kind === "attribute" ? sortAttribute(item, spec, sorted) : sortBlock(item, spec, sorted);
    if (problem) sorted.diagnostics.push(problem);
  }
  return sorted;
}

function sortAttribute(item: Attribute, spec: ContentSpec, sorted: Sorting<unknown>): Diagnostic | undefined {
  const name = item.name.text;
  const earlier = sorted.attributes.get(name);
  if (earlier) return duplicateArgument(item, earlier);
  if (ownEntry(spec.attributes, name)) sorted.attributes.set(name, item);
  else sorted.rest.push(item);
  return undefined;
}

function sortBlock<B extends Block | ScopedBlock>(
  item: B,
  spec: ContentSpec,
  sorted: Sorting<B>,
): Diagnostic | undefined {
  const { type, labels } = blockOf(item);
  const expected = ownEntry(spec.blocks, type.text);
  if (!expected) return void sorted.rest.push(item);
  if (labels.length >= expected.labels.length) sorted.blocks.push(item); // one too many does not make another block of it
  return labelProblem(blockOf(item), expected);
}

/** The complaint about an argument that is set a second time, in this body or one merged with it. */
export function duplicateArgument(attribute: Attribute, earlier: Attribute): Diagnostic {
  const { text, range } = attribute.name;
  const detail = `The argument "${text}" is already set at ${placeOf(earlier.name.range)}. Each argument may be set once; remove one of them.`;
  return errorAt(range, "Duplicate argument", detail);
}

/** What remains to be said of a body when nothing more is to be read from it. */
export function closing<B extends Block | ScopedBlock>(
  sorted: SortedItems<B>,
  spec: ContentSpec,
  header: SourceRange,
): Diagnostic[] {
  const unsupported = sorted.rest.map((item) => unsupportedItem(item, spec));
  return [...unsupported, ...presenceProblems(sorted, spec, header)];
}

/** Where a body without a header is complained about: its beginning. */
export const headerOf = (body: Body, header: SourceRange | undefined): SourceRange =>
  header ?? { ...body.range, end: body.range.start };
