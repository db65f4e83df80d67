import type { Scope } from "../evaluate/scope.js";
import type { SourceRange } from "../source.js";
import type { Body } from "../syntax/ast.js";
import { type BodyContent, closing, headerOf, type SortedItems, sortItems } from "./body-content.js";
import type { ContentSpec } from "./content-spec.js";
import { expandDynamicBlocks } from "./dynamic-blocks.js";
import type { ScopedBlock } from "./scoped-block.js";

/** Like `bodyContent`, with `dynamic` blocks expanded: each block comes with the scope of its body. */
export function expandedContent(
  body: Body,
  spec: ContentSpec,
  scope: Scope,
  header?: SourceRange,
): BodyContent<ScopedBlock> {
  const sorted = sortExpanded(body, spec, scope);
  return { ...sorted, diagnostics: [...sorted.diagnostics, ...closing(sorted, spec, headerOf(body, header))] };
}

/** Expands and sorts, and judges nothing but labels and duplicates. */
export function sortExpanded(body: Body, spec: ContentSpec, scope: Scope): SortedItems<ScopedBlock> {
  return sortItems(expandDynamicBlocks(body, scope, spec), spec);
}
