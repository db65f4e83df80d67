import { type Diagnostic, errorAt, limitAt } from "../diagnostic.js";
import type { Origin, Source, SourceRange } from "../source.js";
import type { Expression, Name } from "./ast.js";
import { complainAboutCharacter } from "./invalid-character.js";
import type { Made, Maker, Purpose } from "./maker.js";
import { NameTable } from "./name-table.js";
import { NameNode } from "./nodes.js";
import { Scanner, type ScannerOptions, type TokenKind } from "./scanner.js";
import { shorten } from "./shorten.js";

/** How deep brackets, blocks and operators may nest; far beyond any real template, and safe for every recursive walk. */
export const maximumDepth = 400;

/** More would not help; the rest of the file is left unread. */
export const maximumProblems = 50;

export interface CursorOptions<P extends Purpose> extends ScannerOptions {
  readonly make: Maker<P>;
  /** The grammar's start for expressions. Handed in, since collections, templates and traversals hold expressions that hold them. */
  readonly parseExpression: (cursor: Cursor<P>) => Made<P, Expression>;
  /** Where an offset of the scanned text stands in the source; the same where it is left out. */
  readonly offsetInSource?: (offset: number) => number;
}

/** The parser's position, and the primitives through which every production moves it, makes ranges and complains. */
export class Cursor<P extends Purpose = Purpose> {
  readonly source: Source;
  /** Whose text is scanned, and who makes ranges of its offsets. */
  readonly origin: Origin;
  readonly scanner: Scanner;
  readonly make: Maker<P>;
  readonly diagnostics: Diagnostic[] = [];
  /** What is wrong, until somebody recovers from it; the scanner stands still meanwhile. */
  problem: Diagnostic | undefined;
  depth = 0;
  /** Whether brackets have always matched when an error was recovered from; where not, counting them again is in vain. */
  bracketsMatch = true;
  readonly #names = new NameTable();
  readonly #parseExpression: (cursor: Cursor<P>) => Made<P, Expression>;

  /** `text` is what is scanned: the source's own, or one decoded from it. */
  constructor(source: Source, options: CursorOptions<P>, text: string = source.text) {
    this.source = source;
    this.scanner = new Scanner(text, options);
    this.make = options.make;
    this.origin = options.offsetInSource ? decodedText(source, text, options.offsetInSource) : source;
    this.#parseExpression = options.parseExpression;
    this.scanner.advance();
  }

  /** Expression : see `expression-parser.ts` */
  expression(): Made<P, Expression> {
    return this.#parseExpression(this);
  }

  get kind(): TokenKind {
    return this.scanner.kind;
  }

  get start(): number {
    return this.scanner.start;
  }

  /** The end of the last token that was taken. */
  get end(): number {
    return this.scanner.previousEnd;
  }

  at(kind: TokenKind): boolean {
    return this.scanner.kind === kind;
  }

  atWord(word: string): boolean {
    const { kind, text, start, end } = this.scanner;
    return kind === "name" && end - start === word.length && text.startsWith(word, start);
  }

  advance(): void {
    this.scanner.advance();
  }

  eat(kind: TokenKind): boolean {
    if (this.scanner.kind !== kind) return false;
    this.scanner.advance();
    return true;
  }

  eatWord(word: string): boolean {
    if (!this.atWord(word)) return false;
    this.scanner.advance();
    return true;
  }

  skipNewlines(): void {
    while (this.scanner.kind === "newline") this.scanner.advance();
  }

  /** The current token's text. */
  text(): string {
    return this.scanner.text.slice(this.scanner.start, this.scanner.end);
  }

  /** The text from `start` to the end of the last token that was taken. */
  textFrom(start: number): string {
    return this.scanner.text.slice(start, this.end);
  }

  /** From `start` to the end of the last token that was taken. */
  range(start: number, end: number = this.end): SourceRange {
    return this.origin.range(start, end);
  }

  tokenRange(): SourceRange {
    return this.range(this.scanner.start, this.scanner.end);
  }

  parseName(): Name {
    const { start } = this;
    return new NameNode(this, start, this.takeName());
  }

  /** Moves past the current token, a name, and returns its text. */
  takeName(): string {
    const name = this.name();
    this.scanner.advance();
    return name;
  }

  /** The text of the current token, a name. */
  name(): string {
    const { text, start, end } = this.scanner;
    return this.#names.slice(text, start, end);
  }

  /** The text of the name that began at `start` and was taken last. */
  nameFrom(start: number): string {
    return this.#names.slice(this.scanner.text, start, this.end);
  }

  /** Whether the token is missing that must stand here, and is to be complained of; it is taken where it is there. */
  lacks(kind: TokenKind): boolean {
    return !this.eat(kind) && this.problem === undefined;
  }

  /**
   * Records a problem and halts the scanner. Every production then runs out of tokens and returns as from the end of the text,
   * so none has to ask whether one within it has failed: what they complain of is not heard, and what they make not used.
   * Throwing would cost more than reading the item: an engine does not optimise functions that never return.
   */
  refuse(problem: Diagnostic): void {
    if (this.problem !== undefined) return;
    this.problem = problem;
    this.scanner.halt();
  }

  /** Back to the token at which the problem was found, which is returned. */
  recover(): Diagnostic | undefined {
    const { problem } = this;
    if (problem !== undefined) this.scanner.resume();
    this.problem = undefined;
    return problem;
  }

  fail(range: SourceRange, summary: string, detail: string, context?: SourceRange): undefined {
    if (this.problem === undefined) this.refuse(errorAt(range, summary, detail, context));
  }

  /** Complains about the current token; a character that the language does not have gets its own message. */
  unexpected(summary: string, detail: string, context?: SourceRange): undefined {
    if (!this.refusesInvalid()) this.fail(this.tokenRange(), summary, detail, context);
  }

  /** Whether the current token is none of the language, which is complained of. */
  refusesInvalid(): boolean {
    const isInvalid = this.at("invalid");
    if (isInvalid) this.refuse(complainAboutCharacter(this));
    return isInvalid;
  }

  /** One level deeper. */
  enter(): void {
    this.depth++;
    if (this.depth > maximumDepth) this.refuse(tooDeep(this.tokenRange()));
  }

  leave(): void {
    this.depth--;
  }

  /** The current token in words. */
  describe(): string {
    const { kind } = this.scanner;
    if (kind === "end") return "the end of the text";
    if (kind === "newline") return "the end of the line";
    if (kind === "open quote") return "a quoted string";
    if (kind === "open heredoc") return "a heredoc";
    if (kind === "close quote") return "the string's closing quote";
    return `"${shorten(this.text())}"`;
  }

  /** For messages about something that opened elsewhere: "line 12". */
  lineOf(offset: number): string {
    return `line ${this.source.position(this.range(offset, offset).start).line}`;
  }
}

function decodedText(source: Source, text: string, offsetInSource: (offset: number) => number): Origin {
  return { text, range: (start, end) => source.range(offsetInSource(start), offsetInSource(end)) };
}

export function tooDeep(range: SourceRange): Diagnostic {
  return limitAt(
    range,
    "Nesting too deep",
    `Blocks, brackets and operators may be nested at most ${maximumDepth} deep. Split the expression, for example with local values.`,
  );
}
