import type { Expression } from "./ast.js";

/** The text of a quoted string without interpolation, or of any string in JSON; undefined for any other expression. */
export function literalString(expression: Expression): string | undefined {
  if (expression.kind !== "template") return undefined;
  if (expression.literal !== undefined) return expression.literal;
  const texts = expression.parts.map((part) => (part.kind === "text" ? part.text : undefined));
  return texts.includes(undefined) ? undefined : texts.join("");
}
