/** Where a command writes and asks. The one place that knows streams; everything above it is testable without a terminal. */
export interface Terminal {
  /** Results, and what a build says. A promise resolves when the stream can take more. */
  out(text: string): void | Promise<void>;
  /** Errors and warnings. */
  err(text: string): void | Promise<void>;
  readonly colour: boolean;
  /** Columns for wrapped text. */
  readonly width: number;
  /** Undefined where nobody can answer. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string>) | undefined;
  /** All of standard input. */
  readInput(): Promise<string>;
}
