import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Host } from "@ingot/core/plugin";

/** How often to look whether the socket is there, in milliseconds. */
const pause = 50;

export interface Patience {
  readonly host: Pick<Host, "sleep">;
  /** How long to wait for the other side, in milliseconds. */
  readonly patience: number;
  readonly signal?: AbortSignal;
}

/** Connects to the unix socket at `path`, waiting until somebody has made it and listens. Rejects with the last attempt's error. */
export async function openSocket(path: string, { host, patience, signal }: Patience): Promise<Socket> {
  for (let waited = 0; ; waited += pause) {
    try {
      return await attempt(path, signal);
    } catch (error) {
      if (!mayYetCome(error) || waited >= patience) throw error;
      await host.sleep(pause, signal);
    }
  }
}

const mayYetCome = (error: unknown) => {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ECONNREFUSED";
};

async function attempt(path: string, signal?: AbortSignal): Promise<Socket> {
  signal?.throwIfAborted();
  const socket = connect(path);
  await once(socket, "connect");
  socket.on("error", () => undefined); // told by whoever reads or writes
  return socket;
}
