import { join } from "node:path";
import { writeCd, writeFloppy } from "@ingot/client-disk-image";
import { fetchIso, remoteIso } from "@ingot/client-download";
import type { BuildContext } from "@ingot/core/plugin";
import type { QemuConfig } from "./config.js";
import { makeDisks } from "./disks/disks.js";
import { diskPaths, type MachineNames, machineNames } from "./machine-names.js";
import { makeOutputDirectory, type OutputDirectory } from "./output-directory.js";
import { chooseAccelerator } from "./qemu/accelerator.js";
import type { Argument } from "./qemu/argument.js";
import type { Media } from "./qemu/disk-arguments.js";
import { prepareFirmware } from "./qemu/firmware.js";
import { startTpm } from "./qemu/tpm.js";
import { makeWorkDirectory } from "./work-directory.js";

/** What a machine is made of, before it is started. */
export interface PreparedMachine {
  readonly config: QemuConfig;
  readonly names: MachineNames;
  readonly output: OutputDirectory;
  /** Private, gone at the build's end. */
  readonly workDirectory: string;
  readonly accelerator: string;
  readonly media: Media;
  readonly firmware: readonly Argument[];
  /** Of the emulated TPM. */
  readonly tpmSocket: string | undefined;
}

/** Makes the output directory with the disks, and all else that QEMU reads. */
export async function prepareMachine(config: QemuConfig, run: BuildContext): Promise<PreparedMachine> {
  const names = machineNames(config, run);
  const accelerator = await chooseAccelerator(config, run);
  const workDirectory = await makeWorkDirectory(run);
  const floppy = await writeFloppy(config, join(workDirectory, "floppy.img"), run); // before the image, which may take long
  const cd = await writeCd(config, join(workDirectory, "cd.iso"), run);
  const image = await (config.iso_skip_cache ? remoteIso(config, run) : fetchIso(config, run));
  const output = await makeOutputDirectory(names.output, image, run);
  const tpmSocket = config.vtpm ? await startTpm(config, workDirectory, run) : undefined;
  const disks = diskPaths(names, output.path);
  await makeDisks({ config, paths: disks, image }, run);
  const firmware = await prepareFirmware(config, output.path, run);
  const cds = [...(config.disk_image ? [] : [image]), ...(cd === undefined ? [] : [cd])];
  return { config, names, output, workDirectory, accelerator, media: { disks, cds, floppy }, firmware, tpmSocket };
}
