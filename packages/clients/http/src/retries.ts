import { type Host, IngotError, isIngotError } from "@ingot/core/plugin";

/** Milliseconds before each further attempt. */
const waits = [500, 1000] as const;

/** Failures that may be gone in a moment. */
const passing = new Set(["HTTP_UNREACHABLE", "HTTP_INCOMPLETE", "HTTP_TIMEOUT"]);

/**
 * Asks up to three times: again when the server cannot be reached, or when `isPassing` says of its answer that it may get better.
 * Gives the last answer; when the last attempt failed, throws its error with all of them as `attempts`.
 */
export async function withRetries<T>(
  ask: () => Promise<T>,
  isPassing: (answer: T) => boolean,
  host: Pick<Host, "sleep">,
  signal: AbortSignal,
): Promise<T> {
  const errors: unknown[] = [];
  for (const wait of [...waits, undefined]) {
    try {
      const answer = await ask();
      if (wait === undefined || !isPassing(answer)) return answer;
    } catch (error) {
      errors.push(error);
      if (wait === undefined || !isIngotError(error) || !passing.has(error.code)) throw withAttempts(error, errors);
    }
    await host.sleep(wait, signal);
  }
  throw new RangeError("the last attempt returns or throws");
}

function withAttempts(error: unknown, attempts: readonly unknown[]): unknown {
  if (!isIngotError(error) || attempts.length < 2) return error;
  const { code, source, message, cause, data } = error;
  return new IngotError({ code, source, message, cause, data, attempts });
}
