import type { Cursor } from "./cursor.js";

interface Escape {
  readonly text: string;
  /** Of what is written, backslash included. */
  readonly length: number;
}

const simpleEscapes: ReadonlyMap<string, Escape> = new Map([
  ["n", { text: "\n", length: 2 }],
  ["r", { text: "\r", length: 2 }],
  ["t", { text: "\t", length: 2 }],
  ['"', { text: '"', length: 2 }],
  ["\\", { text: "\\", length: 2 }],
]);

/** `$${` and `%%{` stand for `${` and `%{`. */
export function decodeMarkers(raw: string): string {
  return raw.includes("{") ? raw.replaceAll("$${", "${").replaceAll("%%{", "%{") : raw;
}

/** Quoted text, which begins at `start` of the scanned text, without its escapes. */
export function decodeEscapes(cursor: Cursor, raw: string, start: number): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = raw.indexOf("\\"); at !== -1; at = raw.indexOf("\\", from)) {
    const { text, length } = escapeAt(cursor, raw, at, start);
    parts.push(decodeMarkers(raw.slice(from, at)), text);
    from = at + length;
  }
  parts.push(decodeMarkers(raw.slice(from)));
  return parts.join("");
}

/** Complains of the first escape that there is not. */
export function checkEscapes(cursor: Cursor, raw: string, start: number): void {
  let at = raw.indexOf("\\");
  while (at !== -1) at = raw.indexOf("\\", at + escapeAt(cursor, raw, at, start).length);
}

function escapeAt(cursor: Cursor, raw: string, at: number, start: number): Escape {
  const simple = simpleEscapes.get(raw.charAt(at + 1));
  if (simple) return simple;
  const length = escapeLength(raw, at);
  return { text: decodeCodePoint(cursor, raw.slice(at + 1, at + length), start + at, start + at + length), length };
}

/** The length of `\uNNNN` or `\UNNNNNNNN` with the digits that are there, or of a backslash and one character. */
function escapeLength(raw: string, at: number): number {
  return /^\\(u[0-9a-fA-F]{0,4}|U[0-9a-fA-F]{0,8}|[\s\S]?)/u.exec(raw.slice(at, at + 10))![0].length;
}

/** `uNNNN` or `UNNNNNNNN` */
function decodeCodePoint(cursor: Cursor, selector: string, start: number, end: number): string {
  const problem = codePointProblem(selector);
  if (problem === undefined) return String.fromCodePoint(codePointOf(selector));
  cursor.fail(cursor.range(start, end), "Invalid escape", problem);
  return "";
}

const codePointOf = (selector: string): number => Number.parseInt(selector.slice(1), 16);

function codePointProblem(selector: string): string | undefined {
  const length = selector[0] === "u" ? 5 : selector[0] === "U" ? 9 : 0;
  if (length === 0) {
    return `"\\${selector}" is not an escape. There are \\n, \\r, \\t, \\", \\\\, \\uNNNN and \\UNNNNNNNN; for a backslash itself write \\\\.`;
  }
  if (selector.length !== length) return `"\\${selector[0]}" must be followed by ${length - 1} hexadecimal digits.`;
  const point = codePointOf(selector);
  if (point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)) return undefined;
  return `There is no character U+${selector.slice(1).toUpperCase()}. Beyond \\uFFFF write \\U and eight digits, not a pair of surrogates.`;
}
