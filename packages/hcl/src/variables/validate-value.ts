import { type Diagnostic, errorAt, hasErrors, withValues } from "../diagnostic.js";
import { evaluate } from "../evaluate/evaluate.js";
import { namedValues } from "../evaluate/named-values.js";
import type { FunctionTable, Scope } from "../evaluate/scope.js";
import { placeOf } from "../schema/place.js";
import { ConversionError, convert } from "../value/convert.js";
import { boolType } from "../value/type.js";
import { object, type Value } from "../value/value.js";
import { type Assignment, originText } from "./assignment.js";
import type { ValidationRule, VariableDeclaration } from "./declaration.js";

/** Applies a variable's rules to its final value. A condition that is not known yet is passed over. */
export function validateValue(
  declaration: VariableDeclaration,
  assignment: Assignment,
  functions: FunctionTable,
): Diagnostic[] {
  return declaration.validations.flatMap((rule) => applyRule(rule, declaration, assignment, functions));
}

function applyRule(
  rule: ValidationRule,
  declaration: VariableDeclaration,
  assignment: Assignment,
  functions: FunctionTable,
): Diagnostic[] {
  const scope = scopeOf(assignment, functions);
  const { value, diagnostics } = evaluate(rule.condition, scope);
  if (hasErrors(diagnostics)) return declaration.sensitive ? [unreadable(rule, declaration)] : [...diagnostics];
  const truth = truthOf(value);
  if (truth === undefined || truth === "unknown") return truth ? [] : [notBool(rule, scope)];
  return truth ? [] : [refused(rule, declaration, assignment, scope)];
}

function scopeOf({ name, value }: Assignment, functions: FunctionTable): Scope {
  const variables = object(new Map([[name, value]]));
  return { lookup: (root) => (root === "var" ? variables : undefined), names: () => ["var"], functions };
}

/** Undefined for what is neither true nor false. */
function truthOf(value: Value): boolean | "unknown" | undefined {
  if (!value.isKnown) return "unknown";
  if (value.isNull) return undefined;
  try {
    return convert(value.withoutMarks(), boolType).content === true;
  } catch (error) {
    if (error instanceof ConversionError) return undefined;
    throw error;
  }
}

function refused(
  { condition, message, range: rule }: ValidationRule,
  declaration: VariableDeclaration,
  given: Assignment,
  scope: Scope,
): Diagnostic {
  const { name, sensitive } = declaration;
  const origin = originText(given.origin, name, given.range);
  const detail = `${message} The value of variable "${name}", ${origin}, was checked by the validation rule at ${placeOf(rule)}.`;
  const place = sensitive || given.origin === "default" ? condition.range : given.range;
  const problem = errorAt(place, "Invalid value for variable", detail);
  return withValues(problem, namedValues(condition, scope));
}

function notBool({ condition }: ValidationRule, scope: Scope): Diagnostic {
  const detail = "The condition must be true or false, and its value is neither.";
  const problem = errorAt(condition.range, "Invalid variable validation result", detail);
  return withValues(problem, namedValues(condition, scope));
}

/** What went wrong may quote the value, so it is not repeated. */
function unreadable({ condition }: ValidationRule, { name }: VariableDeclaration): Diagnostic {
  const detail = `The condition cannot be evaluated for the value of variable "${name}". The reason is not shown, because the variable is sensitive.`;
  return errorAt(condition.range, "Invalid variable validation condition", detail);
}
