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

export interface ImageInfo {
  readonly format: string;
  /** In bytes. */
  readonly "virtual-size": number;
  readonly "actual-size": number;
  readonly "backing-filename"?: string;
}

export async function imageInfo(place: Workplace, disk: string): Promise<ImageInfo> {
  return JSON.parse((await place.run("qemu-img", "info", "--output=json", disk)).out);
}

/** What a file holds that is in the ext4 file system which begins so many bytes into a qcow2 disk, as a boot would find it: with what stands in the journal. */
export async function fileOnDisk(place: Workplace, disk: string, path: string, offset = 0): Promise<string> {
  const image = `driver=raw,offset=${offset},file.driver=qcow2,file.file.filename=${disk}`;
  const script = [
    `PATH=$PATH:/usr/sbin:/sbin; qemu-img convert -O raw --image-opts "$0" look.raw`,
    "e2fsck -E journal_only -y look.raw >e2fsck.log 2>&1",
    `debugfs -R "cat $1" look.raw`,
  ].join(" && ");
  const { code, out, err } = await place.run("sh", "-c", script, image, path);
  if (code !== 0) throw new Error(err);
  return out;
}
