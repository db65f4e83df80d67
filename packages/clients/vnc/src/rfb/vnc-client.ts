import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { isIngotError } from "@ingot/core/plugin";
import { byteReader } from "./byte-reader.js";
import { shakeHands } from "./handshake.js";
import { dropMessages } from "./server-messages.js";
import { type VncErrors, vncErrors } from "./vnc-error.js";

export interface VncAddress {
  readonly host: string;
  readonly port: number;
  /** Its first eight bytes count. */
  readonly password?: string;
  /** Aborts the connecting; what is connected is ended by `close`. */
  readonly signal?: AbortSignal;
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
export async function connectVnc({ host, port, password, signal }: VncAddress): Promise<VncClient> {
  signal?.throwIfAborted();
  const errors = vncErrors(host, port);
  const socket = connect({ host, port, noDelay: true });
  socket.on("error", () => undefined); // told by whoever reads or writes
  const abort = () => socket.destroy(new Error("aborted"));
  signal?.addEventListener("abort", abort, { once: true });
  try {
    await once(socket, "connect").catch((cause) => Promise.reject(errors.unreachable(cause)));
    return await startClient(socket, errors, password);
  } catch (error) {
    socket.destroy();
    signal?.throwIfAborted();
    throw isIngotError(error) ? error : errors.lost("while shaking hands", error);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/** Resolves when the system has taken the bytes: a server that reads slowly holds us back. */
const send = (socket: Socket, bytes: Uint8Array) =>
  new Promise<void>((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())));

async function startClient(socket: Socket, errors: VncErrors, password?: string): Promise<VncClient> {
  const wire = { ...byteReader(socket), write: (bytes: Uint8Array) => send(socket, bytes), errors };
  const desktop = await shakeHands(wire, password);
  const held = new Set<number>();
  let ended: unknown;
  const reading = dropMessages(wire, desktop).catch((error) => {
    ended = error;
    socket.destroy();
  });

  async function key(keysym: number, down: boolean): Promise<void> {
    if (down) held.add(keysym);
    else held.delete(keysym);
    await send(socket, keyEvent(keysym, down)).catch((cause) => {
      throw isIngotError(ended) ? ended : errors.lost("while typing", ended ?? cause);
    });
  }

  async function close(): Promise<void> {
    const release = [...held].reverse().map((keysym) => key(keysym, false));
    await Promise.allSettled(release); // a lost connection holds no key
    socket.destroySoon();
    await reading;
  }

  return { name: desktop.name, key, close, [Symbol.asyncDispose]: close };
}

function keyEvent(keysym: number, down: boolean): Buffer {
  const message = Buffer.of(4, down ? 1 : 0, 0, 0, 0, 0, 0, 0);
  message.writeUInt32BE(keysym, 4);
  return message;
}
