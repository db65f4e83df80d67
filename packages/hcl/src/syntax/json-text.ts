import type { Source } from "../source.js";
import { codes, isDigitCode } from "./characters.js";
import { JsonProblem } from "./json-problem.js";

/** The characters of a JSON text, and where the reader stands in them. */
export class JsonText {
  readonly source: Source;
  at = 0;
  /** The end of the closing bracket that was taken last. */
  lastEnd = 0;

  constructor(source: Source) {
    this.source = source;
    if (source.text.charCodeAt(0) === codes.byteOrderMark) this.at = 1;
    this.skipBlank();
  }

  get code(): number {
    return this.source.text.charCodeAt(this.at);
  }

  get ended(): boolean {
    return this.at >= this.source.text.length;
  }

  /** Takes `character` and the blank after it, when it is here. */
  eat(character: string): boolean {
    if (this.source.text[this.at] !== character) return false;
    this.at++;
    this.skipBlank();
    return true;
  }

  /** As `eat`, and keeps where the character ends. */
  eatLast(character: string): boolean {
    const end = this.at + 1;
    if (!this.eat(character)) return false;
    this.lastEnd = end;
    return true;
  }

  skipBlank(): void {
    for (;;) {
      const { code } = this;
      if (code !== codes.space && code !== codes.newline && code !== codes.return && code !== codes.tab) return;
      this.at++;
    }
  }

  /** What stands here, in words. */
  describe(): string {
    if (this.ended) return "the end of the file";
    if (this.code === codes.quote) return "a string";
    const word = /^[\p{L}\p{N}_.+-]{1,40}/u.exec(this.source.text.slice(this.at, this.at + 80));
    return `"${word?.[0] ?? String.fromCodePoint(this.source.text.codePointAt(this.at)!)}"`;
  }

  fail(summary: string, detail: string, start = this.at, end = start + 1): never {
    throw new JsonProblem(this.source, start, Math.min(end, this.source.text.length), summary, detail);
  }
}

/** Number : "-"? ( "0" | [1-9] digit* ) ( "." digit+ )? ( [eE] [+-]? digit+ )? -- its end; `at` itself where it is none. */
export function jsonNumberEnd(text: string, at: number): number {
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
