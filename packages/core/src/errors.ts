const brand = Symbol.for("ingot.error");

/** What an `IngotError` says. */
export interface IngotErrorOptions {
  /** Stable, for programs: SCREAMING_SNAKE_CASE. */
  readonly code: string;
  /** Who can mend it: the user, we, or an outside system. */
  readonly source: "user" | "engine" | "outside";
  readonly message: string;
  readonly cause?: unknown;
  /** JSON-safe facts that a program may want: exit codes, addresses. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** The errors of all attempts, oldest first, when there were several. */
  readonly attempts?: readonly unknown[];
}

/** A failure that is not the template's: recognised by its brand and `code`, never by its text. */
export class IngotError extends Error {
  readonly [brand] = true;
  readonly code: string;
  readonly source: "user" | "engine" | "outside";
  readonly data: Readonly<Record<string, unknown>>;
  readonly attempts: readonly unknown[];

  constructor({ code, source, message, cause, data = {}, attempts = [] }: IngotErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "IngotError";
    this.code = code;
    this.source = source;
    this.data = data;
    this.attempts = attempts;
  }
}

/** Works across copies of the package, unlike `instanceof`. */
export function isIngotError(error: unknown, code?: string): error is IngotError {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return code === undefined || (error as IngotError).code === code;
}
