import type { Diagnostic } from "../diagnostic.js";
import type { Scope } from "../evaluate/scope.js";
import type { Attribute } from "../syntax/ast.js";
import { duplicateArgument } from "./body-content.js";
import type { ContentSpec } from "./content-spec.js";
import { sortExpanded } from "./expanded-content.js";
import type { ScopedBlock, ScopedBody } from "./scoped-block.js";

export interface MergedContent {
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Which scope each of `attributes` is evaluated in. */
  readonly scopes: ReadonlyMap<Attribute, Scope>;
  readonly blocks: readonly ScopedBlock[];
  /** What the spec does not name. */
  readonly rest: readonly (Attribute | ScopedBlock)[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Bodies as one: blocks accumulate, an argument may be set in one of them only. */
export function mergedContent(bodies: readonly ScopedBody[], spec: ContentSpec): MergedContent {
  const attributes = new Map<string, Attribute>();
  const scopes = new Map<Attribute, Scope>();
  const sorted = bodies.map(({ body, scope }) => ({ scope, ...sortExpanded(body, spec, scope) }));
  const duplicates: Diagnostic[] = [];
  for (const { scope, attributes: own } of sorted) {
    for (const [name, attribute] of own) {
      const earlier = attributes.get(name);
      if (earlier) duplicates.push(duplicateArgument(attribute, earlier));
      else attributes.set(name, attribute);
      scopes.set(attribute, scope);
    }
  }
  return {
    attributes,
    scopes,
    blocks: sorted.flatMap(({ blocks }) => blocks),
    rest: sorted.flatMap(({ rest }) => rest),
    diagnostics: [...sorted.flatMap(({ diagnostics }) => diagnostics), ...duplicates],
  };
}
