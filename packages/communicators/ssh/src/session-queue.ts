import { type Host, IngotError, reasonOf } from "@ingot/core/plugin";

/** What is needed of ssh2's channels and SFTP sessions. */
export interface SessionChannel {
  once(event: "close", listener: () => void): unknown;
}

interface SessionQueue {
  /** How many are open, or about to be. */
  size(): number;
  open<Channel extends SessionChannel, T>(
    open: (opened: (error: Error | undefined, channel: Channel) => void) => void,
    adopt: (channel: Channel) => T | Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
}

/** OpenSSH frees the place of a session a little after it has told of its end: so often it is asked again, after twice the time. */
const retries = { most: 6, first: 10 };

/**
 * The sessions of one connection. Servers do not say how many they allow; one that refuses a session while others are open is asked
 * again when one of them has ended.
 */
export function sessionQueue(sleep: Host["sleep"]): SessionQueue {
  let size = 0;
  let ended = 0;
  const waiting = new Set<() => void>();
  const leave = () => {
    size--;
    for (const wake of waiting) wake();
    waiting.clear();
  };
  const opening: SessionQueue["open"] = (open, adopt) =>
    new Promise((settle, fail) => {
      open((error, channel) => {
        if (error) return fail(error);
        channel.once("close", () => {
          ended++;
          leave();
        });
        settle(adopt(channel));
      });
    });
  const turn = (signal: AbortSignal) =>
    new Promise<void>((settle, fail) => {
      const wake = () => {
        signal.removeEventListener("abort", stop);
        settle();
      };
      const stop = () => {
        waiting.delete(wake);
        fail(signal.reason);
      };
      waiting.add(wake);
      signal.addEventListener("abort", stop, { once: true });
    });
  return {
    size: () => size,
    open: async (open, adopt, signal) => {
      for (let retry = 0; ; ) {
        signal.throwIfAborted();
        const before = ended;
        size++;
        try {
          return await opening(open, adopt, signal);
        } catch (error) {
          const isFinal = !isRefusal(error) || (size === 1 && (ended === 0 || retry === retries.most));
          if (!isFinal) size--;
          else leave();
          if (isFinal) throw isRefusal(error) ? refused(error) : error;
        }
        if (size === 0) await sleep(retries.first * 2 ** retry++, signal);
        else if (ended === before) await turn(signal);
      }
    },
  };
}

/** RFC 4254's reason for a channel that is not opened: a number. */
export const isRefusal = (error: unknown) => typeof (error as { readonly reason?: unknown }).reason === "number";

const refused = (cause: unknown) =>
  new IngotError({
    code: "SSH_SESSION_REFUSED",
    source: "outside",
    message: `The machine's SSH server opens no session for commands or files: ${reasonOf(cause)}. Perhaps its MaxSessions is 0, or this user may only open tunnels.`,
    cause,
  });
