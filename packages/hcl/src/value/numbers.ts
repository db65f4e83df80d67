import type { Decimal } from "decimal.js";
import { decimalModule } from "../functions/lazy-module.js";
import { number, type Value } from "./value.js";

/** Safe integers are kept as `number`, everything else as a `Decimal`. */
export type NumberContent = number | Decimal;

/** As many digits as cty's 512-bit floats have. The last five guard against rounding: see `settle`. */
const precision = 155;
const trusted = 150;

/** Beyond 10^100000 a number would only serve to exhaust memory. */
const largestExponent = 100_000;

/** The library is loaded by the first number that needs it; most templates hold small whole numbers only. */
let loaded: typeof Decimal | undefined;

function decimalOf(content: Decimal.Value): Decimal {
  loaded ??= configuredDecimal(decimalModule().Decimal);
  return new loaded(content);
}

const configuredDecimal = (base: typeof Decimal): typeof Decimal =>
  base.clone({
    precision,
    rounding: base.ROUND_HALF_EVEN,
    maxE: largestExponent,
    minE: -largestExponent,
    toExpNeg: -9e15,
    toExpPos: 9e15,
    modulo: base.ROUND_DOWN,
  });

/** The result of an operation has no number: a division by zero, or a result too large. */
export class NumberError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NumberError";
  }
}

const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether `text` is a decimal number as `parseNumber` takes it. */
export function isNumberText(text: string): boolean {
  return numberPattern.test(text);
}

/**
 * The number that `text` writes: digits, optionally a sign, a fraction and an exponent.
 * A number beyond 10^100000 becomes infinite, which `isFiniteNumber` tells; text that is no number is the caller's fault.
 */
export function parseNumber(text: string): Value {
  return number(parseContent(text));
}

function parseContent(text: string): NumberContent {
  if (text.length <= 15 && /^\d+$/.test(text)) return Number(text);
  if (!isNumberText(text)) throw new TypeError("not the text of a number");
  return simplify(decimalOf(text).toSignificantDigits(precision));
}

/** False for what stands for a number beyond 10^100000. */
export function isFiniteNumber(content: NumberContent): boolean {
  return typeof content === "number" || content.isFinite();
}

/** The content for a finite JavaScript number: `0.1` is the decimal fraction, not its binary neighbour. */
export function numberFromPlain(plain: number): NumberContent {
  return Number.isSafeInteger(plain) ? plain + 0 : simplify(decimalOf(plain));
}

/** The content for the result of a computation in 64-bit floats: whole numbers are exact. */
export function numberFromFloat(float: number): NumberContent {
  return Number.isInteger(float) ? numberFromBigint(BigInt(float)) : numberFromPlain(float);
}

export function numberFromBigint(integer: bigint): NumberContent {
  return simplify(decimalOf(integer.toString()));
}

export function toDecimal(content: NumberContent): Decimal {
  return typeof content === "number" ? decimalOf(content) : content;
}

function simplify(decimal: Decimal): NumberContent {
  return decimal.isInteger() && decimal.abs().lte(Number.MAX_SAFE_INTEGER) ? decimal.toNumber() + 0 : decimal;
}

/** 1 / 3 * 3 is 0.999… to the last digit and means 1: what is whole to the trusted digits is whole. */
function settle(decimal: Decimal): NumberContent {
  if (!decimal.isFinite()) throw new NumberError("The result is too large.");
  if (decimal.isInteger() || decimal.e >= trusted) return simplify(decimal);
  const rounded = decimal.toSignificantDigits(trusted);
  return simplify(rounded.isInteger() ? rounded : decimal);
}

export function add(left: NumberContent, right: NumberContent): NumberContent {
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return settle(toDecimal(left).plus(right));
}

export function subtract(left: NumberContent, right: NumberContent): NumberContent {
  return add(left, negate(right));
}

export function multiply(left: NumberContent, right: NumberContent): NumberContent {
  if (typeof left === "number" && typeof right === "number") {
    const product = left * right;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return settle(toDecimal(left).times(right));
}

export function divide(left: NumberContent, right: NumberContent): NumberContent {
  if (isZero(right)) throw new NumberError("A number cannot be divided by zero.");
  if (typeof left === "number" && typeof right === "number" && left % right === 0) return left / right + 0;
  return settle(toDecimal(left).dividedBy(right));
}

/** The remainder, with the sign of `left`. */
export function remainder(left: NumberContent, right: NumberContent): NumberContent {
  if (isZero(right)) throw new NumberError("A number cannot be divided by zero.");
  if (typeof left === "number" && typeof right === "number") return (left % right) + 0;
  return settle(toDecimal(left).modulo(right));
}

export function negate(content: NumberContent): NumberContent {
  return typeof content === "number" ? 0 - content : content.negated();
}

function isZero(content: NumberContent): boolean {
  return typeof content === "number" && content === 0;
}

/** Negative, zero or positive, as `left` is below, equal to or above `right`. */
export function compareNumbers(left: NumberContent, right: NumberContent): number {
  return typeof left === "number" && typeof right === "number" ? left - right : toDecimal(left).comparedTo(right);
}

/** cty's text of a number: every digit written out, never an exponent. */
export function formatNumber(content: NumberContent): string {
  return typeof content === "number" ? String(content) : content.toFixed();
}

/** The whole number, or undefined for a fraction or one beyond the safe integers. */
export function toInteger(content: NumberContent): number | undefined {
  return typeof content === "number" ? content : undefined;
}
