import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { Block } from "../syntax/ast.js";
import type { ContentBlockSpec } from "./content-spec.js";

/** A block with a label too few or too many. */
export function labelProblem(block: Block, { labels: names, hint }: ContentBlockSpec): Diagnostic | undefined {
  const { text: type } = block.type;
  const detail = `${usage(type, names)}${hint ? ` ${hint}` : ""}`;
  const missing = names[block.labels.length];
  if (missing !== undefined) return errorAt(block.header, `Missing ${missing} for ${type}`, detail);
  const extra = block.labels[names.length];
  return extra && errorAt(extra.range, `Extraneous label for ${type}`, detail, block.header);
}

function usage(type: string, names: readonly string[]): string {
  if (names.length === 0) return `A ${type} block takes no labels.`;
  const count = names.length === 1 ? "one label" : `${names.length} labels`;
  return `A ${type} block takes ${count}: ${type} ${names.map((name) => `"${name}"`).join(" ")} { … }.`;
}
