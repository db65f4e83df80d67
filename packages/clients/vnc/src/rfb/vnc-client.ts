import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { isIngotError } from "@ingot/core/plugin";
import { exactReader } from "./exact-reader.js";
import { type Desktop, shakeHands, type Wire } from "./handshake.js";
import { dropMessages } from "./server-messages.js";
import { type VncErrors, vncErrors } from "./vnc-error.js";

export interface VncAddress {
  readonly host: string;
  readonly port: number;
  /** Its first eight bytes count. */
  readonly password?: string;
  /** Aborts the connecting; what is connected is ended by `close`. */
  readonly signal?: AbortSignal;
  /** How long the server may take to let us in, in milliseconds. Default 30,000. */
  readonly patience?: number;
}

/** A connection to a VNC server, for typing. */
export interface VncClient extends AsyncDisposable {
  /** What the server calls its desktop. */
  readonly name: string;
  /** A key goes down or up. Resolves when it is on its way; keys arrive in the order of the calls. */
  key(keysym: number, down: boolean): Promise<void>;
  /** Lets go of the keys that are still down, last first, and disconnects. */
  close(): Promise<void>;
}

/** Errors: VNC_UNREACHABLE, VNC_REFUSED, VNC_AUTHENTICATION, VNC_PROTOCOL, VNC_CONNECTION_LOST; or the signal's reason. */
export async function connectVnc({ host, port, password, signal, patience = 30_000 }: VncAddress): Promise<VncClient> {
  signal?.throwIfAborted();
  const errors = vncErrors(host, port);
  const tooLate = AbortSignal.timeout(patience);
  const socket = connect({ host, port, noDelay: true });
  socket.on("error", () => undefined); // told by whoever reads or writes
  const stop = destroyedBy(socket, signal ? AbortSignal.any([signal, tooLate]) : tooLate);
  try {
    await once(socket, "connect").catch((cause) => Promise.reject(errors.unreachable(cause)));
    return await logIn(socket, errors, password);
  } catch (error) {
    socket.destroy();
    signal?.throwIfAborted();
    if (tooLate.aborted) throw errors.unreachable(new Error(`it did not let us in within ${patience / 1000} s`));
    throw isIngotError(error) ? error : errors.lost("while shaking hands", error);
  } finally {
    stop();
  }
}

/** Until the function that it gives is called, an abort ends the socket. */
function destroyedBy(socket: Socket, signal: AbortSignal): () => void {
  const destroy = () => void socket.destroy(new Error("aborted"));
  signal.addEventListener("abort", destroy, { once: true });
  return () => signal.removeEventListener("abort", destroy);
}

async function logIn(socket: Socket, errors: VncErrors, password?: string): Promise<VncClient> {
  const wire = { ...exactReader(socket), write: (bytes: Uint8Array) => send(socket, bytes), errors };
  const desktop = await shakeHands(wire, password);
  return new Connection(socket, wire, desktop);
}

/** Resolves when the system has taken the bytes: a server that reads slowly holds us back. */
const send = (socket: Socket, bytes: Uint8Array) =>
  new Promise<void>((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())));

class Connection implements VncClient {
  readonly name: string;
  readonly #socket: Socket;
  readonly #wire: Wire;
  readonly #held = new Set<number>();
  readonly #reading: Promise<void>;
  #ended: unknown;

  constructor(socket: Socket, wire: Wire, desktop: Desktop) {
    this.name = desktop.name;
    this.#socket = socket;
    this.#wire = wire;
    this.#reading = dropMessages(wire, desktop).catch((error) => {
      this.#ended = error;
      socket.destroy();
    });
  }

  async key(keysym: number, down: boolean): Promise<void> {
    if (down) this.#held.add(keysym);
    else this.#held.delete(keysym);
    await this.#wire.write(keyEvent(keysym, down)).catch((cause) => {
      throw isIngotError(this.#ended) ? this.#ended : this.#wire.errors.lost("while typing", this.#ended ?? cause);
    });
  }

  async close(): Promise<void> {
    const release = [...this.#held].reverse().map((keysym) => this.key(keysym, false));
    await Promise.allSettled(release); // a lost connection holds no key
    this.#socket.destroySoon();
    await this.#reading;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function keyEvent(keysym: number, down: boolean): Buffer {
  const message = Buffer.of(4, down ? 1 : 0, 0, 0, 0, 0, 0, 0);
  message.writeUInt32BE(keysym, 4);
  return message;
}
