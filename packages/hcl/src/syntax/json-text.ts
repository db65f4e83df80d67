import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { Source, SourceRange } from "../source.js";
import { codes } from "./characters.js";
import { maximumProblems } from "./cursor.js";
import { JsonProblem } from "./json-problem.js";

/** The characters of a JSON text, where the reader stands in them, and what was found to be wrong with them. */
export class JsonText {
  readonly source: Source;
  readonly diagnostics: Diagnostic[] = [];
  at = 0;
  /** The end of what was taken last, without the blank after it. */
  lastEnd = 0;

  constructor(source: Source, at = source.text.charCodeAt(0) === codes.byteOrderMark ? 1 : 0) {
    this.source = source;
    this.at = at;
    this.skipBlank();
  }

  get code(): number {
    return this.source.text.charCodeAt(this.at);
  }

  get ended(): boolean {
    return this.at >= this.source.text.length;
  }

  /** Takes everything up to `end`, and the blank after it. */
  take(end: number): void {
    this.at = end;
    this.lastEnd = end;
    this.skipBlank();
  }

  /** Takes `character` and the blank after it, when it is here. */
  eat(character: string): boolean {
    if (this.source.text[this.at] !== character) return false;
    this.take(this.at + 1);
    return true;
  }

  skipBlank(): void {
    for (;;) {
      const { code } = this;
      if (code === codes.slash || code === codes.hash) {
        if (!this.#skipComment()) return;
      } else if (code === codes.space || code === codes.newline || code === codes.return || code === codes.tab) {
        this.at++;
      } else return;
    }
  }

  /** JSON has no comments, but what is meant by one is plain. */
  #skipComment(): boolean {
    const { text } = this.source;
    const comment = /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
    comment.lastIndex = this.at;
    const found = comment.exec(text)?.[0];
    if (found === undefined) return false;
    const detail = `JSON has no comments. Delete it, or make it a property named "//", which is ignored: "//": "…".`;
    this.report("Comment in JSON", detail, this.at, this.at + (found.startsWith("#") ? 1 : 2));
    this.at += found.length;
    return true;
  }

  /** Whether a new line lies between what was taken last and what stands here. */
  get startsLine(): boolean {
    return this.source.text.slice(this.lastEnd, this.at).includes("\n");
  }

  /** The word that stands here, as far as a message needs it; empty where there is none. */
  get word(): string {
    return /^[\p{L}\p{N}_$.+-]{0,40}/u.exec(this.source.text.slice(this.at, this.at + 80))![0];
  }

  /** What stands here, in words. */
  describe(): string {
    if (this.ended) return "the end of the file";
    if (this.code === codes.quote) return "a string";
    return `"${this.word || String.fromCodePoint(this.source.text.codePointAt(this.at)!)}"`;
  }

  /** Says what is wrong where it is plain what was meant, so that the reading goes on. */
  report(summary: string, detail: string, start = this.at, end = start + 1): void {
    this.diagnostics.push(errorAt(this.range(start, Math.min(end, this.source.text.length)), summary, detail));
    if (this.diagnostics.length < maximumProblems) return;
    const more = `The file has ${maximumProblems} errors or more; what follows was not read. Mend these first.`;
    this.diagnostics.push(errorAt(this.range(this.at, this.at), "Too many syntax errors", more));
    this.giveUp();
  }

  /** Says what is wrong, and ends the reading. */
  fail(summary: string, detail: string, start = this.at, end = start + 1): never {
    this.report(summary, detail, start, end);
    this.giveUp();
  }

  /** Ends the reading; why has been said. */
  giveUp(): never {
    throw new JsonProblem();
  }

  range(start: number, end: number): SourceRange {
    return { source: this.source, start, end };
  }
}
