import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { elementsOf, numberOf, textOf } from "../value/content.js";
import {
  add,
  compareNumbers,
  type NumberContent,
  negate,
  numberFromBigint,
  numberFromFloat,
  toDecimal,
} from "../value/numbers.js";
import { dynamicType, numberType } from "../value/type.js";
import { number, type Value } from "../value/value.js";
import { define, integerOf, numeric } from "./define.js";
import { parseInteger } from "./integer-text.js";

const unary = (name: string, description: string, compute: (content: NumberContent) => NumberContent): HclFunction =>
  define({
    name,
    description,
    parameters: [numeric("num")],
    returns: numberType,
    call: ([num]) => number(compute(numberOf(num))),
  });

const round = (name: "ceil" | "floor", description: string): HclFunction =>
  unary(name, description, (content) => (typeof content === "number" ? content : simplify(toDecimal(content)[name]())));

const simplify = (decimal: NumberContent): NumberContent => add(decimal, 0);

const isNegative = (content: NumberContent): boolean => compareNumbers(content, 0) < 0;

const extreme = (name: "min" | "max", description: string, isBetter: (order: number) => boolean): HclFunction =>
  define({
    name,
    description,
    parameters: [],
    variadic: numeric("numbers"),
    returns: numberType,
    call: (args) => {
      if (args.length === 0) throw new FunctionError("at least one number is required");
      const numbers = args.map(numberOf);
      return number(numbers.reduce((best, each) => (isBetter(compareNumbers(each, best)) ? each : best)));
    },
  });

/** Through 64-bit floats, as cty computes these two. */
const float = (
  name: string,
  description: string,
  parameters: readonly [string, string],
  compute: (a: number, b: number) => number,
): HclFunction =>
  define({
    name,
    description,
    parameters: parameters.map(numeric),
    returns: numberType,
    call: ([first, second]) => {
      const result = compute(Number(numberOf(first)), Number(numberOf(second)));
      if (!Number.isFinite(result)) throw new FunctionError("the result is not a number, or is too large");
      return number(numberFromFloat(result));
    },
  });

function parseIntegerArgument(args: readonly Value[]): Value {
  const [given] = args;
  if (given!.type.kind !== "string") throw new FunctionError("a string is required", 0);
  const base = integerOf(args, 1);
  if (base < 2 || base > 62) throw new FunctionError("the base must be between 2 and 62", 1);
  const parsed = parseInteger(textOf(given), base);
  if (parsed === undefined) throw new FunctionError(`it is not a whole number in base ${base}`, 0);
  return number(numberFromBigint(parsed));
}

const sumNeeds = "a list, a set or a tuple of numbers is required";

function sum([list]: readonly Value[]): Value {
  const { kind } = list!.type;
  if (kind !== "list" && kind !== "set" && kind !== "tuple") throw new FunctionError(sumNeeds, 0);
  const items = elementsOf(list!);
  if (items.length === 0) throw new FunctionError("an empty list has no sum", 0);
  if (items.some((item) => item.type.kind !== "number" || item.isNull)) throw new FunctionError(sumNeeds, 0);
  return number(items.map(numberOf).reduce(add));
}

export const numericFunctions: readonly HclFunction[] = [
  unary("abs", "The number without its sign.", (content) => (isNegative(content) ? negate(content) : content)),
  round("ceil", "The smallest whole number that is not below the number."),
  round("floor", "The largest whole number that is not above the number."),
  unary("signum", "-1, 0 or 1, as the number is negative, zero or positive.", (content) =>
    Math.sign(compareNumbers(content, 0)),
  ),
  extreme("max", "The largest of the numbers.", (order) => order > 0),
  extreme("min", "The smallest of the numbers.", (order) => order < 0),
  float("log", "The logarithm of a number to a base.", ["num", "base"], (num, base) => Math.log(num) / Math.log(base)),
  float("pow", "A number raised to a power.", ["num", "power"], (num, power) => num ** power),
  define({
    name: "parseint",
    description: "The whole number that a string writes in the given base, from 2 to 62.",
    parameters: [{ name: "number", type: dynamicType }, numeric("base")],
    returns: numberType,
    call: parseIntegerArgument,
  }),
  define({
    name: "sum",
    description: "The numbers of a list, a set or a tuple, added up.",
    parameters: [{ name: "list", type: dynamicType }],
    returns: numberType,
    call: sum,
  }),
];
