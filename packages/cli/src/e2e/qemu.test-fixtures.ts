import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./consumer.test-fixtures.js";
import { codeBlocks } from "./documentation.test-fixtures.js";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

/** A folder with the files that `docs/qemu-examples.md` shows. */
export function exampleWorkplace(): Workplace {
  const blocks = codeBlocks(readFileSync(join(root, "docs/qemu-examples.md"), "utf8"));
  return workplace(Object.fromEntries(blocks.flatMap(({ file, text }) => (file ? [[file, text]] : []))));
}

export const sha256Of = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

/** Boots a disk as it is, with nothing beside it and without changing it, until `pattern` comes over its serial port. */
export async function bootsWith(place: Workplace, disk: string, pattern: RegExp): Promise<void> {
  const machine = ["-accel", "tcg", "-m", "256", "-display", "none", "-serial", "stdio", "-nic", "none", "-no-reboot"];
  const drive = ["-drive", `file=${disk},format=qcow2,if=virtio,snapshot=on`];
  const qemu = place.start("qemu-system-x86_64", [...machine, ...drive]);
  try {
    await qemu.printed(pattern);
  } finally {
    qemu.process.kill("SIGKILL");
    await qemu.ended;
  }
}
