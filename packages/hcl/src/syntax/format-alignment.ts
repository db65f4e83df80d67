import { bracketChange, netBrackets } from "./format-indentation.js";
import type { FormatLine, FormatToken } from "./format-lines.js";

/** The `=` of arguments on consecutive lines stand below one another, unless a value goes on to the next line. */
export function alignAssignments(lines: readonly FormatLine[]): void {
  align(lines, ({ tokens }) => {
    const index = assignmentIndex(tokens);
    return index > 0 && netBrackets(tokens.slice(index)) === 0 ? index : -1;
  });
}

/** Line comments after something on consecutive lines stand below one another. */
export function alignComments(lines: readonly FormatLine[]): void {
  align(lines, ({ tokens }) => {
    const last = tokens.length - 1;
    return last > 0 && isLineComment(tokens[last]!) ? last : -1;
  });
}

/** The first `=` that is in no bracket of its line; -1 where there is none. */
function assignmentIndex(tokens: readonly FormatToken[]): number {
  let depth = 0;
  for (const [index, { kind }] of tokens.entries()) {
    if (kind === "=" && depth <= 0) return index;
    depth += bracketChange(kind);
  }
  return -1;
}

function isLineComment({ kind, text }: FormatToken): boolean {
  return kind === "comment" && !text.startsWith("/*");
}

/** Pads the token that `find` names, in each run of consecutive lines that have one, to the widest of the run. */
function align(lines: readonly FormatLine[], find: (line: FormatLine) => number): void {
  let run: { readonly token: FormatToken; readonly width: number }[] = [];
  const finish = () => {
    const widest = run.reduce((most, { width }) => Math.max(most, width), 0);
    for (const { token, width } of run) token.spaces = widest - width + 1;
    run = [];
  };
  for (const line of lines) {
    const index = find(line);
    if (index === -1) finish();
    else run.push({ token: line.tokens[index]!, width: widthBefore(line.tokens, index) });
  }
  finish();
}

function widthBefore(tokens: readonly FormatToken[], index: number): number {
  let width = 0;
  for (const { spaces, text } of tokens.slice(0, index)) width += spaces + characterCount(text);
  return width;
}

/** Beyond this it is no longer worth finding out which accents belong to which letter. */
const longestSegmented = 10_000;

/** Characters as people see them; a letter and its accents are one. */
function characterCount(text: string): number {
  if (text.length > longestSegmented || /^[\x20-\x7e]*$/.test(text)) return text.length;
  let count = 0;
  for (const _character of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) count++;
  return count;
}
