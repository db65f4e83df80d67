import { Source, type SourceRange } from "../source.js";
import { parseExpression } from "../syntax/parser.js";
import { string, Value } from "../value/value.js";
import { type Assignment, assign, type Origin } from "./assignment.js";
import { constantValue, noFunctions } from "./constant.js";
import type { VariableDeclaration } from "./declaration.js";

/**
 * The value of a text from outside: `PKR_VAR_x` or `-var x=`. It is the text itself for a string, a number and `any`,
 * and an expression for everything else.
 */
export function assignText(
  declaration: VariableDeclaration,
  text: string,
  origin: Extract<Origin, "environment" | "flag">,
): Assignment {
  const label = origin === "flag" ? `-var ${declaration.name}` : `PKR_VAR_${declaration.name}`;
  const source = new Source(`<value of ${label}>`, text);
  const range: SourceRange = { source, start: 0, end: text.length };
  if (declaration.literalText) return assign(declaration, { value: string(text), diagnostics: [], origin, range });
  const parsed = parseExpression(source);
  const read = parsed.expression
    ? constantValue(parsed.expression, noFunctions)
    : { value: Value.unknown(), diagnostics: [] };
  return assign(declaration, {
    value: read.value,
    diagnostics: [...parsed.diagnostics, ...read.diagnostics],
    origin,
    range,
  });
}
