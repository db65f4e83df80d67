import { limitAt } from "../diagnostic.js";
import { numberOf } from "../value/content.js";
import { isFiniteNumber, parseNumber } from "../value/numbers.js";
import { number, Value } from "../value/value.js";
import type { Literal } from "./ast.js";
import { codeAt, isDigitCode } from "./characters.js";
import type { Cursor } from "./cursor.js";
import type { Made, Purpose } from "./maker.js";

const written = /^[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?$/;

/** The current number token: up to 15 digits at once, all else in full precision. */
export function numberLiteral<P extends Purpose>(cursor: Cursor<P>): Made<P, Literal> {
  const { text, start, end } = cursor.scanner;
  const small = end - start <= 15 ? smallInteger(text, start, end) : -1;
  const value = small >= 0 ? number(small) : preciseNumber(cursor, text.slice(start, end));
  cursor.advance();
  return cursor.make.literal(cursor, start, value);
}

function preciseNumber(cursor: Cursor, digits: string): Value {
  if (!written.test(digits)) return refuseNumber(cursor);
  const value = parseNumber(digits);
  if (!isFiniteNumber(numberOf(value))) {
    const detail = `${cursor.describe()} is larger than any number that can be worked with.`;
    cursor.refuse(limitAt(cursor.tokenRange(), "Number out of range", detail));
  }
  return value;
}

function refuseNumber(cursor: Cursor): Value {
  cursor.unexpected(
    "Invalid number",
    `${cursor.describe()} is not a number: it may have one decimal point and one exponent, such as 12, 0.5 or 6.02e23.`,
  );
  return Value.unknown();
}

/** -1 unless every character is a digit. */
function smallInteger(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const code = codeAt(text, at);
    if (!isDigitCode(code)) return -1;
    value = value * 10 + (code - 48);
  }
  return value;
}
