import { formatDuration, IngotError } from "@ingot/core/plugin";
import type { AwsContext } from "../context.js";
import type { Kind } from "./kinds.js";
import type { Polling } from "./polling.js";
import type { SharedPoll } from "./shared-poll.js";
import type { WatchOptions } from "./watch.js";

type Waiting<T> = WatchOptions<T> & Polling & { readonly absentMeansDone?: true };

/** What a look says of a wait: it is done, it will never be, or it goes on. */
type Verdict<T> = { readonly done: T | undefined } | { readonly error: IngotError } | undefined;

const usualAbsence = 60_000;

/** Waits for one thing by a poll that others share. */
export function waitFor<T>(
  poll: SharedPoll<T>,
  kind: Kind<T>,
  id: string,
  options: Waiting<T>,
  { host, signal }: AwsContext,
): Promise<T | undefined> {
  signal.throwIfAborted();
  const began = host.now().getTime();
  const judge = judgeOf(kind, id, options);
  return new Promise((succeed, fail) => {
    const end = (settle: () => void) => {
      leave();
      signal.removeEventListener("abort", stop);
      settle();
    };
    const stop = () => end(() => fail(signal.reason));
    const see = (thing: T | undefined) => {
      const verdict = judge(thing, host.now().getTime() - began);
      if (!verdict) return;
      end(() => ("error" in verdict ? fail(verdict.error) : succeed(verdict.done)));
    };
    signal.addEventListener("abort", stop, { once: true });
    const leave = poll.join({
      id,
      delay: options.delay,
      deadline: began + options.timeout,
      see,
      fail: (error) => end(() => fail(error)),
    });
  });
}

/** Remembers the last state, for the message of a wait that takes too long. */
function judgeOf<T>(
  kind: Kind<T>,
  id: string,
  options: Waiting<T>,
): (thing: T | undefined, waited: number) => Verdict<T> {
  const { what, until, fails, timeout, mayBeAbsent = usualAbsence, absentMeansDone, onProgress } = options;
  let last = "unknown to EC2";
  let seen: number | undefined;
  return (thing, waited) => {
    if (thing === undefined) {
      if (absentMeansDone) return { done: undefined };
      const reason = seen === undefined ? "EC2 does not know it" : "it is gone";
      if (waited - (seen ?? 0) >= mayBeAbsent) return { error: failed(what, id, reason) };
    } else {
      seen = waited;
      last = kind.stateOf(thing) ?? "unknown";
      if (until(thing)) return { done: thing };
      const reason = fails?.(thing);
      if (reason !== undefined) return { error: failed(what, id, reason) };
      onProgress?.(thing);
    }
    return waited >= timeout ? { error: tooLate(what, id, timeout, last) } : undefined;
  };
}

const failed = (what: string, id: string, reason: string): IngotError =>
  new IngotError({
    code: "AWS_STATE",
    source: "outside",
    message: `Waiting for ${what} was in vain: ${reason}.`,
    data: { id },
  });

function tooLate(what: string, id: string, timeout: number, last: string): IngotError {
  const message = `Waiting for ${what} took longer than ${formatDuration(timeout)}; it was ${last} at last. aws_polling says how long to wait.`;
  return new IngotError({ code: "AWS_TIMEOUT", source: "outside", message, data: { id, state: last } });
}
