import { constants, createReadStream, createWriteStream } from "node:fs";
import { copyFile, rename } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { type ImageInfo, imageInfo, qemuImg, qemuImgOnceFree } from "@ingot/client-disk-image";
import { type BuildContext, explainingFileErrors, IngotError } from "@ingot/core/plugin";
import type { QemuConfig } from "../config.js";
import { bytesOf, qemuImgSize } from "./disk-size.js";

/** What the disks are made of and where. */
export interface DiskPlan {
  readonly config: QemuConfig;
  /** Absolute, the one that the machine boots from first. */
  readonly paths: readonly string[];
  /** What `iso_url` led to. */
  readonly image: string;
}

/** The first disk has the machine's name, the others that and a number. */
export const diskNames = (vmName: string, { disk_additional_size }: QemuConfig): readonly string[] => [
  vmName,
  ...disk_additional_size.map((_, at) => `${vmName}-${at + 1}`),
];

/** Makes the machine's disks. */
export async function makeDisks(plan: DiskPlan, run: BuildContext): Promise<void> {
  const { config, paths } = plan;
  const [first, ...others] = paths as [string, ...string[]];
  run.say("Creating required virtual machine disks");
  if (!config.disk_image) await createDisk(first, config.disk_size, config, run);
  else if (config.use_backing_file) await createOver(first, plan, run);
  else await copyDisk(first, plan, run);
  for (const [at, path] of others.entries()) await createDisk(path, config.disk_additional_size[at]!, config, run);
}

async function createDisk(path: string, size: string, config: QemuConfig, run: BuildContext): Promise<void> {
  const more = config.qemu_img_args?.create ?? [];
  await qemuImg(["create", "-f", config.format, ...more, path, qemuImgSize(size)], run);
}

/** A disk that holds what differs from the image. */
async function createOver(path: string, { config, image }: DiskPlan, run: BuildContext): Promise<void> {
  const info = await imageInfo(image, run);
  refuseShrinking(info, config);
  const more = config.qemu_img_args?.create ?? [];
  const size = config.skip_resize_disk ? [] : [qemuImgSize(config.disk_size)];
  await qemuImg(["create", "-f", config.format, "-b", image, "-F", info.format, ...more, path, ...size], run);
}

async function copyDisk(path: string, { config, image }: DiskPlan, run: BuildContext): Promise<void> {
  run.say("Copying hard drive...");
  const info = await imageInfo(image, run);
  refuseShrinking(info, config);
  const { format, "backing-filename": backing } = info;
  const more = config.qemu_img_args?.convert ?? [];
  const isCopy = format === "qcow2" && config.format === "qcow2" && backing === undefined && more.length === 0;
  if (isCopy) await copyWhole(image, path, run.signal);
  else await qemuImgOnceFree(image, ["convert", ...more, "-f", format, "-O", config.format, image, path], run);
  if (!config.skip_resize_disk) await resizeDisk(path, config, run);
}

/** Whoever wants to lose the end of a disk says so to qemu-img. */
function refuseShrinking({ "virtual-size": size }: ImageInfo, config: QemuConfig): void {
  const { disk_size, skip_resize_disk, qemu_img_args } = config;
  if (skip_resize_disk || bytesOf(disk_size) >= size || qemu_img_args?.resize.includes("--shrink")) return;
  throw new IngotError({
    code: "QEMU_DISK_SIZE",
    source: "user",
    message: `The disk to start from has ${size} bytes, and disk_size = "${disk_size}" would cut off its end. Raise disk_size, or set skip_resize_disk.`,
  });
}

/** By a clone where the file system has them: that takes no time and no room. */
export async function copyWhole(from: string, to: string, signal: AbortSignal): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
  } catch {
    const copy = () => pipeline(createReadStream(from), createWriteStream(to), { signal });
    await explainingFileErrors(copy, { what: `copy ${from} to ${to}` });
  }
}

async function resizeDisk(path: string, config: QemuConfig, run: BuildContext): Promise<void> {
  run.say("Resizing hard drive...");
  const more = config.qemu_img_args?.resize ?? [];
  await qemuImg(["resize", "-f", config.format, ...more, path, qemuImgSize(config.disk_size)], run);
}

/** Makes the disks small, when the template wants it so. QEMU must have ended. */
export async function compactDisks(paths: readonly string[], config: QemuConfig, run: BuildContext): Promise<void> {
  const compacts = !config.skip_compaction && !config.use_backing_file;
  if (config.format === "raw" || !(compacts || config.disk_compression)) return;
  run.say("Converting hard drive...");
  for (const path of paths) await convertInPlace(path, config, run);
}

/** What another disk lies under stays there: only what differs from it is written. */
async function convertInPlace(path: string, config: QemuConfig, run: BuildContext): Promise<void> {
  const { "backing-filename": backing, "backing-filename-format": backingFormat = "qcow2" } = await imageInfo(
    path,
    run,
  );
  const args = [
    "convert",
    ...(config.disk_compression ? ["-c"] : []),
    ...(config.qemu_img_args?.convert ?? []),
    ...(backing === undefined ? [] : ["-B", backing, "-F", backingFormat]),
    ...["-O", config.format, path, `${path}.convert`],
  ];
  await qemuImgOnceFree(path, args, run);
  await rename(`${path}.convert`, path);
}
