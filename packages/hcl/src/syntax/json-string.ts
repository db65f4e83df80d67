import { lastAtOrBefore } from "../last-at-or-before.js";
import type { SourceRange } from "../source.js";
import { codes } from "./characters.js";
import { JsonText } from "./json-text.js";
import { shorten } from "./shorten.js";

/** A string of a JSON text. Offsets are the source's; `start` and `end` take in the quotes. */
export interface JsonString {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Where a character of `text` stands in the source. */
  readonly offsetInSource: (offset: number) => number;
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** String : `"` ( character | escape )* `"` -- and the blank after it. One in single quotes is a mistake that is plain. */
export function readJsonString(json: JsonText): JsonString {
  const start = json.at;
  const end = stringEnd(json);
  const raw = json.source.text.slice(start + 1, end - 1);
  if (json.code === codes.apostrophe) {
    const detail = `A string in JSON stands in double quotes: write "${shorten(raw)}".`;
    json.report("Single quotes", detail, start, end);
  }
  const read = raw.includes("\\")
    ? decode(json, raw, start + 1)
    : { text: raw, offsetInSource: (offset: number) => start + 1 + offset };
  json.take(end);
  return { ...read, start, end, text: replaceLone(read.text) };
}

export const startsString = (code: number): boolean => code === codes.quote || code === codes.apostrophe;

function stringEnd(json: JsonText): number {
  const { text } = json.source;
  const closing = json.code;
  for (let at = json.at + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === closing) return at + 1;
    if (code === codes.backslash) at++;
    else if (code < codes.space) complainInString(json, at);
  }
  return json.fail("Unterminated string", `The string that begins here has no closing quote.`);
}

function complainInString(json: JsonText, at: number): void {
  const code = json.source.text.charCodeAt(at);
  if (code === codes.newline || code === codes.return) {
    json.fail(
      "Unterminated string",
      `The string that begins here has no closing quote on its line. For a new line write "\\n".`,
    );
  }
  const sequence = code === codes.tab ? "\\t" : `\\u${code.toString(16).padStart(4, "0")}`;
  const detail = `A control character cannot stand in a JSON string as it is. Write "${sequence}".`;
  json.report("Invalid character", detail, at);
}

/** The text, and where each stretch of it stands that an escape does not break. */
function decode(json: JsonText, raw: string, base: number): Pick<JsonString, "text" | "offsetInSource"> {
  const parts: string[] = [];
  const starts: number[] = [];
  const places: number[] = [];
  let length = 0;
  const add = (part: string, at: number) => {
    parts.push(part);
    starts.push(length);
    places.push(base + at);
    length += part.length;
  };
  for (let at = 0; at < raw.length; ) {
    const next = raw.indexOf("\\", at);
    const end = next === -1 ? raw.length : next;
    if (end > at) add(raw.slice(at, end), at);
    if (next === -1) break;
    const sequence = /^\\(?:u[0-9a-fA-F]{4}|.)/su.exec(raw.slice(next, next + 6))![0];
    add(decodeEscape(json, sequence, base + next), next);
    at = next + sequence.length;
  }
  const offsetInSource = (offset: number) => {
    if (offset >= length) return base + raw.length;
    const stretch = lastAtOrBefore(starts, offset);
    return places[stretch]! + offset - starts[stretch]!;
  };
  return { text: parts.join(""), offsetInSource };
}

function decodeEscape(json: JsonText, sequence: string, at: number): string {
  if (sequence.length === 6) return String.fromCharCode(Number.parseInt(sequence.slice(2), 16));
  const simple = simpleEscapes.get(sequence.slice(1));
  if (simple !== undefined) return simple;
  const detail = `JSON has the escapes \\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t and \\uNNNN with four hexadecimal digits, and no other.`;
  json.report("Invalid escape", detail, at, at + sequence.length);
  return sequence.slice(1);
}

/** Half of a surrogate pair is no character. */
function replaceLone(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}

/** Where the character at `offset` of a JSON string's text stands, when the string, with its quotes, stands at `range`. */
export const offsetInJson = ({ source, start }: SourceRange, offset: number): number =>
  readJsonString(new JsonText(source, start)).offsetInSource(offset);
