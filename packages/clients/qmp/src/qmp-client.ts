import type { Socket } from "node:net";
import { type Host, isIngotError, type JsonValue } from "@ingot/core/plugin";
import { parseMessage, type QmpEvent, type QmpMessage } from "./message.js";
import { openSocket } from "./open-socket.js";
import { connectionLost, notQmp, refused, unreachable } from "./qmp-error.js";
import { textLines } from "./text-lines.js";

export interface QmpSettings {
  /** Of the monitor's unix socket. */
  readonly path: string;
  readonly host: Pick<Host, "sleep">;
  /** How long to wait until QEMU has made the socket and greets, in milliseconds each. Default 30,000. */
  readonly patience?: number;
  /** Aborts the connecting; what is connected is ended by `close`. */
  readonly signal?: AbortSignal;
  /** Called for each event from the very first on. */
  onEvent?(event: QmpEvent): void;
}

type Arguments = Readonly<Record<string, JsonValue>>;

/** A connection to QEMU's monitor. */
export interface QmpClient extends AsyncDisposable {
  /**
   * What QEMU answers. Errors: QMP_COMMAND, when it refuses, with `data.class` and `data.desc`; QMP_CONNECTION_LOST; or the
   * signal's reason, and then the command may have been done or not.
   */
  execute(command: string, args?: Arguments, signal?: AbortSignal): Promise<JsonValue>;
  /** Resolves when the connection has ended, whoever ended it: with QEMU itself, as a rule. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** Waits until QEMU has made its socket. Errors: QMP_UNREACHABLE, QMP_PROTOCOL, QMP_CONNECTION_LOST; or the signal's reason. */
export async function connectQmp(settings: QmpSettings): Promise<QmpClient> {
  const { path, host, patience = 30_000, signal } = settings;
  const socket = await openSocket(path, { host, patience, ...(signal && { signal }) }).catch((cause) => {
    signal?.throwIfAborted();
    throw unreachable(path, cause);
  });
  const connection = new Connection(socket, settings);
  try {
    await beforeLong(connection.greeted, settings, patience);
    await connection.execute("qmp_capabilities", {}, signal);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** A monitor serves one client at a time; to others it says nothing at all. */
async function beforeLong(greeted: Promise<unknown>, { path, host, signal }: QmpSettings, patience: number) {
  const done = new AbortController();
  const either = signal ? AbortSignal.any([signal, done.signal]) : done.signal;
  const tooLate = host.sleep(patience, either).then(() => {
    throw unreachable(path, new Error("it does not greet; perhaps it serves somebody else"));
  });
  try {
    await Promise.race([greeted, tooLate]);
  } finally {
    done.abort();
    tooLate.catch(() => undefined);
  }
}

interface Waiting {
  readonly command: string;
  resolve(value: JsonValue): void;
  reject(error: unknown): void;
}

/** The greeting is awaited like the answer to a command of this number. */
const greetingId = 0;

class Connection implements QmpClient {
  readonly greeted: Promise<unknown>;
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #settings: QmpSettings;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = greetingId;
  #ended: Error | undefined;

  constructor(socket: Socket, settings: QmpSettings) {
    this.#socket = socket;
    this.#settings = settings;
    this.greeted = this.#answerTo(greetingId, "the greeting");
    this.closed = this.#readMessages().catch((error: Error) => this.#end(error));
  }

  async execute(command: string, args: Arguments = {}, signal?: AbortSignal): Promise<JsonValue> {
    signal?.throwIfAborted();
    if (this.#ended) throw this.#whyNoAnswer(command);
    const id = ++this.#lastId;
    const answer = this.#answerTo(id, command);
    this.#socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    return signal ? orAborted(answer, signal) : answer;
  }

  async close(): Promise<void> {
    this.#socket.destroy(new Error("it was closed on this side"));
    await this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #answerTo(id: number, command: string): Promise<JsonValue> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { command, resolve, reject }));
  }

  async #readMessages(): Promise<void> {
    for await (const line of textLines(this.#socket)) {
      const message = parseMessage(line);
      if (!message) throw notQmp(this.#settings.path, `it sent ${JSON.stringify(line.slice(0, 100))}`);
      if (message.kind === "event") this.#settings.onEvent?.(message.event);
      else this.#settle(message);
    }
    throw new Error("QEMU closed it");
  }

  #settle(message: Exclude<QmpMessage, { kind: "event" }>): void {
    const id = message.kind === "greeting" ? greetingId : message.id;
    const asked = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (message.kind === "error") asked?.reject(refused(asked.command, message.error));
    else asked?.resolve(message.kind === "return" ? message.value : null);
  }

  #end(error: Error): void {
    this.#ended = error;
    this.#socket.destroy();
    for (const { command, reject } of this.#waiting.values()) reject(this.#whyNoAnswer(command));
    this.#waiting.clear();
  }

  #whyNoAnswer(command: string): Error {
    return isIngotError(this.#ended) ? this.#ended : connectionLost(this.#settings.path, this.#ended, command);
  }
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
