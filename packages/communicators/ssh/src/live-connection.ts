import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type BuildContext, IngotError, reasonOf } from "@ingot/core/plugin";
import type { Client } from "ssh2";
import { dial } from "./dial.js";
import { type Greeted, shakeHands } from "./handshake.js";
import type { HostKeyPin } from "./host-key.js";
import { dialThroughProxy } from "./proxy.js";
import { sessionsAtOnce } from "./sessions-at-once.js";
import { unreachable } from "./ssh-error.js";
import { type SshServer, type SshSettings, serverName } from "./ssh-settings.js";

/** Of each server on the way. */
export interface Pins {
  readonly machine: HostKeyPin;
  readonly bastion: HostKeyPin;
}

export interface LiveConnection {
  readonly client: Client;
  readonly sessionsAtOnce: number;
  /** Why it is dead; undefined while it lives. */
  whyLost(): string | undefined;
  close(): void;
}

/** One attempt. On failure nothing stays open. */
export async function connectOnce(
  settings: SshSettings,
  pins: Pins,
  run: BuildContext,
  signal: AbortSignal,
): Promise<LiveConnection> {
  const address = await settings.address(signal);
  const server = { ...settings, ...address };
  const way = await wayTo(server, settings, pins, signal);
  try {
    const greeted = await shakeHands({ server, transport: way.transport, pin: pins.machine, settings, signal });
    return watched(greeted, way, server, settings, run);
  } catch (error) {
    way.close();
    throw error;
  }
}

/** To the machine's port, through all that stands in between. */
export interface Way {
  readonly transport: Duplex;
  /** What carries the transport in the end. */
  readonly socket: Socket;
  close(): void;
}

export async function wayTo(
  server: Pick<SshServer, "host" | "port">,
  settings: SshSettings,
  pins: Pins,
  signal: AbortSignal,
): Promise<Way> {
  const { bastion, proxy } = settings;
  if (bastion) return wayThroughBastion(bastion, server, settings, pins.bastion, signal);
  const socket = await (proxy ? dialThroughProxy(proxy, server, signal) : dial(server, signal));
  return { transport: socket, socket, close: () => socket.destroy() };
}

async function wayThroughBastion(
  bastion: SshServer,
  server: Pick<SshServer, "host" | "port">,
  settings: SshSettings,
  pin: HostKeyPin,
  signal: AbortSignal,
): Promise<Way> {
  const socket = await dial(bastion, signal);
  const { client } = await shakeHands({ server: bastion, transport: socket, pin, settings, signal });
  const close = () => client.destroy();
  try {
    signal.addEventListener("abort", close);
    return { transport: await channelThrough(client, bastion, server), socket, close };
  } catch (error) {
    close();
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", close);
  }
}

function channelThrough(client: Client, bastion: SshServer, server: Pick<SshServer, "host" | "port">): Promise<Duplex> {
  return new Promise((settle, fail) => {
    client.once("close", () => fail(unreachable(`the bastion ${serverName(bastion)} has closed the connection`)));
    client.forwardOut("127.0.0.1", 0, server.host, server.port, (error, channel) => {
      if (!error) return settle(channel);
      const place = `the bastion ${serverName(bastion)} does not connect to ${serverName(server)}`;
      fail(unreachable(`${place}: ${reasonOf(error)}`, error));
    });
  });
}

function watched(
  { client, software }: Greeted,
  way: Way,
  server: SshServer,
  { readWriteTimeout }: SshSettings,
  { host }: BuildContext,
): LiveConnection {
  let why: string | undefined;
  const ended = new AbortController();
  const lost = (reason: string) => {
    why ??= reason;
    ended.abort();
    client.destroy();
    way.close();
  };
  client.on("error", (error: Error) => lost(reasonOf(error)));
  for (const event of ["end", "close"] as const)
    client.on(event as "close", () => lost(`${serverName(server)} has closed it`));
  if (readWriteTimeout > 0) expectData(way.socket, readWriteTimeout, host, ended.signal).then(lost, () => {});
  return {
    client,
    sessionsAtOnce: sessionsAtOnce(software),
    whyLost: () => why,
    close: () => lost("it was closed here"),
  };
}

/** Resolves with a complaint when nothing has come from the other side for so long; rejects when `signal` says that it is over. */
async function expectData(
  socket: Socket,
  timeout: number,
  host: BuildContext["host"],
  signal: AbortSignal,
): Promise<string> {
  for (let seen = -1; seen !== socket.bytesRead; ) {
    seen = socket.bytesRead;
    await host.sleep(timeout, signal);
  }
  return `nothing has come from the machine for ${timeout / 1000} s (ssh_read_write_timeout)`;
}

export const lostError = (what: string, why: string): IngotError =>
  new IngotError({
    code: "COMMUNICATOR_LOST",
    source: "outside",
    message: `The connection was lost while ${what}: ${why}.`,
  });
