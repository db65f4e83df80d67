import type { Expression } from "../syntax/ast.js";

/** What the value of a block's property must be, as a sentence. */
export function jsonBlockForm(type: string, labels: readonly string[]): string {
  if (labels.length === 0) return `"${type}" is a block, so its value must be an object or a list of objects.`;
  return `"${type}" is a block, and its labels are keys of objects: ${written(type, labels)}.`;
}

/** How such a block is written, as a sentence. */
export function jsonBlockUsage(type: string, labels: readonly string[]): string {
  const count =
    labels.length === 1 ? "one label, the key of an object" : `${labels.length} labels, the keys of objects`;
  return `A ${type} block takes ${count}: ${written(type, labels)}.`;
}

function written(type: string, labels: readonly string[]): string {
  const keys = [type, ...labels];
  return `${keys.map((key) => `{"${key}": `).join("")}{…}${"}".repeat(keys.length)}`;
}

/** A value of a JSON text in words. */
export function describeJson(value: Expression): string {
  switch (value.kind) {
    case "object":
      return "an object";
    case "tuple":
      return "a list";
    case "literal":
      return describeLiteral(value.value.isNull ? "null" : value.value.type.kind);
    default:
      return "a string";
  }
}

const describeLiteral = (kind: string) => (kind === "null" ? kind : kind === "bool" ? "true or false" : "a number");
