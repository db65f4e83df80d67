import { maximumDepth } from "./cursor.js";
import { type Frame, Scanner, type TokenKind } from "./scanner.js";

/**
 * `"template }"` closes an interpolation or a directive, which is spaced unlike the brace of an object; `"in"` is the word
 * of a `for` rather than a name.
 */
export type FormatKind = TokenKind | "template }" | "in";

export interface FormatToken {
  readonly kind: FormatKind;
  readonly text: string;
  /** How many spaces stand before it. */
  spaces: number;
}

/** Tokens up to a newline token. Heredocs, and comments of several lines, are parts of the line on which they begin. */
export interface FormatLine {
  readonly tokens: FormatToken[];
  /** The newline; at the end of a text that has none the blanks there, as spaces. */
  readonly ending: string;
}

/** The text's lines; undefined when it holds what is no token, something without an end, or too many brackets in one. */
export function formatLines(text: string): FormatLine[] | undefined {
  const scanner = new Scanner(text, { as: "body", everything: true });
  const lines: FormatLine[] = [];
  let tokens: FormatToken[] = [];
  for (;;) {
    const { frame } = scanner;
    scanner.advance();
    const { kind, start, end } = scanner;
    if (scanner.frames.length > maximumDepth || kind === "invalid" || (kind === "newline" && frame.opener === "quote"))
      return undefined;
    if (kind === "newline" || kind === "end") {
      const ending = kind === "end" ? text.slice(scanner.previousEnd).replaceAll("\t", " ") : text.slice(start, end);
      lines.push({ tokens, ending });
      tokens = [];
      if (kind === "end") return scanner.frames.length === 1 ? lines : undefined;
    } else {
      const word = text.slice(start, end);
      tokens.push({ kind: formatKind(kind, word, frame, tokens.at(-1)), text: word, spaces: 0 });
    }
  }
}

/** `around` is what was open before the token. */
function formatKind(kind: TokenKind, text: string, around: Frame, previous: FormatToken | undefined): FormatKind {
  if (kind === "name" && text === "in" && (previous?.kind === "name" || previous?.kind === "in")) return "in";
  const closesTemplate = (kind === "}" || kind === "~}") && (around.opener === "${" || around.opener === "%{");
  return closesTemplate ? "template }" : kind;
}
