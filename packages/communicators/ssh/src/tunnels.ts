import { connect, createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { type BuildContext, IngotError, reasonOf } from "@ingot/core/plugin";
import type { Client } from "ssh2";
import type { SshConnections } from "./ssh-connections.js";
import { unusable } from "./ssh-error.js";
import { type SshTunnel, serverName } from "./ssh-settings.js";

const target = ({ host, hostPort }: SshTunnel) => serverName({ host, port: hostPort });

/** Listens on this machine's localhost until `close`; each connection leads on through whatever connection to the machine lives then. */
export async function openLocalTunnel(
  tunnel: SshTunnel,
  connections: SshConnections,
  run: BuildContext,
): Promise<() => Promise<void>> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket)).on("error", () => {});
    connections
      .use((client) => leadOn(client, tunnel, socket))
      .catch((error: unknown) => {
        run.warn(`The tunnel from port ${tunnel.port} does not reach ${target(tunnel)}: ${reasonOf(error)}`);
        socket.destroy();
      });
  });
  await listen(server, tunnel);
  return () =>
    new Promise((settle) => {
      server.close(() => settle());
      for (const socket of open) socket.destroy();
    });
}

const listen = (server: Server, tunnel: SshTunnel) =>
  new Promise<void>((settle, fail) => {
    server.once("error", (error) =>
      fail(
        unusable("SSH_TUNNEL", `Port ${tunnel.port} of ssh_local_tunnels cannot be used: ${reasonOf(error)}`, error),
      ),
    );
    server.listen(tunnel.port, "localhost", () => settle());
  });

const leadOn = (client: Client, { host, hostPort }: SshTunnel, socket: Socket) =>
  new Promise<void>((settle, fail) => {
    client.forwardOut("127.0.0.1", socket.remotePort ?? 0, host, hostPort, (error, channel) => {
      if (error) return fail(error);
      pipeline(socket, channel, socket, () => {});
      settle();
    });
  });

/** Has the machine listen on its localhost, for as long as this connection lives. */
export async function openRemoteTunnels(client: Client, tunnels: readonly SshTunnel[], run: BuildContext) {
  client.on("tcp connection", ({ destPort }, accept, reject) => {
    const tunnel = tunnels.find(({ port }) => port === destPort);
    if (!tunnel) return reject();
    const socket = connect(tunnel.hostPort, tunnel.host);
    const refuse = (error: Error) => {
      run.warn(
        `The tunnel from the machine's port ${tunnel.port} does not reach ${target(tunnel)}: ${reasonOf(error)}`,
      );
      reject();
    };
    socket.once("error", refuse);
    socket.once("connect", () => {
      socket.off("error", refuse); // a server takes it amiss when what was accepted is refused
      const channel = accept();
      pipeline(channel, socket, channel, () => {});
    });
  });
  for (const tunnel of tunnels) await listenRemotely(client, tunnel);
}

const listenRemotely = (client: Client, { port }: SshTunnel) =>
  new Promise<void>((settle, fail) => {
    client.forwardIn("localhost", port, (error) => {
      if (!error) return settle();
      const message = `The machine does not let port ${port} of ssh_remote_tunnels be forwarded: ${reasonOf(error)}`;
      fail(new IngotError({ code: "SSH_TUNNEL", source: "outside", message, cause: error }));
    });
  });
