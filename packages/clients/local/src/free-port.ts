import { createServer, Server } from "node:net";
import { type BuildContext, IngotError } from "@ingot/core/plugin";

export interface PortRange {
  readonly min: number;
  readonly max: number;
  /** The address on which it must be free. */
  readonly address: string;
  /** What the port is for, in messages: "host_port_min". */
  readonly options: string;
}

export interface ReservedPort {
  readonly port: number;
  release(): void;
}

/**
 * A port on which nothing listens, and which no other build of this machine takes meanwhile, in whatever process. Begins at a random
 * place of the range. Programs other than Ingot may still take it: `isFree` tells afterwards.
 */
export async function reservePort({ min, max, address, options }: PortRange, run: BuildContext): Promise<ReservedPort> {
  const size = max - min + 1;
  const start = Buffer.from(run.host.randomBytes(4)).readUInt32LE() % size;
  for (let step = 0; step < size; step++) {
    run.signal.throwIfAborted();
    const port = min + ((start + step) % size);
    const claim = await claimPort(port, run.host.platform);
    if (!claim) continue;
    const reserved = { port, release: () => claim.close() };
    const problem = await problemWith(port, address);
    if (!problem) return registered(reserved, run);
    claim.close();
    if (["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN"].includes(problem.code ?? "")) throw notOurs(address);
  }
  throw new IngotError({
    code: "NO_FREE_PORT",
    source: "outside",
    message: `No port from ${min} to ${max} is free on ${address}. Widen the range with ${options}, or end what listens there.`,
    data: { min, max, address },
  });
}

const notOurs = (address: string) =>
  new IngotError({
    code: "NO_SUCH_ADDRESS",
    source: "user",
    message: `Nothing can listen on ${address}: this machine has no such address.`,
    data: { address },
  });

function registered(reserved: ReservedPort, run: BuildContext): ReservedPort {
  run.defer(reserved.release);
  return reserved;
}

/** Whether one can listen there now. */
export const isFree = async (port: number, address: string): Promise<boolean> => !(await problemWith(port, address));

/** Why one cannot listen there now. */
async function problemWith(port: number, host: string): Promise<NodeJS.ErrnoException | undefined> {
  const server = await listening({ port, host });
  if (!(server instanceof Server)) return server;
  await new Promise((done) => server.close(done));
  return undefined;
}

/**
 * Listens under a name that stands for the port: undefined when another build does. Linux has such names apart from the file
 * system; they go with the process, and are as local as ports are. Elsewhere there is only `isFree`.
 */
async function claimPort(port: number, platform: NodeJS.Platform): Promise<Pick<Server, "close"> | undefined> {
  if (platform !== "linux") return createServer();
  const server = await listening({ path: `\0ingot/port/${port}` });
  return server instanceof Server ? server : undefined;
}

const listening = (where: { readonly port: number; readonly host: string } | { readonly path: string }) =>
  new Promise<Server | NodeJS.ErrnoException>((settle) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", settle);
    server.unref();
    server.listen(where, () => settle(server));
  });
