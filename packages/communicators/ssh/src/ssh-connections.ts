import { type Host, IngotError } from "@ingot/core/plugin";
import type { Client } from "ssh2";
import { type LiveConnection, lostError } from "./live-connection.js";
import { type SessionChannel, sessionQueue } from "./session-queue.js";

/** What `Client.exec` and `Client.sftp` give to their callbacks. */
export type Opened<T> = (error: Error | undefined, channel: T) => void;

/** The connections to one machine, of which one lives at a time. */
export interface SshConnections {
  /**
   * Does `work` with a live connection; when the last one is dead a new one is waited for, as long as for the first. An error of
   * `work` is passed on, also when the connection died meanwhile: whether to try again is the caller's choice.
   */
  use<T>(work: (client: Client) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /**
   * Opens a session of `client` by `open`, and waits for its turn where the server allows fewer at once (MaxSessions) than
   * are wanted. `adopt` runs before the session's first event is told, so this is where listeners are added.
   */
  session<Channel extends SessionChannel, T>(
    client: Client,
    open: (client: Client, opened: Opened<Channel>) => void,
    adopt: (channel: Channel) => T | Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
  /** Why the connection of `client` is dead; undefined while it lives. */
  whyLost(client: Client): string | undefined;
  /** How many sessions of `client` are open. */
  sessions(client: Client): number;
  close(): void;
}

/** `connect` waits for the machine; it is called with the signal of whoever needs the connection first. */
export function sshConnections(
  connect: (signal: AbortSignal) => Promise<LiveConnection>,
  currentSignal: () => AbortSignal,
  sleep: Host["sleep"],
): SshConnections {
  const queues = new WeakMap<Client, ReturnType<typeof sessionQueue>>();
  let live: LiveConnection | undefined;
  let connecting: { readonly promise: Promise<LiveConnection>; readonly signal: AbortSignal } | undefined;
  let isClosed = false;

  const begin = (signal: AbortSignal) => {
    const promise = connect(signal).finally(() => {
      connecting = undefined;
    });
    connecting = { promise, signal };
    return connecting;
  };
  const connection = async (signal: AbortSignal): Promise<LiveConnection> => {
    for (;;) {
      signal.throwIfAborted();
      if (isClosed) throw closed();
      if (live && live.whyLost() === undefined) return live;
      const attempt = connecting ?? begin(signal);
      try {
        live = await unlessAborted(attempt.promise, signal);
      } catch (error) {
        if (signal.aborted || !attempt.signal.aborted) throw error; // else only he who began it has given up
      }
    }
  };
  const queueOf = (client: Client) => {
    const queue = queues.get(client) ?? sessionQueue(sleep);
    queues.set(client, queue);
    return queue;
  };
  const whyLost = (client: Client) => (client === live?.client ? live.whyLost() : "another connection took its place");
  return {
    whyLost,
    sessions: (client) => queueOf(client).size(),
    use: async (work, signal = currentSignal()) => work((await connection(signal)).client),
    session: async (client, open, adopt, signal = currentSignal()) => {
      try {
        return await queueOf(client).open((opened) => open(client, opened), adopt, signal);
      } catch (error) {
        const why = whyLost(client);
        if (signal.aborted || why === undefined) throw error;
        throw lostError("a session was being opened", why);
      }
    },
    close: () => {
      isClosed = true;
      live?.close();
    },
  };
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
