import type { AddressInfo, Server, Socket } from "node:net";
import { IngotError, reasonOf } from "@ingot/core/plugin";

/** How many ports are tried, from the first on. */
const ports = 10;

/** Resolves with the port: the first free one from `port` on, or any for 0. Throws ANSIBLE_PROXY. */
export async function listenOn(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  for (let next = port; ; next++) {
    try {
      return await listen(server, host, next);
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!isTaken || next + 1 >= Math.min(port + ports, 65_536)) throw unusable(host, port, error);
    }
  }
}

const listen = (server: Server, host: string, port: number) =>
  new Promise<number>((settle, fail) => {
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      settle((server.address() as AddressInfo).port);
    });
  });

export const closeListener = (server: Server, open: Iterable<Socket>) =>
  new Promise<void>((settle) => {
    server.close(() => settle());
    for (const socket of open) socket.destroy();
  });

const unusable = (host: string, port: number, cause: unknown) =>
  new IngotError({
    code: "ANSIBLE_PROXY",
    source: "user",
    message: `Nothing can listen for Ansible at ${host}${port === 0 ? "" : `, ports ${port} to ${Math.min(port + ports - 1, 65_535)}`}: ${reasonOf(cause)}. Check local_port and ansible_proxy_bind_address.`,
    cause,
  });
