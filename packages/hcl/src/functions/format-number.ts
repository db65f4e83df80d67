import { type NumberContent, toDecimal } from "../value/numbers.js";

/** Go's `%e`, `%f` and `%g`; without a precision `%e` and `%f` have six digits, `%g` as many as are needed. */
export function formatFloat(content: NumberContent, verb: string, precision: number | undefined): string {
  const decimal = toDecimal(content);
  const text = floatText(decimal, verb.toLowerCase(), precision);
  return verb === "E" || verb === "G" ? text.toUpperCase() : text;
}

function floatText(decimal: ReturnType<typeof toDecimal>, verb: string, precision: number | undefined): string {
  if (verb === "f") return decimal.toFixed(precision ?? 6);
  if (verb === "e") return goExponent(decimal.toExponential(precision ?? 6));
  const digits = precision === undefined ? undefined : Math.max(precision, 1);
  const rounded = digits === undefined ? decimal : decimal.toSignificantDigits(digits);
  if (rounded.e < -4 || rounded.e >= (digits ?? 6)) return goExponent(rounded.toExponential());
  return rounded.toFixed();
}

/** Go writes at least two digits of exponent: `1e+05`. */
function goExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

const bases: Readonly<Record<string, number>> = { b: 2, o: 8, d: 10, x: 16, X: 16 };
const prefixes: Readonly<Record<string, string>> = { b: "0b", o: "0", d: "", x: "0x", X: "0X" };

export interface IntegerStyle {
  /** The least number of digits. */
  readonly digits: number;
  /** `0x` and its like before the digits. */
  readonly prefixed: boolean;
}

/** `%d`, `%b`, `%o`, `%x`, `%X` of a whole number; undefined for a fraction. */
export function formatInteger(content: NumberContent, verb: string, style: IntegerStyle): string | undefined {
  const decimal = toDecimal(content);
  if (!decimal.isInteger()) return undefined;
  const magnitude = BigInt(decimal.abs().toFixed()).toString(bases[verb]).padStart(style.digits, "0");
  const text = (style.prefixed ? prefixes[verb] : "") + (verb === "X" ? magnitude.toUpperCase() : magnitude);
  return decimal.isNegative() && !decimal.isZero() ? `-${text}` : text;
}
