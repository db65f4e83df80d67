import { hostAddress } from "@ingot/client-http-server";
import { isFree, type PortRange, type ReservedPort, reservePort } from "@ingot/client-local";
import type { BuildContext } from "@ingot/core/plugin";
import type { QemuConfig } from "../config.js";

/** The ports of this machine that a QEMU is to listen on. */
export interface Ports {
  readonly forward: ReservedPort | undefined;
  readonly vnc: ReservedPort | undefined;
  /** Whether another program than a build took one before QEMU could. */
  areTaken(): Promise<boolean>;
  release(): void;
}

/** The port of the guest that provisioners talk to. */
export function guestPortOf(config: QemuConfig): number {
  if (config.communicator === "winrm") return config.winrm_port ?? (config.winrm_use_ssl ? 5986 : 5985);
  return config.ssh_port;
}

/** Whether a port of this machine has to lead to it. */
const needsForward = ({ communicator, skip_nat_mapping, net_bridge }: QemuConfig): boolean =>
  communicator !== "none" && !skip_nat_mapping && !net_bridge;

const loopback = "127.0.0.1";

export const hostPorts = (config: QemuConfig): PortRange => ({
  min: config.ssh_host_port_min ?? config.host_port_min,
  max: config.ssh_host_port_max ?? config.host_port_max,
  address: loopback,
  options: "host_port_min and host_port_max",
});

export const vncPorts = ({ vnc_port_min, vnc_port_max, vnc_bind_address }: QemuConfig): PortRange => ({
  min: vnc_port_min,
  max: vnc_port_max,
  address: vnc_bind_address,
  options: "vnc_port_min and vnc_port_max",
});

export async function reservePorts(config: QemuConfig, run: BuildContext): Promise<Ports> {
  const wanted = [needsForward(config) && hostPorts(config), !config.disable_vnc && vncPorts(config)];
  const [forward, vnc] = await Promise.all(wanted.map((range) => (range ? reservePort(range, run) : undefined)));
  if (forward) run.say(`Found port for communicator (SSH, WinRM, etc): ${forward.port}.`);
  const held = [
    [forward, loopback],
    [vnc, config.vnc_bind_address],
  ] as const;
  return {
    forward,
    vnc,
    areTaken: async () => {
      const free = await Promise.all(held.map(([port, address]) => !port || isFree(port.port, address)));
      return free.includes(false);
    },
    release: () => {
      forward?.release();
      vnc?.release();
    },
  };
}

/** Where the guest sees this machine. */
export function hostAddressFor({ net_bridge, http_interface }: QemuConfig, { host }: BuildContext): string {
  const network = http_interface || net_bridge;
  return network ? hostAddress(host, network) : "10.0.2.2";
}
