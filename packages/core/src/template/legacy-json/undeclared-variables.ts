import { type ast, type Diagnostic, literalString, suggest, warningAt } from "@ingot/hcl";
import { templateProblem } from "../../config/template-problem.js";
import { templateError } from "../../interpolate/template-error.js";
import { propertiesOf } from "./json-shape.js";

const userCall = /\buser\s+(?:`([^`]*)`|"([^"\\]*)")/g;
const action = /\{\{.*?\}\}/gs;

/** Variables that options use and nobody declares: an empty text to Packer, which is seldom what is meant. */
export function undeclaredVariables(expression: ast.Expression, declared: ReadonlySet<string>): readonly Diagnostic[] {
  const text = literalString(expression);
  if (text !== undefined) return text.includes("user") ? inText(text, expression, declared) : [];
  const parts =
    expression.kind === "tuple" ? expression.items : (propertiesOf(expression) ?? []).map((each) => each.expression);
  return parts.flatMap((part) => undeclaredVariables(part, declared));
}

function inText(text: string, { range }: ast.Expression, declared: ReadonlySet<string>): Diagnostic[] {
  return [...text.matchAll(action)].flatMap((found) =>
    [...found[0].matchAll(userCall)].flatMap((call) => {
      const name = (call[1] ?? call[2])!;
      if (declared.has(name)) return [];
      const at = found.index + call.index + call[0].indexOf(name, 4);
      const { subject } = templateProblem(templateError(text, at, ""), range);
      return [undeclared(name, subject!, [...declared])];
    }),
  );
}

function undeclared(name: string, range: ast.Expression["range"], declared: readonly string[]): Diagnostic {
  const near = suggest(name, declared);
  const advice = near ? `Did you mean "${near}"?` : `Declare it in "variables", if it is one.`;
  return warningAt(
    range,
    "Undeclared variable",
    `There is no variable "${name}", so an empty text stands for it. ${advice}`,
  );
}
