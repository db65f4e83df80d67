import { type BuildContext, formatDuration, IngotError, isIngotError, reasonOf } from "@ingot/core/plugin";
import { mayPass } from "./ssh-error.js";
import type { SshSettings } from "./ssh-settings.js";

/** Between attempts. After a handshake more, since servers punish who knocks too often. Milliseconds. */
const pauses = { unreachable: 1000, refused: 2000 };

/**
 * Tries until `attempt` succeeds, `settings.timeout` is over, or the login was refused so often that it is wrong. Says why it waits,
 * once for each reason.
 */
export async function awaitMachine<T>(
  settings: Pick<SshSettings, "timeout" | "attempts">,
  run: BuildContext,
  signal: AbortSignal,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = settings.timeout === undefined ? [] : [AbortSignal.timeout(settings.timeout)];
  const either = AbortSignal.any([signal, ...over]);
  const waiting = { last: undefined as unknown, refusals: 0 };
  try {
    for (;;) {
      const found = await attempt(either).then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      if ("value" in found) return found.value;
      either.throwIfAborted();
      await run.host.sleep(takeStock(found.error, waiting, settings.attempts, run), either);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw either.aborted ? timedOut(settings.timeout!, waiting.last) : error;
  }
}

/** How long to wait before the next attempt; throws when there shall be none. */
function takeStock(
  error: unknown,
  waiting: { last: unknown; refusals: number },
  attempts: number,
  run: BuildContext,
): number {
  if (!mayPass(error)) throw error;
  const isRefused = isIngotError(error, "SSH_AUTHENTICATION");
  if (isRefused && ++waiting.refusals === attempts) throw refusedAgain(error, attempts);
  if (reasonOf(error) !== reasonOf(waiting.last)) run.say(`Still waiting for SSH: ${reasonOf(error)}`);
  waiting.last = error;
  return isIngotError(error, "SSH_UNREACHABLE") ? pauses.unreachable : pauses.refused;
}

const refusedAgain = (error: IngotError, attempts: number) =>
  new IngotError({
    code: error.code,
    source: error.source,
    data: error.data,
    message: `Error waiting for SSH: ${reasonOf(error)} (${attempts === 1 ? "once" : `${attempts} times`}).`,
    cause: error,
  });

const timedOut = (timeout: number, last: unknown) =>
  new IngotError({
    code: "SSH_TIMEOUT",
    source: "outside",
    message: `Timeout waiting for SSH. The machine did not let us in within ${formatDuration(timeout)}${last === undefined ? "." : `; in the end ${reasonOf(last)}.`}`,
    cause: last,
  });
