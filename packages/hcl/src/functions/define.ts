import { FunctionError, type HclFunction, type Parameter } from "../evaluate/scope.js";
import { numberOf, textOf } from "../value/content.js";
import { toInteger } from "../value/numbers.js";
import { numberType, stringType, type Type } from "../value/type.js";
import { string, type Value } from "../value/value.js";

interface Definition extends Omit<HclFunction, "returns"> {
  /** The one type of every result, or how it follows from the arguments. */
  readonly returns: Type | ((args: readonly Value[]) => Type);
}

export function define({ returns, ...rest }: Definition): HclFunction {
  return { ...rest, returns: typeof returns === "function" ? returns : () => returns };
}

/** A parameter of type string. */
export const text = (name: string): Parameter => ({ name, type: stringType });

/** A parameter of type number. */
export const numeric = (name: string): Parameter => ({ name, type: numberType });

/** A parameter whose elements may be unknown, for functions that move them about without looking at them. */
export const loose = (name: string, type: Type): Parameter => ({ name, type, allowUnknown: "elements" });

/** The whole number that argument `at` must be. */
export function integerOf(args: readonly Value[], at: number): number {
  const integer = toInteger(numberOf(args[at]));
  if (integer === undefined) throw new FunctionError("a whole number is required", at);
  return integer;
}

/** A function from strings to a string, the most common kind. */
export function textFunction(
  name: string,
  parameters: readonly string[],
  description: string,
  compute: (...texts: string[]) => string,
): HclFunction {
  const call = (args: readonly Value[]) => string(compute(...args.map(textOf)));
  return define({ name, description, parameters: parameters.map(text), returns: stringType, call });
}
