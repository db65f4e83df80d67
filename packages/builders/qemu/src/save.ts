import { readdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Artifact, BuildContext } from "@ingot/core/plugin";
import type { QemuConfig } from "./config.js";
import { qemuImgSize } from "./disks/disk-size.js";
import { compactDisks } from "./disks/disks.js";
import { diskPaths, type MachineNames } from "./machine-names.js";
import type { OutputDirectory } from "./output-directory.js";
import { variablesFile } from "./qemu/firmware.js";

/** What is left of a machine that has ended. */
export interface EndedMachine {
  readonly config: QemuConfig;
  readonly names: MachineNames;
  readonly output: OutputDirectory;
  readonly accelerator: string;
}

/** Makes the disks small, and the output directory the artifact. */
export async function saveDisks(machine: EndedMachine, run: BuildContext): Promise<Artifact> {
  const { config, names, output } = machine;
  await compactDisks(diskPaths(names, output.path), config, run);
  if (config.efi_drop_efivars) await rm(join(output.path, variablesFile), { force: true });
  await output.keep();
  return {
    builderId: "transcend.qemu",
    id: "VM",
    files: (await filesIn(output.path)).map((file) => join(names.output, file)),
    description: `VM files in directory: ${names.output}`,
    values: valuesOf(machine),
    destroy: () => rm(output.path, { recursive: true, force: true }),
  };
}

function valuesOf({ config, names, accelerator }: EndedMachine): Artifact["values"] {
  const paths = names.disks.map((name) => join(names.output, name));
  return {
    path: paths[0]!,
    diskName: names.vmName,
    diskPaths: paths,
    diskType: config.format,
    diskSize: qemuImgSize(config.disk_size),
    domainType: accelerator,
  };
}

/** Plain files, relative to `directory`, in order: a socket that QEMU has left is none. */
async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}
