import { type Host, IngotError, reasonOf } from "@ingot/core/plugin";

/** What is needed of ssh2's channels and SFTP sessions. */
export interface SessionChannel {
  once(event: "close", listener: () => void): unknown;
  destroy(): unknown;
}

/** What `Client.exec` and `Client.sftp` give to their callbacks. */
export type Opened<T> = (error: Error | undefined, channel: T) => void;

/** A session that is wanted. */
export interface Wanted<Channel extends SessionChannel, T> {
  open(opened: Opened<Channel>): void;
  /** Runs before the session's first event is told, so this is where listeners are added. */
  adopt(channel: Channel): T;
  /** Ends a session that the server has opened after `signal` was aborted; absent: it is closed. */
  tooLate?(adopted: T): void;
  readonly signal: AbortSignal;
}

interface SessionQueue {
  /** How many are open, or about to be. */
  size(): number;
  open<Channel extends SessionChannel, T>(wanted: Wanted<Channel, T>): Promise<T>;
}

/** OpenSSH frees the place of a session a little after it has told of its end: so often it is asked again, after twice the time. */
const retries = { most: 6, first: 10 };

/**
 * The sessions of one connection, `most` of them at once. Servers do not say how many they allow; one that refuses a session while
 * others are open is asked again when one of them has ended.
 */
export function sessionQueue(sleep: Host["sleep"], most: number): SessionQueue {
  const places = { taken: 0, freed: 0 };
  const changes = changeList();
  const free = () => {
    places.taken--;
    places.freed++;
    changes.tell();
  };
  const open: SessionQueue["open"] = async (wanted) => {
    for (let retry = 0; ; ) {
      while (places.taken >= most) await changes.next(wanted.signal);
      wanted.signal.throwIfAborted();
      const before = places.freed;
      places.taken++;
      try {
        return await ask(wanted, free);
      } catch (error) {
        if (wanted.signal.aborted) throw error;
        places.taken--;
        const isAlone = places.taken === 0;
        const isFinal = !isRefusal(error) || (isAlone && (places.freed === 0 || retry === retries.most));
        if (isFinal) changes.tell();
        if (isFinal) throw isRefusal(error) ? refused(error) : error;
        if (isAlone) await sleep(retries.first * 2 ** retry++, wanted.signal);
        else if (places.freed === before) await changes.next(wanted.signal);
      }
    }
  };
  return { size: () => places.taken, open };
}

/** One attempt. Who is aborted does not wait for the server's answer; the place is taken until it comes. */
function ask<Channel extends SessionChannel, T>(
  { open, adopt, tooLate, signal }: Wanted<Channel, T>,
  free: () => void,
): Promise<T> {
  return new Promise((settle, fail) => {
    const stop = () => fail(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    open((error, channel) => {
      signal.removeEventListener("abort", stop);
      if (error) return signal.aborted ? free() : fail(error);
      channel.once("close", free);
      const adopted = adopt(channel);
      if (!signal.aborted) settle(adopted);
      else if (tooLate) tooLate(adopted);
      else channel.destroy();
    });
  });
}

function changeList() {
  const waiting = new Set<() => void>();
  return {
    tell: () => {
      for (const wake of waiting) wake();
      waiting.clear();
    },
    next: (signal: AbortSignal) =>
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
      }),
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
