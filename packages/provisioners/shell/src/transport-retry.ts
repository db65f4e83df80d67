import { type BuildContext, IngotError, isIngotError, reasonOf } from "@ingot/core/plugin";

/** Between two attempts, in milliseconds. */
const interval = 2000;

/** The machine could not be reached, or the connection broke: another attempt may succeed. */
export const isTransportError = (error: unknown): boolean =>
  isIngotError(error, "COMMUNICATOR_LOST") || isIngotError(error, "COMMUNICATOR_UNAVAILABLE");

/**
 * Repeats `work` while the transport fails, until `timeout` milliseconds are over. Throws the last error with all attempts
 * attached; any other error at once. `what` completes "Could not …".
 */
export async function retryTransport<T>(
  what: string,
  timeout: number,
  { host, signal }: BuildContext,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = host.now().getTime() + timeout;
  const attempts: unknown[] = [];
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || !isTransportError(error)) throw error;
      attempts.push(error);
      if (host.now().getTime() + interval > deadline) throw givenUp(what, attempts, error);
    }
    await host.sleep(interval, signal);
  }
}

function givenUp(what: string, attempts: readonly unknown[], last: unknown): IngotError {
  const times = attempts.length === 1 ? "one attempt" : `${attempts.length} attempts`;
  return new IngotError({
    code: "MACHINE_UNREACHABLE",
    source: "outside",
    message: `Could not ${what} in ${times}: ${reasonOf(last)}`,
    cause: last,
    attempts,
  });
}
