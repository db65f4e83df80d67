import { numberOf } from "../value/content.js";
import { isFiniteNumber, parseNumber } from "../value/numbers.js";
import { Value } from "../value/value.js";
import type { Literal } from "./ast.js";
import { codes, isDigitCode } from "./characters.js";
import type { JsonText } from "./json-text.js";

/** Number : "-"? ( "0" | [1-9] digit* ) ( "." digit+ )? ( [eE] [+-]? digit+ )? */
export function readJsonNumber(json: JsonText): Literal {
  const start = json.at;
  const { text } = json.source;
  const end = numberEnd(text, start);
  const whole = runEnd(text, start);
  const value = end === whole ? parseNumber(text.slice(start, end)) : refuseNumber(json, start, whole);
  if (value.isKnown && !isFiniteNumber(numberOf(value))) {
    const detail = `${json.describe()} is larger than any number that can be worked with.`;
    json.report("Number out of range", detail, start, end);
  }
  json.take(whole);
  return { kind: "literal", value, range: json.range(start, whole) };
}

/** Whether a number begins here, or what people write for one. */
export function startsNumber(code: number): boolean {
  return isDigitCode(code) || code === codes.minus || code === codes.plus || code === codes.dot;
}

function refuseNumber(json: JsonText, start: number, end: number): Value {
  const detail = `${json.describe()} is not a JSON number, such as 12, -0.5 or 6.02e23.`;
  json.report("Invalid number", detail, start, end);
  return Value.unknown();
}

/** `at` itself where there is no number. */
function numberEnd(text: string, at: number): number {
  const whole = text.charCodeAt(at) === codes.minus ? at + 1 : at;
  let end = digitsEnd(text, whole);
  if (end === whole || (text.charCodeAt(whole) === codes.zero && end > whole + 1)) return at;
  if (text.charCodeAt(end) === codes.dot) {
    const fraction = digitsEnd(text, end + 1);
    if (fraction === end + 1) return at;
    end = fraction;
  }
  if ((text.charCodeAt(end) | 32) !== 101) return end;
  const sign = text.charCodeAt(end + 1);
  const digits = sign === codes.plus || sign === codes.minus ? end + 2 : end + 1;
  const exponent = digitsEnd(text, digits);
  return exponent === digits ? at : exponent;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  while (isDigitCode(text.charCodeAt(at))) at++;
  return at;
}

/** Where all that clings together ends, number or not. */
function runEnd(text: string, from: number): number {
  const run = /[\p{L}\p{N}_.+-]*/uy;
  run.lastIndex = from;
  return from + run.exec(text)![0].length;
}
