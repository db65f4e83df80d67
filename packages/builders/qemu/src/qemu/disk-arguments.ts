import type { QemuConfig } from "../config.js";
import { type Argument, argument, options } from "./argument.js";

/** What the machine reads from. Paths are absolute. */
export interface Media {
  readonly disks: readonly string[];
  /** The installer's, then our own; a URL where QEMU is to read it from there. */
  readonly cds: readonly string[];
  readonly floppy: string | undefined;
}

/** Disks whose interface is a device of its own: the controller, and the disk on it. */
const controllers: Readonly<Record<string, readonly [controller: string, disk: string, bus: (at: number) => string]>> =
  {
    "virtio-scsi": ["virtio-scsi-pci,id=scsi0", "scsi-hd", () => "scsi0.0"],
    scsi: ["lsi53c895a,id=scsi0", "scsi-hd", () => "scsi0.0"],
    sata: ["ahci,id=sata0", "ide-hd", (at) => `sata0.${at}`],
  };

export function mediaArguments(config: QemuConfig, { disks, cds, floppy }: Media): Argument[] {
  return [
    ...diskArguments(config, disks),
    ...cds.flatMap((file, at) => cdArguments(config, file, at)),
    ...(floppy === undefined ? [] : [argument("-fda", floppy)]),
  ];
}

function diskArguments(config: QemuConfig, disks: readonly string[]): Argument[] {
  const controller = controllers[config.disk_interface];
  if (!controller) return disks.map((file) => driveOf(config, { file, if: config.disk_interface }));
  const [device, disk, bus] = controller;
  return [
    argument("-device", device),
    ...disks.flatMap((file, at) => [
      driveOf(config, { if: "none", file, id: `drive${at}` }),
      argument("-device", `${disk},${options({ bus: bus(at), drive: `drive${at}` })}`),
    ]),
  ];
}

/** Not every QEMU knows detect-zeroes, so it is told only what is not its default. */
function driveOf(config: QemuConfig, place: Readonly<Record<string, string>>): Argument {
  const { disk_cache: cache, disk_discard: discard, format, disk_detect_zeroes: zeroes } = config;
  const detect = zeroes === "off" ? undefined : zeroes;
  return argument("-drive", options({ ...place, cache, discard, format, "detect-zeroes": detect }));
}

function cdArguments({ cdrom_interface, disk_interface }: QemuConfig, file: string, at: number): Argument[] {
  const drive = { file, media: "cdrom" };
  if (cdrom_interface !== "virtio-scsi" && cdrom_interface !== "scsi")
    return [argument("-drive", options({ ...drive, if: cdrom_interface }))];
  const hasController = at > 0 || disk_interface === cdrom_interface;
  const [device, , bus] = controllers[cdrom_interface]!;
  const id = `cdrom${at}`;
  return [
    ...(hasController ? [] : [argument("-device", device)]),
    argument("-drive", options({ if: "none", ...drive, id })),
    argument("-device", `scsi-cd,${options({ bus: bus(0), drive: id })}`),
  ];
}
