import { IngotError, reasonOf } from "@ingot/core/plugin";

/** What is needed of ssh2's channels and SFTP sessions. */
export interface SessionChannel {
  once(event: "close", listener: () => void): unknown;
}

interface SessionQueue {
  size(): number;
  open<Channel extends SessionChannel, T>(
    open: (opened: (error: Error | undefined, channel: Channel) => void) => void,
    adopt: (channel: Channel) => T | Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
}

/**
 * The sessions of one connection. Servers do not say how many they allow; one that refuses a session while others are open is asked
 * again when one of them has ended.
 */
export function sessionQueue(): SessionQueue {
  let size = 0;
  const waiting = new Set<() => void>();
  const ended = () => {
    size--;
    for (const wake of waiting) wake();
    waiting.clear();
  };
  const opening: SessionQueue["open"] = (open, adopt) =>
    new Promise((settle, fail) => {
      open((error, channel) => {
        if (error) return fail(error);
        size++;
        channel.once("close", ended);
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
      for (;;) {
        signal.throwIfAborted();
        try {
          return await opening(open, adopt, signal);
        } catch (error) {
          if (!isRefusal(error)) throw error;
          if (size === 0) throw refused(error);
        }
        await turn(signal);
      }
    },
  };
}

/** RFC 4254's reason for a channel that is not opened: a number. */
const isRefusal = (error: unknown) => typeof (error as { readonly reason?: unknown }).reason === "number";

const refused = (cause: unknown) =>
  new IngotError({
    code: "SSH_SESSION_REFUSED",
    source: "outside",
    message: `The machine's SSH server opens no session for commands or files: ${reasonOf(cause)}. Perhaps its MaxSessions is 0, or this user may only open tunnels.`,
    cause,
  });
