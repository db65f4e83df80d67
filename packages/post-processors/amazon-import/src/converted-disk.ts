import { join } from "node:path";
import { qemuImg } from "@ingot/client-disk-image";
import type { BuildContext } from "@ingot/core/plugin";
import type { SourceDisk } from "./source-disk.js";

/**
 * The disk in a format that Amazon takes. A qcow2 disk becomes a dynamic VHD, in a temporary directory: it holds no more than what is
 * written on the disk, where a raw one would be sent with all its zeros.
 */
export async function importableDisk(disk: SourceDisk, run: BuildContext): Promise<SourceDisk> {
  if (disk.format !== "qcow2") return disk;
  const vhd = join(await run.tempDirectory(), "disk.vhd");
  run.say(`Converting ${disk.file} to a VHD`);
  await qemuImg([...convert, run.host.resolve(disk.file), vhd], run);
  return { file: vhd, format: "vhd" };
}

/** `force_size` keeps the disk's size to the byte; without it VHDs round it. */
const convert = ["convert", "-f", "qcow2", "-O", "vpc", "-o", "subformat=dynamic,force_size=on"];
