import { suggest } from "../suggestion.js";
import { bool, Value } from "../value/value.js";
import type { Literal } from "./ast.js";
import type { JsonText } from "./json-text.js";

const words: ReadonlyMap<string, Value> = new Map([
  ["true", bool(true)],
  ["false", bool(false)],
  ["null", Value.null()],
]);

/** Word : "true" | "false" | "null" -- another word is a mistake, after which the reading goes on where a value may end. */
export function readJsonWord(json: JsonText): Literal {
  const start = json.at;
  const { word } = json;
  const value = words.get(word);
  if (value === undefined) complain(json, word);
  json.take(start + word.length);
  if (value === undefined && !endsValue(json)) json.giveUp();
  return { kind: "literal", value: value ?? Value.unknown(), range: json.range(start, start + word.length) };
}

function complain(json: JsonText, word: string): void {
  const detail = `A JSON value must stand here: an object, an array, a string in double quotes, a number, true, false or null; found ${json.describe()}.`;
  json.report("Value expected", `${detail}${advice(word)}`, json.at, json.at + Math.max(1, word.length));
}

/** What people of other languages mean. */
const nothing = /^(?:none|nil|undefined|null)$/i;

function advice(word: string): string {
  if (/^[+-]?(?:nan|inf|infinity)$/i.test(word)) return " JSON has numbers with digits only.";
  if (nothing.test(word)) return " Write null.";
  if (/^(?:var|local|data|build|source|path)\./.test(word)) return ` Write a reference in a string: "\${${word}}".`;
  const lower = word.toLowerCase();
  const near = words.has(lower) ? lower : suggest(lower, ["true", "false"]);
  return near === undefined ? "" : ` Did you mean ${near}?`;
}

/** A value is followed by a comma, a closing bracket, a new line or the end. */
function endsValue(json: JsonText): boolean {
  return json.ended || json.startsLine || ",]}".includes(json.source.text[json.at]!);
}
