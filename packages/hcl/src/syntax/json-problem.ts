import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { Source } from "../source.js";

/** Thrown where a JSON text breaks the grammar; nothing after it can be trusted. Not an `Error`: it needs no stack. */
export class JsonProblem {
  readonly diagnostic: Diagnostic;

  constructor(source: Source, start: number, end: number, summary: string, detail: string) {
    this.diagnostic = errorAt({ source, start, end }, summary, detail);
  }
}
