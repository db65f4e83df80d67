import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { Block } from "../syntax/ast.js";

/** A block with a label too few or too many. `names` are the labels' names: `["type", "name"]` for a source. */
export function labelProblem(block: Block, names: readonly string[]): Diagnostic | undefined {
  const { text: type } = block.type;
  const missing = names[block.labels.length];
  if (missing !== undefined) return errorAt(block.header, `Missing ${missing} for ${type}`, usage(type, names));
  const extra = block.labels[names.length];
  return extra && errorAt(extra.range, `Extraneous label for ${type}`, usage(type, names), block.header);
}

function usage(type: string, names: readonly string[]): string {
  if (names.length === 0) return `A ${type} block takes no labels.`;
  const count = names.length === 1 ? "one label" : `${names.length} labels`;
  return `A ${type} block takes ${count}: ${type} ${names.map((name) => `"${name}"`).join(" ")} { … }.`;
}
