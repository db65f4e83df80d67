import { readFile } from "node:fs/promises";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import type { QemuProcess } from "../qemu/qemu-process.js";

/** Between two looks, in milliseconds. */
const interval = 1000;

/** A machine on a bridge has the address that this machine has learnt for its network card. Waits until there is one. */
export async function addressOnBridge({ qmp, lost }: QemuProcess, run: BuildContext): Promise<string> {
  const signal = AbortSignal.any([run.signal, lost]);
  const listing = await qmp.execute("human-monitor-command", { "command-line": "info network" }, signal);
  const mac = /macaddr=([0-9a-f:]{17})/i.exec(String(listing))?.[1]?.toLowerCase();
  if (mac === undefined) throw noCard();
  run.say(`Waiting until the machine (${mac}) has an address...`);
  for (;;) {
    const address = findAddress(await readFile("/proc/net/arp", "utf8"), mac);
    if (address !== undefined) return address;
    await run.host.sleep(interval, signal);
  }
}

/** Of the system's table: address, hardware type, flags (0 while it is being asked for), hardware address … */
export function findAddress(table: string, mac: string): string | undefined {
  const rows = table.split("\n").map((line) => line.split(/\s+/));
  return rows.find(([, , flags, hardware]) => hardware === mac && flags !== "0x0")?.[0];
}

const noCard = () =>
  new IngotError({
    code: "QEMU_NO_NETWORK",
    source: "user",
    message:
      "The machine has no network card, so it cannot be found on the bridge. Look at what qemuargs puts in place of the network.",
  });
