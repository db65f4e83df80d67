import { open } from "node:fs/promises";
import { type BuildContext, ownProcess } from "@ingot/core/plugin";

/** Addresses of sockets have at most 107 bytes; ours stand in the directory. */
const most = 107 - "/qmp.sock".length;

/** A private directory for what QEMU reads and for sockets; gone at the build's end. */
export async function makeWorkDirectory(run: BuildContext): Promise<string> {
  const path = await run.tempDirectory();
  return run.host.platform === "linux" && Buffer.byteLength(path) > most ? shortened(path, run) : path;
}

/** Another name of the same directory, for as long as this process holds it open. */
async function shortened(path: string, run: BuildContext): Promise<string> {
  const directory = await open(path, "r");
  run.defer(() => directory.close());
  return `/proc/${ownProcess().pid}/fd/${directory.fd}`;
}
