import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { type ExactReader, exactReader } from "./exact-reader.js";

export interface ScriptedServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Settles with the script of the first connection. */
  readonly script: Promise<void>;
}

export interface Peer extends ExactReader {
  write(...bytes: readonly (string | Uint8Array)[]): void;
  end(): void;
}

/** A server that does what `play` says with its first connection, to show faults that a real one hardly has. */
export async function scriptedServer(play: (peer: Peer) => Promise<void>): Promise<ScriptedServer> {
  const server = createServer({ noDelay: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  let connected: Socket | undefined;
  const script = once(server, "connection").then(async ([socket]: Socket[]) => {
    connected = socket!.on("error", () => undefined);
    await play(peerOf(connected));
  });
  script.catch(() => undefined); // a test that waits for it hears of it
  const { port } = server.address() as { port: number };
  const dispose = async () => {
    connected?.destroy();
    server.close();
    await once(server, "close");
  };
  return { host: "127.0.0.1", port, script, [Symbol.asyncDispose]: dispose };
}

const peerOf = (socket: Socket): Peer => ({
  ...exactReader(socket),
  write: (...bytes) => void bytes.map((each) => socket.write(each)),
  end: () => void socket.end(),
});

export const uint32 = (value: number): Buffer => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value]);

/** With its length before it. */
export const counted = (text: string): Buffer => Buffer.concat([uint32(Buffer.byteLength(text)), Buffer.from(text)]);

/** A handshake of version 3.8 without a password, up to and with the desktop: 2 × 1 pixels of four bytes. */
export async function welcome(peer: Peer): Promise<void> {
  peer.write("RFB 003.008\n");
  await peer.read(12);
  peer.write(Buffer.of(1, 1));
  await peer.read(1);
  peer.write(uint32(0));
  await peer.read(1);
  sendDesktop(peer);
}

export function sendDesktop(peer: Peer): void {
  const format = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0];
  peer.write(Buffer.from([0, 2, 0, 1, ...format]), counted("scripted"));
}

/** `+61`, `-61`: a key event as text, by its keysym in hexadecimal. */
export async function readKey(peer: Peer): Promise<string> {
  const message = await peer.read(8);
  return `${message[1] ? "+" : "-"}${message.readUInt32BE(4).toString(16)}`;
}

/** Key events until the client goes. */
export async function readKeys(peer: Peer): Promise<string[]> {
  const keys: string[] = [];
  for (;;) {
    const key = await readKey(peer).catch(() => undefined);
    if (key === undefined) return keys;
    keys.push(key);
  }
}
