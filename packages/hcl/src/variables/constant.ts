import { errorAt } from "../diagnostic.js";
import { evaluate } from "../evaluate/evaluate.js";
import { type Evaluated, emptyScope, type FunctionTable } from "../evaluate/scope.js";
import type { Expression } from "../syntax/ast.js";
import { references } from "../syntax/references.js";
import { Value } from "../value/value.js";

/** An expression's value where no variable is in reach, and no function but those of `functions`. */
export function constantValue(expression: Expression, functions: FunctionTable): Evaluated {
  const [reference] = references(expression);
  if (!reference) return evaluate(expression, { ...emptyScope, functions, refusal });
  const advice = truthWords.has(reference.root.toLowerCase())
    ? "If it is meant as a truth value, write true or false; if as text, put it in quotes."
    : "If it is meant as text, put it in quotes.";
  const detail = `"${reference.root}" cannot be used here: the value must not depend on anything else. ${advice}`;
  return { value: Value.unknown(), diagnostics: [errorAt(reference.range, "Variables not allowed", detail)] };
}

const refusal = (name: string): string =>
  `"${name}" cannot be called here: the value must not depend on anything else. Locals can call functions.`;

/** What other languages write for true and false. */
const truthWords: ReadonlySet<string> = new Set(["yes", "no", "on", "off", "true", "false"]);

export const noFunctions: FunctionTable = new Map();
