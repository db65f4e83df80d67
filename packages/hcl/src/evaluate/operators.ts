import { errorAt } from "../diagnostic.js";
import type { Binary, BinaryOperator, Unary } from "../syntax/ast.js";
import { numberOf } from "../value/content.js";
import { equals } from "../value/equality.js";
import {
  add,
  compareNumbers,
  divide,
  multiply,
  type NumberContent,
  NumberError,
  negate,
  remainder,
  subtract,
} from "../value/numbers.js";
import { boolType, numberType, type Type } from "../value/type.js";
import { bool, number, Value } from "../value/value.js";
import { type Context, complain } from "./context.js";
import { require } from "./operand.js";

/** What an operator takes and gives; `apply` gets known operands of the type, and throws `NumberError`. */
interface Operation {
  readonly operands: Type;
  readonly result: Type;
  apply(left: Value, right: Value): Value;
  /** The operand that settles the result, whatever the other one is. */
  readonly decidedBy?: boolean;
}

const arithmetic = (compute: (left: NumberContent, right: NumberContent) => NumberContent): Operation => ({
  operands: numberType,
  result: numberType,
  apply: (left, right) => number(compute(numberOf(left), numberOf(right))),
});

const comparison = (holds: (order: number) => boolean): Operation => ({
  operands: numberType,
  result: boolType,
  apply: (left, right) => bool(holds(compareNumbers(numberOf(left), numberOf(right)))),
});

const logic = (decidedBy: boolean): Operation => ({
  operands: boolType,
  result: boolType,
  apply: (_left, right) => right,
  decidedBy,
});

/** `==` and `!=` are not here: they take operands of any type, null and unknown included. */
const operations: Readonly<Record<Exclude<BinaryOperator, "==" | "!=">, Operation>> = {
  "||": logic(true),
  "&&": logic(false),
  "<": comparison((order) => order < 0),
  ">": comparison((order) => order > 0),
  "<=": comparison((order) => order <= 0),
  ">=": comparison((order) => order >= 0),
  "+": arithmetic(add),
  "-": arithmetic(subtract),
  "*": arithmetic(multiply),
  "/": arithmetic(divide),
  "%": arithmetic(remainder),
};

export function evaluateBinary(binary: Binary, context: Context): Value {
  const { operator } = binary;
  if (operator === "==" || operator === "!=") return evaluateEquality(binary, context);
  const operation = operations[operator];
  const left = operand(binary, "left", operation, context);
  if (decides(left, operation)) return left;
  const right = operand(binary, "right", operation, context);
  if (decides(right, operation)) return right.withMarks(left.marks);
  return apply(binary, operation, left, right, context).withMarks([...left.marks, ...right.marks]);
}

function operand(binary: Binary, side: "left" | "right", { operands }: Operation, context: Context): Value {
  const subject = `The ${side} operand of "${binary.operator}"`;
  const requirement = { type: operands, summary: "Invalid operand", subject };
  return require(context.value(binary[side]), binary[side], requirement, context);
}

function decides(value: Value, { decidedBy }: Operation): boolean {
  return value.isKnown && decidedBy !== undefined && value.content === decidedBy;
}

function apply(binary: Binary, { apply, result }: Operation, left: Value, right: Value, context: Context): Value {
  if (!left.isKnown || !right.isKnown) return Value.unknown(result);
  try {
    return apply(left, right);
  } catch (error) {
    if (!(error instanceof NumberError)) throw error;
    complain(context, binary, errorAt(binary.range, "Invalid arithmetic", error.message));
    return Value.unknown(result);
  }
}

function evaluateEquality(binary: Binary, context: Context): Value {
  const equal = equals(context.value(binary.left), context.value(binary.right));
  return binary.operator === "==" ? equal : not(equal);
}

export function evaluateUnary(unary: Unary, context: Context): Value {
  const type = unary.operator === "!" ? boolType : numberType;
  const requirement = { type, summary: "Invalid operand", subject: `The operand of "${unary.operator}"` };
  const value = require(context.value(unary.operand), unary.operand, requirement, context);
  return unary.operator === "!" ? not(value) : negative(value);
}

function not(value: Value): Value {
  return value.isKnown ? bool(!value.content).withMarks(value.marks) : value;
}

function negative(value: Value): Value {
  return value.isKnown ? number(negate(numberOf(value))).withMarks(value.marks) : value;
}
