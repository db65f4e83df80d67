import { errorAt, hasErrors } from "../diagnostic.js";
import type { Conditional } from "../syntax/ast.js";
import { isBareNull } from "../value/convert.js";
import { describeOne, typeText } from "../value/describe.js";
import { boolType, dynamicType, type Type } from "../value/type.js";
import { unify } from "../value/unify.js";
import { Value } from "../value/value.js";
import { type Context, complain, diagnosticSink } from "./context.js";
import { require, tryConvert } from "./operand.js";

/**
 * Both results are evaluated, because the type of the whole comes from both; only the chosen one may complain, so
 * `can(x) ? x : y` is quiet. Where either has an error, the types say nothing, and the chosen one stays as it is.
 */
export function evaluateConditional(conditional: Conditional, context: Context): Value {
  const requirement = { type: boolType, summary: "Invalid condition", subject: "The condition" };
  const condition = require(context.value(conditional.condition), conditional.condition, requirement, context);
  const [thenSink, elseSink] = [diagnosticSink(), diagnosticSink()];
  const whenTrue = context.with({ diagnostics: thenSink }).value(conditional.whenTrue);
  const whenFalse = context.with({ diagnostics: elseSink }).value(conditional.whenFalse);
  const hasError = [thenSink, elseSink].some(({ all }) => hasErrors(all));
  const type = hasError ? dynamicType : resultType(whenTrue, whenFalse);
  if (!type) return reportMismatch(conditional, whenTrue, whenFalse, context);
  if (!condition.isKnown) return Value.unknown(type).withMarks(condition.marks);
  context.diagnostics.add(...(condition.content ? thenSink : elseSink).all);
  const converted = tryConvert(condition.content ? whenTrue : whenFalse, type);
  if (!(converted instanceof Value)) return reportMismatch(conditional, whenTrue, whenFalse, context);
  return converted.withMarks(condition.marks);
}

/** A bare null takes the other's type. */
function resultType(whenTrue: Value, whenFalse: Value): Type | undefined {
  if (isBareNull(whenTrue)) return whenFalse.type;
  if (isBareNull(whenFalse)) return whenTrue.type;
  return unify([whenTrue.type, whenFalse.type]);
}

function reportMismatch(conditional: Conditional, whenTrue: Value, whenFalse: Value, context: Context): Value {
  const [left, right] = distinctNames(whenTrue.type, whenFalse.type);
  const detail = `Both results of a conditional must have one type, so that the whole has one. Here they are ${left} and ${right}, and neither can become the other.`;
  complain(context, conditional, errorAt(conditional.range, "Inconsistent conditional result types", detail));
  return Value.unknown();
}

/** Two different objects are both an "object": then the full types tell them apart. */
function distinctNames(left: Type, right: Type): [string, string] {
  const names: [string, string] = [describeOne(left), describeOne(right)];
  return names[0] === names[1] ? [typeText(left), typeText(right)] : names;
}
