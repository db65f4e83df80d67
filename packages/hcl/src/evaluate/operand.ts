import { errorAt } from "../diagnostic.js";
import type { Expression } from "../syntax/ast.js";
import { ConversionError, convert } from "../value/convert.js";
import type { Type } from "../value/type.js";
import { Value } from "../value/value.js";
import { type Context, complain } from "./context.js";

/** How a complaint names the value that is not as required: `The left operand of "+"`. */
interface Requirement {
  readonly type: Type;
  readonly summary: string;
  readonly subject: string;
}

/** The value converted to what its place requires; unknown, with a diagnostic, when it is null or cannot be converted. */
export function require(
  value: Value,
  at: Expression,
  { type, summary, subject }: Requirement,
  context: Context,
): Value {
  const fail = (problem: string) => {
    complain(context, at, errorAt(at.range, summary, `${subject} ${problem}.`));
    return Value.unknown(type).withMarks(value.marks);
  };
  const converted = tryConvert(value, type);
  if (converted instanceof ConversionError) return fail(`cannot be used: ${converted.message}`);
  return converted.isNull ? fail("is null, and a value is required") : converted;
}

export function tryConvert(value: Value, type: Type): Value | ConversionError {
  try {
    return convert(value, type);
  } catch (error) {
    if (error instanceof ConversionError) return error;
    throw error;
  }
}
