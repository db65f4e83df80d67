import { request } from "node:http";
import type { Socket } from "node:net";
import { reasonOf } from "@ingot/core/plugin";
import { dial } from "./dial.js";
import { unreachable } from "./ssh-error.js";
import { type SshProxy, serverName } from "./ssh-settings.js";

interface Address {
  readonly host: string;
  readonly port: number;
}

/** A connection to `target` through a proxy, which looks up names itself. */
export async function dialThroughProxy(proxy: SshProxy, target: Address, signal: AbortSignal): Promise<Socket> {
  const socket = await dial(proxy, signal);
  const stop = () => socket.destroy(new Error("given up"));
  const either = AbortSignal.any([signal, AbortSignal.timeout(60_000)]);
  either.addEventListener("abort", stop);
  try {
    await (proxy.type === "http" ? connectByHttp(proxy, target, socket) : connectBySocks(proxy, target, socket));
    return socket;
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    const place = `the proxy ${serverName(proxy)} does not connect to ${serverName(target)}`;
    throw unreachable(`${place}: ${reasonOf(error)}`, error);
  } finally {
    either.removeEventListener("abort", stop);
  }
}

async function connectBySocks(proxy: SshProxy, target: Address, socket: Socket): Promise<void> {
  const { SocksClient } = await import("socks");
  const { host, port, username, password } = proxy;
  await SocksClient.createConnection({
    command: "connect",
    proxy: { type: 5, host, port, ...(username && { userId: username, password: password ?? "" }) },
    destination: target,
    existing_socket: socket,
  });
}

function connectByHttp({ username, password }: SshProxy, target: Address, socket: Socket): Promise<void> {
  const path = serverName(target);
  const credentials = Buffer.from(`${username}:${password ?? ""}`).toString("base64");
  const headers = { host: path, ...(username && { "proxy-authorization": `Basic ${credentials}` }) };
  return new Promise((settle, fail) => {
    const asked = request({ method: "CONNECT", path, headers, createConnection: () => socket });
    asked.once("error", fail);
    asked.once("connect", ({ statusCode, statusMessage }, _socket, head) => {
      if (statusCode !== 200) return fail(new Error(`${statusCode} ${statusMessage}`));
      if (head.length > 0) socket.unshift(head);
      settle();
    });
    asked.end();
  });
}
