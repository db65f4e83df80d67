import { createServer, type Socket } from "node:net";
import { type Duplex, pipeline } from "node:stream";
import { type BuildContext, reasonOf } from "@ingot/core/plugin";
import { closeListener, listenOn } from "./listen.js";

/** A port of this machine whose connections lead wherever `dial` does: through a bastion, whose credentials stay here. */
export async function forwardConnections(dial: (signal: AbortSignal) => Promise<Duplex>, run: BuildContext) {
  const { signal } = run;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket)).on("error", () => {});
    dial(signal).then(
      (way) => pipeline(socket, way, socket, () => {}),
      (error: unknown) => {
        if (!signal.aborted) run.warn(`Ansible does not reach the machine: ${reasonOf(error)}`);
        socket.destroy();
      },
    );
  });
  const port = await listenOn(server, { host: "127.0.0.1", port: 0 });
  const close = () => closeListener(server, open);
  run.defer(close);
  return { address: { host: "127.0.0.1", port }, close };
}
