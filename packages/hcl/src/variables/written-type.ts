import { keyText } from "../schema/body-location.js";
import { isJson } from "../schema/json-blocks.js";
import { Source } from "../source.js";
import type { Expression } from "../syntax/ast.js";
import { parseExpression } from "../syntax/parser.js";

/** A type as written. JSON has no bare words, so there a type is a string: `"list(string)"`. */
export function writtenType(written: Expression): Expression {
  const text = isJson(written.range) && written.kind === "template" ? keyText(written) : undefined;
  if (text === undefined) return written;
  const { expression } = parseExpression(new Source(written.range.source.name, text));
  return expression ? movedTo(expression, written) : written;
}

/** Everything in it is found where the string is. */
function movedTo(expression: Expression, { range }: Expression): Expression {
  const move = (data: unknown): unknown => {
    if (Array.isArray(data)) return data.map(move);
    if (typeof data !== "object" || data === null || Object.getPrototypeOf(data) !== Object.prototype) return data;
    return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, key === "range" ? range : move(item)]));
  };
  return move(expression) as Expression;
}
