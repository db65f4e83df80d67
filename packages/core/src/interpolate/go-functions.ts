import { FunctionError, formatText, fromPlain } from "@ingot/hcl";
import type { JsonValue } from "../json.js";
import type { TemplateFunctions } from "./evaluate-pipeline.js";
import { compareBytes, goText, isList, isObject, isTrue } from "./go-value.js";

/** What Go's templates have of themselves: text/template's predefined functions. Lengths and places in texts are in bytes. */
export const goFunctions: TemplateFunctions = {
  /** Those with arguments ask for them one after the other, and so are the evaluation's. */
  and: noArguments,
  or: noArguments,
  not: (value) => !isTrue(value!),
  call: () => {
    throw new FunctionError("no value of a template is a function. Write the function's name instead");
  },
  len: (value) => lengthOf(value!),
  index: (value, ...keys) => keys.reduce<JsonValue>(elementAt, value!),
  slice: (value, ...places) => sliceOf(value!, places),
  print: (...values) => values.map((value, at) => (spaced(values, at) ? ` ${goText(value)}` : goText(value))).join(""),
  println: (...values) => `${values.map(goText).join(" ")}\n`,
  /** HCL's `format` has Go's verbs. */
  printf: (format, ...values) =>
    formatText(
      goText(format!),
      values.map((value) => fromPlain(value)),
    ),
  html: (...values) => goText(joined(values)).replace(/[&<>"'\0]/g, (found) => named[found] ?? found),
  js: (...values) => goText(joined(values)).replace(/[\\'"<>&=]|\p{C}|(?! )\p{Z}/gu, jsEscapes),
  urlquery: (...values) => encodeURIComponent(joined(values)).replace(/%20|[!'()*]/g, queryEscape),
  eq: (one, ...others) => others.some((other) => equal(one!, other)),
  ne: (one, other) => !equal(one!, other!),
  lt: (one, other) => compare(one!, other!) < 0,
  le: (one, other) => compare(one!, other!) <= 0,
  gt: (one, other) => compare(one!, other!) > 0,
  ge: (one, other) => compare(one!, other!) >= 0,
};

function noArguments(): never {
  throw new FunctionError("it needs a value");
}

/** `html`, `js` and `urlquery` take several values as `print` does. */
const joined = (values: readonly JsonValue[]): string => goFunctions.print!(...values) as string;

/** Go puts a space between two values where neither is a text. */
const spaced = (values: readonly JsonValue[], at: number) =>
  at > 0 && typeof values[at] !== "string" && typeof values[at - 1] !== "string";

function lengthOf(value: JsonValue): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "object" && value !== null) return Object.keys(value).length;
  throw new FunctionError("only texts, lists and maps have a length");
}

function elementAt(value: JsonValue, key: JsonValue): JsonValue {
  if (isObject(value) && Object.hasOwn(value, String(key))) return value[String(key)]!;
  const found = isList(value)
    ? value[Number(key)]
    : typeof value === "string"
      ? Buffer.from(value)[Number(key)]
      : undefined;
  if (found === undefined || (typeof key !== "number" && !isObject(value)))
    throw new FunctionError(`there is no element ${goText(key)}`);
  return found;
}

function sliceOf(value: JsonValue, places: readonly JsonValue[]): JsonValue {
  const [from, to] = [Number(places[0] ?? 0), Number(places[1] ?? lengthOf(value))];
  if (!(from >= 0 && from <= to && to <= lengthOf(value))) throw new FunctionError("the places are out of range");
  if (isList(value)) return value.slice(from, to);
  if (typeof value !== "string") throw new FunctionError("only texts and lists have slices");
  return Buffer.from(value).subarray(from, to).toString();
}

const named: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
  "\0": "\uFFFD",
};

const jsEscapes = (character: string) =>
  /[\\'"]/.test(character) ? `\\${character}` : `\\u${hex(character).padStart(4, "0")}`;

const queryEscape = (found: string) => (found === "%20" ? "+" : `%${hex(found)}`);

const hex = (character: string) => character.codePointAt(0)!.toString(16).toUpperCase();

function equal(one: JsonValue, other: JsonValue): boolean {
  if (one !== null && other !== null && typeof one !== typeof other)
    throw new FunctionError(`${goText(one)} and ${goText(other)} are of different kinds, and so cannot be compared`);
  if (typeof one === "object" && one !== null) throw new FunctionError("lists and maps cannot be compared");
  return one === other;
}

function compare(one: JsonValue, other: JsonValue): number {
  if (typeof one === "string" && typeof other === "string") return compareBytes(one, other);
  if (typeof one === "number" && typeof other === "number") return one - other;
  throw new FunctionError("only two numbers or two texts can be compared");
}
