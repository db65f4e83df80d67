import { FunctionError, formatText, fromPlain } from "@ingot/hcl";
import type { JsonValue } from "../json.js";
import type { TemplateFunctions } from "./render-template.js";

/** What Go's templates have of themselves: text/template's predefined functions. Lengths and places in texts are in bytes. */
export const goFunctions: TemplateFunctions = {
  len: (value) => lengthOf(value),
  index: (value, ...keys) => keys.reduce<JsonValue>(elementAt, value ?? null),
  slice: (value, start, end) => sliceOf(value, start, end),
  print: (...values) => values.map((value, at) => (spaced(values, at) ? ` ${shown(value)}` : shown(value))).join(""),
  println: (...values) => `${values.map(shown).join(" ")}\n`,
  /** HCL's `format` has Go's verbs. */
  printf: (format, ...values) =>
    formatText(
      shown(format ?? null),
      values.map((value) => fromPlain(value)),
    ),
  html: (...values) => escaped(values, /[&<>"'\0]/g, htmlEscapes),
  js: (...values) => escaped(values, /[\\'"<>&=\n\r\t]/g, jsEscapes),
  urlquery: (...values) => encodeURIComponent(values.map(shown).join("")).replace(/%20|[!'()*]/g, queryEscape),
  lt: (one, other) => compare(one, other) < 0,
  le: (one, other) => compare(one, other) <= 0,
  gt: (one, other) => compare(one, other) > 0,
  ge: (one, other) => compare(one, other) >= 0,
};

const shown = (value: JsonValue): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

const isText = (value: JsonValue | undefined) => typeof value === "string";

/** Go puts a space between two values where neither is a text. */
const spaced = (values: readonly JsonValue[], at: number) => at > 0 && !isText(values[at]) && !isText(values[at - 1]);

function lengthOf(value: JsonValue | undefined): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "object" && value !== null) return Object.keys(value).length;
  throw new FunctionError("only texts, lists and maps have a length");
}

function elementAt(value: JsonValue, key: JsonValue): JsonValue {
  const found = typeof value === "object" && value !== null && Object.hasOwn(value, String(key));
  if (!found) throw new FunctionError(`there is no element ${shown(key)}`);
  return (value as Readonly<Record<string, JsonValue>>)[String(key)]!;
}

function sliceOf(value: JsonValue | undefined, start: JsonValue = 0, end?: JsonValue): JsonValue {
  const [from, to] = [Number(start), Number(end ?? lengthOf(value))];
  if (!(from >= 0 && from <= to && to <= lengthOf(value))) throw new FunctionError("the places are out of range");
  if (Array.isArray(value)) return value.slice(from, to);
  return Buffer.from(shown(value ?? null))
    .subarray(from, to)
    .toString();
}

const escaped = (values: readonly JsonValue[], special: RegExp, escapes: (character: string) => string): string =>
  values.map(shown).join("").replace(special, escapes);

const htmlEscapes = (character: string) => (character === "\0" ? "\uFFFD" : (named[character] ?? character));
const named: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

const jsEscapes = (character: string) =>
  /[\\'"]/.test(character) ? `\\${character}` : `\\u${hex(character).padStart(4, "0")}`;

const queryEscape = (found: string) => (found === "%20" ? "+" : `%${hex(found)}`);

const hex = (character: string) => character.charCodeAt(0).toString(16).toUpperCase();

function compare(one: JsonValue | undefined, other: JsonValue | undefined): number {
  const comparable = typeof one === typeof other && (typeof one === "number" || isText(one));
  if (!comparable) throw new FunctionError("only two numbers or two texts can be compared");
  return one! < other! ? -1 : one === other ? 0 : 1;
}
