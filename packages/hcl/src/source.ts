import { lastAtOrBefore } from "./last-at-or-before.js";
/** Where a character stands. `line` and `column` count from 1; `column` counts UTF-16 units; `offset` counts from 0. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A text that is parsed. What is decoded from a part of a source knows where its characters stand in that source. */
export interface Origin {
  readonly text: string;
  range(start: number, end: number): SourceRange;
}

/** A text under the name that diagnostics show for it. */
export class Source implements Origin {
  readonly name: string;
  readonly text: string;
  /** The syntax that the text is in. */
  readonly syntax: "native" | "json";
  #lineStarts: readonly number[] | undefined;

  /** Without `syntax` the name's ending tells it. */
  constructor(name: string, text: string, syntax: "native" | "json" = name.endsWith(".json") ? "json" : "native") {
    this.name = name;
    this.text = text;
    this.syntax = syntax;
  }

  /** The offset of each line's first character; computed on first use. */
  get lineStarts(): readonly number[] {
    this.#lineStarts ??= findLineStarts(this.text);
    return this.#lineStarts;
  }

  range(start: number, end: number): SourceRange {
    return { source: this, start, end };
  }

  position(offset: number): Position {
    const line = lastAtOrBefore(this.lineStarts, offset);
    return { offset, line: line + 1, column: offset - this.lineStarts[line]! + 1 };
  }
}

/** A stretch of a source: `start` up to, but not including, `end`, in UTF-16 units. */
export interface SourceRange {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
