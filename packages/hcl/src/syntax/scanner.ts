import { blankEnd, commentEnd, gapEnd, spacesEnd } from "./blanks.js";
import { codeAt, codes, isDigitCode, lineBreakLength, nameLength } from "./characters.js";
import { heredocEnd, heredocOpener, templateTextEnd } from "./template-scanner.js";

/** Punctuation is its own name, so that messages need no table. */
export type Punctuation =
  | "{"
  | "}"
  | "("
  | ")"
  | "["
  | "]"
  | ","
  | "."
  | "..."
  | ":"
  | "::"
  | "="
  | "=>"
  | "?"
  | "!"
  | "~}"
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "=="
  | "!="
  | "<"
  | ">"
  | "<="
  | ">="
  | "&&"
  | "||";

export type TokenKind =
  | Punctuation
  | "end"
  | "newline"
  | "name"
  | "number"
  | "open quote"
  | "close quote"
  | "open heredoc"
  | "close heredoc"
  | "text"
  | "${"
  | "%{"
  | "comment"
  | "invalid";

/** What is open and decides how the next characters are read. */
export type Opener = "body" | "expression" | "{" | "{for" | "(" | "[" | "${" | "%{" | "quote" | "heredoc" | "bare";

export interface Frame {
  opener: Opener;
  /** The opening token's offset. */
  readonly start: number;
  /** A heredoc's closing word. */
  readonly marker: string;
}

export interface ScannerOptions {
  /** What the text is: a body, one expression (newlines mean nothing) or a bare template. */
  readonly as: "body" | "expression" | "bare";
  /** Give comments, and every newline, as tokens. */
  readonly everything?: boolean;
}

/**
 * Cuts a text into tokens, one at a time, on character codes. It keeps the stack of what is open, because that decides
 * whether a newline counts, and whether what comes is code or template text. The current token is in the public fields.
 */
export class Scanner {
  readonly text: string;
  kind: TokenKind = "end";
  start = 0;
  end = 0;
  /** The end of the token before the current one. */
  previousEnd = 0;
  /** Whether the current `text` token holds an escape. */
  escaped = false;
  /** Whether the current closing bracket fits nothing that is open. */
  misplaced = false;
  readonly frames: Frame[];
  /** The innermost frame. */
  frame: Frame;
  readonly #everything: boolean;
  #halted: Pick<Scanner, "kind" | "start" | "end" | "previousEnd"> | undefined;

  constructor(text: string, { as, everything = false }: ScannerOptions) {
    this.text = text;
    this.frame = { opener: as, start: 0, marker: "" };
    this.frames = [this.frame];
    this.#everything = everything;
    if (codeAt(text, 0) === codes.byteOrderMark) this.end = 1;
    this.start = this.end;
  }

  /** Whether a newline ends something where the scanner stands. */
  get countsNewlines(): boolean {
    const { opener } = this.frame;
    return opener === "{" || opener === "body";
  }

  /** Lets nothing come but the end, until `resume` goes back to the current token. */
  halt(): void {
    const { kind, start, end, previousEnd, text } = this;
    this.#halted = { kind, start, end, previousEnd };
    this.previousEnd = end;
    this.#emit("end", text.length, text.length);
  }

  resume(): void {
    if (this.#halted === undefined) return;
    const { kind, start, end, previousEnd } = this.#halted;
    this.#halted = undefined;
    this.previousEnd = previousEnd;
    this.#emit(kind, start, end);
  }

  /** Moves to the next token; at the end it stays there. */
  advance(): void {
    this.previousEnd = this.end;
    const { opener } = this.frame;
    if (opener === "quote" || opener === "heredoc" || opener === "bare") this.#scanTemplate(opener);
    else this.#scanCode();
  }

  /**
   * Moves past the string of which the current token is the opening quote, where its source says word for word what it is:
   * the most frequent value of all, in one step instead of three.
   */
  takePlainString(): boolean {
    const end = templateTextEnd(this.text, this.end, true);
    if (end <= this.end || codeAt(this.text, end) !== codes.quote) return false;
    this.#pop();
    this.end = end + 1;
    this.advance();
    return true;
  }

  /** Moves past everything up to `offset`, in which nothing opens that does not close, and reads the token there. */
  pass(offset: number): void {
    this.end = offset;
    this.advance();
  }

  /** Goes to `offset` with at most the `depth` outermost frames open, and reads the token there. */
  restart(offset: number, depth: number): void {
    this.leave(depth);
    this.end = offset;
    this.advance();
  }

  /** Leaves at most the `depth` outermost frames open. */
  leave(depth: number): void {
    if (depth < this.frames.length) this.frames.length = depth;
    this.frame = this.frames[this.frames.length - 1]!;
  }

  /** The current `{` opens a `for` expression, in which newlines mean nothing. */
  ignoreNewlines(): void {
    this.frame.opener = "{for";
  }

  #emit(kind: TokenKind, start: number, end: number): TokenKind {
    this.kind = kind;
    this.start = start;
    this.end = end;
    return kind;
  }

  #open(opener: Opener, start: number, end: number, kind: TokenKind, marker = ""): TokenKind {
    this.frame = { opener, start, marker };
    this.frames.push(this.frame);
    return this.#emit(kind, start, end);
  }

  #pop(): void {
    this.frames.pop();
    this.frame = this.frames[this.frames.length - 1]!;
  }

  /** A closing bracket that fits nothing closes nothing; the parser will complain. */
  #close(kind: TokenKind, start: number, end: number): TokenKind {
    const { opener } = this.frame;
    const fits =
      kind === ")"
        ? opener === "("
        : kind === "]"
          ? opener === "["
          : opener === "{" || opener === "{for" || opener === "${" || opener === "%{";
    if (fits) this.#pop();
    this.misplaced = !fits;
    return this.#emit(kind, start, end);
  }

  #scanCode(): TokenKind {
    const at = this.#skipBlank(this.end);
    const { text } = this;
    const length = nameLength(text, at);
    if (length > 0) return this.#emit("name", at, at + length);
    const code = codeAt(text, at);
    const operator = operators[code];
    if (operator !== undefined) return this.#emit(operator, at, at + 1);
    if (code === codes.quote) return this.#open("quote", at, at + 1, "open quote");
    if (code === codes.newline || code === codes.return) return this.#scanLineBreak(at);
    if (isDigitCode(code)) return this.#emit("number", at, numberEnd(text, at));
    if (at >= text.length) return this.#emit("end", at, at);
    return this.#scanPunctuation(text[at]!, at);
  }

  /** Past spaces and, unless they are wanted, comments and the newlines that mean nothing here. */
  #skipBlank(from: number): number {
    if (this.#everything) return spacesEnd(this.text, from);
    return this.countsNewlines ? blankEnd(this.text, from) : gapEnd(this.text, from);
  }

  #scanLineBreak(at: number): TokenKind {
    const length = lineBreakLength(this.text, at);
    return this.#emit(length === 0 ? "invalid" : "newline", at, at + (length || 1));
  }

  #scanPunctuation(character: string, at: number): TokenKind {
    switch (character) {
      case "{":
      case "(":
      case "[":
        return this.#open(character, at, at + 1, character);
      case "}":
      case ")":
      case "]":
        return this.#close(character, at, at + 1);
      case "~":
        if (this.text[at + 1] === "}") return this.#close("~}", at, at + 2);
        return this.#emit("invalid", at, at + 1);
      case "<":
        return this.#scanLess(at);
      case "#":
      case "/":
        return this.#scanSlash(at);
      default: {
        const kind = operatorAt(this.text, at, character);
        if (kind) return this.#emit(kind, at, at + kind.length);
        return this.#emit("invalid", at, at + characterWidth(this.text, at));
      }
    }
  }

  #scanSlash(at: number): TokenKind {
    const end = commentEnd(this.text, at);
    if (end > at) return this.#emit("comment", at, end);
    if (codeAt(this.text, at + 1) === codes.star) return this.#emit("invalid", at, this.text.length);
    return this.#emit("/", at, at + 1);
  }

  #scanLess(at: number): TokenKind {
    const opener = heredocOpener(this.text, at);
    if (opener) return this.#open("heredoc", at, opener.end, "open heredoc", opener.marker);
    const kind = this.text[at + 1] === "=" ? "<=" : "<";
    return this.#emit(kind, at, at + kind.length);
  }

  #scanTemplate(opener: "quote" | "heredoc" | "bare"): TokenKind {
    const { text } = this;
    const at = this.end;
    const code = codeAt(text, at);
    if (at >= text.length) return this.#emit("end", at, at);
    if (opener === "heredoc") {
      const end = heredocEnd(text, at, this.frame.marker);
      if (end > 0) return this.#closeTemplate("close heredoc", at, end);
    }
    if (opener === "quote" && code === codes.quote) return this.#closeTemplate("close quote", at, at + 1);
    if ((code === codes.dollar || code === codes.percent) && codeAt(text, at + 1) === codes.leftBrace) {
      const end = codeAt(text, at + 2) === codes.tilde ? at + 3 : at + 2;
      const kind = code === codes.dollar ? "${" : "%{";
      return this.#open(kind, at, end, kind);
    }
    if (opener === "quote" && (code === codes.newline || code === codes.return)) {
      return this.#emit("newline", at, at + (lineBreakLength(text, at) || 1));
    }
    return this.#scanText(at, opener);
  }

  #closeTemplate(kind: TokenKind, start: number, end: number): TokenKind {
    this.#pop();
    return this.#emit(kind, start, end);
  }

  #scanText(at: number, opener: "quote" | "heredoc" | "bare"): TokenKind {
    const stop = templateTextEnd(this.text, at, opener === "quote");
    const end = Math.abs(stop);
    this.escaped = stop < 0;
    return end === at ? this.#emit("invalid", at, at + 1) : this.#emit("text", at, end);
  }
}

/** Digits, dots and exponents, as greedily as the grammar has it, but never a dot at the end: `1.2.3` is one bad number. */
function numberEnd(text: string, at: number): number {
  let end = at + 1;
  let lastGood = end;
  for (;;) {
    const code = codeAt(text, end);
    if (isDigitCode(code)) lastGood = ++end;
    else if (code === codes.dot) end++;
    else {
      const exponent = exponentLength(text, end);
      if (exponent === 0) return lastGood;
      end += exponent;
      lastGood = end;
    }
  }
}

function exponentLength(text: string, at: number): number {
  if ((codeAt(text, at) | 32) !== 101) return 0;
  const sign = codeAt(text, at + 1);
  const digit = sign === codes.plus || sign === codes.minus ? at + 2 : at + 1;
  return isDigitCode(codeAt(text, digit)) ? digit + 1 - at : 0;
}

/** By code, the operators that begin no longer one. */
const operators: readonly (Punctuation | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return ([",", "?", "+", "-", "*", "%"] as const).find((operator) => operator === character);
});

function operatorAt(text: string, at: number, character: string): Punctuation | undefined {
  const next = codeAt(text, at + 1);
  switch (character) {
    case "=":
      return next === codes.equals ? "==" : next === codes.greater ? "=>" : "=";
    case ".":
      return next === codes.dot && codeAt(text, at + 2) === codes.dot ? "..." : ".";
    case "!":
      return next === codes.equals ? "!=" : "!";
    case ">":
      return next === codes.equals ? ">=" : ">";
    case "&":
      return next === codes.ampersand ? "&&" : undefined;
    case "|":
      return next === codes.bar ? "||" : undefined;
    case ":":
      return next === codes.colon ? "::" : ":";
    default:
      return undefined;
  }
}

function characterWidth(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
