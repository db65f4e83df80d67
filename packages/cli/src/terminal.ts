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
  readonly ask: ((question: string, options: AskOptions) => Promise<string>) | undefined;
  /** Goes on until the conversation ends, the input does, or `signal` aborts. Undefined where nobody can answer. */
  readonly converse: ((conversation: Conversation, signal: AbortSignal) => Promise<void>) | undefined;
  /** All of standard input. Rejects when `signal` aborts. */
  readInput(signal?: AbortSignal): Promise<string>;
}

interface AskOptions {
  readonly signal: AbortSignal;
  /** What is typed must not be shown. */
  readonly isSecret?: boolean;
}

/** Lines that a person enters one by one, with editing, history and completion. Who answers also prints. */
export interface Conversation {
  /** What stands before the first line. */
  readonly prompt: string;
  /** Resolves with what stands before the next line; undefined ends it. */
  answer(line: string): Promise<string | undefined>;
  /** Ctrl-C, with what had been typed of a line. While an answer is awaited it cuts that short, and its result means nothing. */
  interrupt(typed: string): string | undefined;
  /** What may stand in place of the end of `line`, and that end. */
  complete(line: string): readonly [candidates: readonly string[], end: string];
}
