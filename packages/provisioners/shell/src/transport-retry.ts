import { type BuildContext, formatDuration, IngotError, isIngotError, reasonOf } from "@ingot/core/plugin";

/** Between two attempts, in milliseconds. */
const interval = 2000;

/** The machine could not be reached, or the connection broke: another attempt may succeed. */
export const isTransportError = (error: unknown): boolean =>
  ["COMMUNICATOR_LOST", "COMMUNICATOR_UNAVAILABLE", "SSH_TIMEOUT"].some((code) => isIngotError(error, code));

/**
 * Repeats `work` while the transport fails, until `timeout` milliseconds are over. Throws the last error with all attempts
 * attached; any other error at once. `what` completes "Could not …". `work` may also wait for the machine: its signal says when it
 * has waited long enough.
 */
export async function retryTransport<T>(
  what: string,
  timeout: number,
  { host, signal }: BuildContext,
  work: (limited: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = host.now().getTime() + timeout;
  const limit = AbortSignal.timeout(timeout);
  const limited = AbortSignal.any([signal, limit]);
  const attempts: unknown[] = [];
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work(limited);
    } catch (error) {
      const isLate = limit.aborted && error === limit.reason;
      if (signal.aborted || !(isLate || isTransportError(error))) throw error;
      const reason = isLate ? tooLate(timeout) : error;
      attempts.push(reason);
      if (isLate || host.now().getTime() + interval > deadline) throw givenUp(what, attempts, reason);
    }
    await host.sleep(interval, signal);
  }
}

const tooLate = (timeout: number) =>
  new Error(`the machine did not answer within ${formatDuration(timeout)} (start_retry_timeout)`);

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
