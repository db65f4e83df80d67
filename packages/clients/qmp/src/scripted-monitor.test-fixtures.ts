import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textLines } from "./text-lines.js";

export interface Asked {
  readonly execute: string;
  readonly arguments: unknown;
  readonly id: number;
}

/** A monitor's side of a connection. */
export interface MonitorPeer {
  send(message: object | string | Buffer): void;
  /** The client's next command. */
  asked(): Promise<Asked>;
  end(): void;
}

export interface ScriptedMonitor extends AsyncDisposable {
  readonly path: string;
  listen(): Promise<void>;
  /** Settles with the script of the first connection. */
  readonly script: Promise<void>;
}

/** A monitor that does what `play` says with its first connection, once it listens. */
export function scriptedMonitor(play: (peer: MonitorPeer) => Promise<void>): ScriptedMonitor {
  const directory = mkdtempSync(join(tmpdir(), "ingot-qmp-"));
  const path = join(directory, "monitor");
  const server = createServer();
  const sockets: Socket[] = [];
  const script = once(server, "connection").then(async ([socket]: Socket[]) => {
    sockets.push(socket!.on("error", () => undefined));
    await play(peerOf(socket!));
  });
  script.catch(() => undefined); // a test that waits for it hears of it
  const listen = async () => void (await once(server.listen(path), "listening"));
  const dispose = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { path, listen, script, [Symbol.asyncDispose]: dispose };
}

function peerOf(socket: Socket): MonitorPeer {
  const lines = textLines(socket);
  const bytesOf = (message: object | string) =>
    typeof message === "string" ? message : `${JSON.stringify(message)}\r\n`;
  return {
    send: (message) => void socket.write(Buffer.isBuffer(message) ? message : bytesOf(message)),
    asked: async () => JSON.parse((await lines.next()).value),
    end: () => void socket.end(),
  };
}

/** The greeting, and the answer to the negotiation. */
export async function greet(peer: MonitorPeer): Promise<void> {
  peer.send({ QMP: { version: {}, capabilities: [] } });
  const { execute, id } = await peer.asked();
  if (execute !== "qmp_capabilities") throw new Error(`${execute} before the negotiation`);
  peer.send({ return: {}, id });
}
