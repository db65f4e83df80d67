import type { Diagnostic } from "../diagnostic.js";
import { memoryHost } from "../functions/memory-host.test-fixtures.js";
import { standardFunctions } from "../functions/standard-functions.js";
import { Source } from "../source.js";
import { parseExpression } from "../syntax/parser.js";
import { toJsonText } from "../value/json-text.js";
import type { Value } from "../value/value.js";
import { isWhollyKnown } from "../value/walk.js";
import { evaluate } from "./evaluate.js";
import type { Evaluated, LazyObject, Scope } from "./scope.js";

export type Roots = Readonly<Record<string, Value | LazyObject>>;

export function scopeOf(roots: Roots = {}, functions = standardFunctions(memoryHost())): Scope {
  const entries = new Map(Object.entries(roots));
  return { lookup: (name) => entries.get(name), names: () => [...entries.keys()], functions };
}

/** Evaluates text; a syntax error fails the test. */
export function evaluateText(text: string, scope: Scope = scopeOf()): Evaluated {
  const { expression, diagnostics } = parseExpression(new Source("test.hcl", text));
  if (!expression || diagnostics.length > 0)
    throw new Error(`syntax: ${JSON.stringify(diagnostics.map(showDiagnostic))}`);
  return evaluate(expression, scope);
}

/** The value of text that has no error. */
export function evaluated(text: string, roots?: Roots): Value {
  const { value, diagnostics } = evaluateText(text, scopeOf(roots));
  if (diagnostics.length > 0) throw new Error(diagnostics.map(showDiagnostic).join("\n"));
  return value;
}

/** The value as JSON, or what became of it. */
export function show(value: Value): string {
  const text = isWhollyKnown(value) ? toJsonText(value) : "unknown";
  return value.marks.has("sensitive") ? `sensitive ${text}` : text;
}

export const resultOf = (text: string, roots?: Roots): string => show(evaluated(text, roots));

/** Each diagnostic as the text it marks, its summary and its detail. */
export function problemsOf(text: string, roots?: Roots): string[] {
  return evaluateText(text, scopeOf(roots)).diagnostics.map(showDiagnostic);
}

export function showDiagnostic({ subject, summary, detail }: Diagnostic): string {
  return `${subject?.source.text.slice(subject.start, subject.end) ?? ""} | ${summary}: ${detail}`;
}
