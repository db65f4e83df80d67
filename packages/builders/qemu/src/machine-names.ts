import { join } from "node:path";
import type { BuildContext } from "@ingot/core/plugin";
import type { QemuConfig } from "./config.js";
import { diskNames } from "./disks/disks.js";

/** Names that follow from the template and from the source. */
export interface MachineNames {
  /** As the user wrote it. */
  readonly output: string;
  readonly vmName: string;
  /** Relative to the output directory; the first is the one that the machine boots from. */
  readonly disks: readonly string[];
}

export function machineNames(config: QemuConfig, { build }: Pick<BuildContext, "build">): MachineNames {
  const vmName = config.vm_name || `packer-${build.sourceName}`;
  return {
    output: config.output_directory || `output-${build.sourceName}`,
    vmName,
    disks: diskNames(vmName, config),
  };
}

/** Absolute paths of the disks in `directory`. */
export const diskPaths = ({ disks }: MachineNames, directory: string): readonly string[] =>
  disks.map((name) => join(directory, name));
