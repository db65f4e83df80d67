import { extname } from "node:path";
import { type Artifact, type BuildContext, IngotError } from "@ingot/core/plugin";
import type { ImportConfig } from "./config.js";
import { type DiskFormat, formatNamed } from "./disk-format.js";

/** The disk, or archive of a machine, that is imported. */
export interface SourceDisk {
  /** As the artifact names it. */
  readonly file: string;
  readonly format: DiskFormat;
}

/** The artifact's first disk of the format that is asked for; an archive of a whole machine goes before single disks. */
export function sourceDisk(artifact: Artifact, { format }: ImportConfig, run: BuildContext): SourceDisk {
  const disks = artifact.files.flatMap((file): SourceDisk[] => {
    const found = formatOf(file, artifact);
    return found && (format ?? found) === found ? [{ file, format: found }] : [];
  });
  const chosen = disks.find((disk) => disk.format === "ova") ?? disks[0];
  if (!chosen) throw nothingToImport(artifact, format);
  tellOfOthers(chosen, disks, run);
  return chosen;
}

/** By the end of its name; disks of QEMU often have none, and their builder says what they are. */
function formatOf(file: string, { values }: Artifact): DiskFormat | undefined {
  const { diskPaths, diskType } = values;
  if (Array.isArray(diskPaths) && diskPaths.includes(file) && typeof diskType === "string")
    return formatNamed(diskType);
  return formatNamed(extname(file).slice(1));
}

function tellOfOthers(chosen: SourceDisk, disks: readonly SourceDisk[], run: BuildContext): void {
  const others = disks.filter((disk) => disk !== chosen).map(({ file }) => file);
  if (others.length > 0) run.warn(`amazon-import takes one disk, ${chosen.file}; it leaves out ${others.join(", ")}.`);
}

function nothingToImport({ files }: Artifact, format: DiskFormat | undefined): IngotError {
  const what = format === undefined ? "a disk whose format its name tells" : `a disk of the format ${format}`;
  const there = files.length === 0 ? "It has no files." : `Its files are ${files.join(", ")}.`;
  return new IngotError({
    code: "NOTHING_TO_IMPORT",
    source: "user",
    message: `The artifact does not have ${what}. ${there} A name that ends with .ova, .raw, .vhd, .vhdx, .vmdk or .qcow2 tells it; the step artifice names the files of an artifact.`,
  });
}
