import { type Host, IngotError } from "@ingot/core/plugin";
import type { Client } from "ssh2";
import { type LiveConnection, lostError } from "./live-connection.js";
import { type Opened, type SessionChannel, sessionQueue, type Wanted } from "./session-queue.js";

export type { Opened } from "./session-queue.js";

/** The connections to one machine, of which one lives at a time. */
export interface SshConnections {
  /**
   * Does `work` with a live connection; when the last one is dead a new one is waited for, as long as for the first. An error of
   * `work` is passed on, also when the connection died meanwhile: whether to try again is the caller's choice.
   */
  use<T>(work: (client: Client) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Opens a session of `client`, and waits for its turn where the server allows fewer at once (MaxSessions) than are wanted. */
  session<Channel extends SessionChannel, T>(client: Client, wanted: WantedSession<Channel, T>): Promise<T>;
  /** Why the connection of `client` is dead; undefined while it lives. */
  whyLost(client: Client): string | undefined;
  /** How many sessions of `client` are open. */
  sessions(client: Client): number;
  /** Also a connection that is just being made. */
  close(): void;
}

export interface WantedSession<Channel extends SessionChannel, T> extends Omit<Wanted<Channel, T>, "open" | "signal"> {
  open(client: Client, opened: Opened<Channel>): void;
  readonly signal: AbortSignal | undefined;
}

/** `connect` waits for the machine; it is called with the signal of whoever needs the connection first. */
export function sshConnections(
  connect: (signal: AbortSignal) => Promise<LiveConnection>,
  currentSignal: () => AbortSignal,
  sleep: Host["sleep"],
): SshConnections {
  const queues = new WeakMap<Client, ReturnType<typeof sessionQueue>>();
  const { live, connection, close } = oneConnection(connect);
  const queueOf = (client: Client) => {
    const queue = queues.get(client) ?? sessionQueue(sleep, live()!.sessionsAtOnce);
    queues.set(client, queue);
    return queue;
  };
  const whyLost = (client: Client) =>
    client === live()?.client ? live()!.whyLost() : "another connection took its place";
  return {
    whyLost,
    close,
    sessions: (client) => queueOf(client).size(),
    use: async (work, signal = currentSignal()) => work((await connection(signal)).client),
    session: async (client, { open, signal = currentSignal(), ...wanted }) => {
      try {
        return await queueOf(client).open({ ...wanted, signal, open: (opened) => open(client, opened) });
      } catch (error) {
        const why = whyLost(client);
        if (signal.aborted || why === undefined) throw error;
        throw lostError("a session was being opened", why);
      }
    },
  };
}

/** The last connection while it lives, else a new one, which all wait for who need it meanwhile. */
function oneConnection(connect: (signal: AbortSignal) => Promise<LiveConnection>) {
  let last: LiveConnection | undefined;
  let connecting: { readonly promise: Promise<LiveConnection>; readonly signal: AbortSignal } | undefined;
  const closing = new AbortController();
  const make = async (signal: AbortSignal) => {
    const made = await connect(AbortSignal.any([signal, closing.signal]));
    if (closing.signal.aborted) made.close();
    closing.signal.throwIfAborted();
    return made;
  };
  const begin = (signal: AbortSignal) => {
    const promise = make(signal).finally(() => {
      connecting = undefined;
    });
    connecting = { promise, signal };
    return connecting;
  };
  const connection = async (signal: AbortSignal): Promise<LiveConnection> => {
    for (;;) {
      for (const each of [signal, closing.signal]) each.throwIfAborted();
      if (last && last.whyLost() === undefined) return last;
      const attempt = connecting ?? begin(signal);
      try {
        last = await unlessAborted(attempt.promise, signal);
      } catch (error) {
        if (signal.aborted || !attempt.signal.aborted) throw error; // else only he who began it has given up
      }
    }
  };
  const close = () => {
    closing.abort(closed());
    last?.close();
  };
  return { live: () => last, connection, close };
}

/** Leaves what others wait for too. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((settle, fail) => {
    const stop = () => fail(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    promise.then(settle, fail).finally(() => signal.removeEventListener("abort", stop));
  });
}

const closed = () =>
  new IngotError({ code: "COMMUNICATOR_CLOSED", source: "engine", message: "The SSH communicator is closed already." });
