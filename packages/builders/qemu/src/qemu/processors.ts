import type { QemuConfig } from "../config.js";

type Wanted = Pick<QemuConfig, "cpus" | "sockets" | "cores" | "threads">;

/** QEMU's `-smp`; undefined for one processor. Of the count and what the topology makes, the smaller is there at the start. */
export function processors({ cpus, sockets, cores, threads }: Wanted): string | undefined {
  if (!sockets && !cores && !threads) return cpus === undefined || cpus === 1 ? undefined : String(cpus);
  const topology = { sockets: sockets ?? 1, cores: cores ?? 1, threads: threads ?? 1 };
  const most = topology.sockets * topology.cores * topology.threads;
  const shape = `sockets=${topology.sockets},cores=${topology.cores},threads=${topology.threads}`;
  return `${Math.min(cpus ?? most, most)},maxcpus=${most},${shape}`;
}
