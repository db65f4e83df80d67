import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { Cursor } from "./cursor.js";

const advice: ReadonlyMap<string, readonly [summary: string, detail: string]> = new Map([
  ["'", ["Invalid character", `Strings are written in double quotes ("), not in single ones.`]],
  [
    "`",
    ["Invalid character", `Strings are written in double quotes ("); for several lines use a heredoc, such as <<EOT.`],
  ],
  [
    ";",
    [
      "Invalid character",
      "Arguments and blocks end with a new line, and items of a list with a comma; there is no semicolon.",
    ],
  ],
  ["&", ["Unsupported operator", `There are no bitwise operators. Write "&&" for the logical "and".`]],
  ["|", ["Unsupported operator", `There are no bitwise operators. Write "||" for the logical "or".`]],
  ["~", ["Unsupported operator", `There are no bitwise operators. Write "!" for the logical "not".`]],
  ["^", ["Unsupported operator", `There are no bitwise operators, and "^" is no power: use the function pow.`]],
  [
    "\r",
    ["Invalid character", "A carriage return must be followed by a line feed; this file has one that stands alone."],
  ],
  [
    "\0",
    [
      "Invalid character",
      "The file holds a NUL character here. It may be binary, or saved as UTF-16; templates are UTF-8.",
    ],
  ],
  [
    "$",
    [
      "Invalid character",
      'A "$" has a meaning only within quotes, as in "web-${var.name}"; outside of them a variable is written var.name.',
    ],
  ],
  ["\\", ["Invalid character", "A backslash has a meaning only within quotes."]],
]);

const curlyQuotes = "“”‘’„«»";

/** What is wrong with the current token, which no rule of the language can begin with. */
export function complainAboutCharacter(cursor: Cursor): Diagnostic {
  const range = cursor.tokenRange();
  const text = cursor.text();
  if (text.startsWith("/*")) {
    return errorAt(
      { ...range, end: range.start + 2 },
      "Unterminated comment",
      `This comment has no end. Close it with "*/".`,
    );
  }
  const [summary, detail] = advice.get(text) ?? ["Invalid character", describeOther(text)];
  return errorAt(range, summary, detail);
}

function describeOther(text: string): string {
  if (curlyQuotes.includes(text)) {
    return `Curly quotes do not enclose strings; they often come from word processors. Write straight double quotes (").`;
  }
  const point = text.codePointAt(0) ?? 0;
  const name = `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
  if (/[\p{Z}\p{C}]/u.test(text)) {
    return `There is an invisible character here (${name}) that has no meaning in the language. Delete it, or write a plain space.`;
  }
  return `The character "${text}" (${name}) has no meaning here.`;
}
