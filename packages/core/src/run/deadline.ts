import type { Host } from "../host.js";
import { createController } from "./cancellation.js";

/** What timers can count to; longer waits end there, after 24 days. */
export const longestWait = 2 ** 31 - 1;

/**
 * Runs `work` with a signal of its own, which aborts with `parent`'s reason or, after `milliseconds`, with what `expired` makes.
 * The timer and the listener are gone when it settles.
 */
export async function withDeadline<T>(
  host: Host,
  milliseconds: number | undefined,
  parent: AbortSignal,
  expired: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = createController();
  const stopTimer = new AbortController();
  const follow = () => controller.abort(parent.reason);
  if (parent.aborted) follow();
  else parent.addEventListener("abort", follow, { once: true });
  if (milliseconds !== undefined) startTimer(host, milliseconds, stopTimer.signal, () => controller.abort(expired()));
  try {
    return await work(controller.signal);
  } finally {
    stopTimer.abort();
    parent.removeEventListener("abort", follow);
  }
}

/** `onExpiry` is called after the time unless `stopped` aborts first. */
export function startTimer(host: Host, milliseconds: number, stopped: AbortSignal, onExpiry: () => void): void {
  host.sleep(Math.min(milliseconds, longestWait), stopped).then(
    () => {
      if (!stopped.aborted) onExpiry();
    },
    () => {}, // stopped
  );
}

/**
 * Waits for `work`, but once `signal` has aborted only `grace` milliseconds more: then it rejects with the signal's reason, and
 * what `work` does later is lost. Some things cannot be aborted, and cancelling must end all the same.
 */
export async function withGrace<T>(host: Host, signal: AbortSignal, grace: number, work: Promise<T>): Promise<T> {
  const settled = new AbortController();
  let onAbort = () => {};
  const given = new Promise<never>((_resolve, reject) => {
    onAbort = () => startTimer(host, grace, settled.signal, () => reject(signal.reason));
  });
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, given]);
  } finally {
    settled.abort();
    signal.removeEventListener("abort", onAbort);
  }
}
