import type { BuildContext } from "@ingot/core/plugin";
import type { QemuConfig } from "../config.js";
import type { StartedMachine } from "../start-machine.js";
import { guestAnswers } from "./guest-answer.js";
import { addressOnBridge } from "./machine-address.js";
import { guestPortOf } from "./ports.js";

/** Where the guest is reached. */
export interface MachinePlace {
  readonly host: string;
  readonly port: number;
}

/** Through a port of this machine, or at the guest's own address where it is on a bridge. Waits until it has that. */
export async function placeOf(
  config: QemuConfig,
  { qemu, ports }: StartedMachine,
  run: BuildContext,
): Promise<MachinePlace> {
  const { communicator, net_bridge } = config;
  const given = communicator === "winrm" ? config.winrm_host : config.ssh_host;
  if (communicator === "none") return { host: given || "127.0.0.1", port: 0 };
  const port = ports.forward?.port ?? guestPortOf(config);
  return { host: given || (net_bridge ? await addressOnBridge(qemu, run) : "127.0.0.1"), port };
}

/** The host as the communicator asks for it: where it is our own port that leads to the guest, not before the guest answers there. */
export function hostWhenUp(
  { communicator, ssh_host, ssh_bastion_host, ssh_proxy_host }: QemuConfig,
  { ports }: Pick<StartedMachine, "ports">,
  { host }: MachinePlace,
  run: BuildContext,
): string | ((signal?: AbortSignal) => Promise<string>) {
  const port = ports.forward?.port;
  if (port === undefined || communicator !== "ssh" || ssh_host || ssh_bastion_host || ssh_proxy_host) return host;
  return async (signal) => {
    if (signal) await guestAnswers(port, run.host, signal);
    return host;
  };
}
