import { reasonOf } from "@ingot/hcl";
import { IngotError, isIngotError } from "../errors.js";

/**
 * Calls `attempt` until it succeeds, at most 1 + `retries` times. Then the last error is thrown, with those of all attempts as its
 * `attempts`. `onRetry` may throw to stop at once.
 */
export async function retry<T>(
  retries: number,
  attempt: () => Promise<T>,
  onRetry: (error: unknown, triesLeft: number) => void,
): Promise<T> {
  const errors: unknown[] = [];
  for (let triesLeft = retries; ; triesLeft--) {
    try {
      return await attempt();
    } catch (error) {
      errors.push(error);
      if (triesLeft <= 0) throw withAttempts(errors);
      onRetry(error, triesLeft);
    }
  }
}

/** The last error, so that what is reported is what stands in the way now; a single one stays as it is. */
function withAttempts(errors: readonly unknown[]): unknown {
  const last = errors.at(-1);
  if (errors.length === 1) return last;
  const about = isIngotError(last)
    ? { code: last.code, source: last.source, data: last.data }
    : { code: "ATTEMPTS_FAILED", source: "outside" as const };
  return new IngotError({ ...about, message: reasonOf(last), cause: last, attempts: errors });
}
