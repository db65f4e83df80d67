import { cdFields, floppyFields } from "@ingot/client-disk-image";
import { isoFields } from "@ingot/client-download";
import { httpFields } from "@ingot/client-http-server";
import { bootFields } from "@ingot/client-vnc";
import { communicatorFields } from "@ingot/communicator-config";
import { block, duration, lateTemplate, numberOr, optionalNumber, optionalText, secretText } from "@ingot/core/plugin";
import * as z from "zod";
import { checkDiskSize } from "./disks/disk-size.js";
import { templateNames } from "./template-names.js";

/** Empty it is as if left out. */
const word = (usual: string) => z.string().min(1).default(usual);
const flag = () => z.boolean().default(false);
const count = () => optionalNumber(z.number().int().positive());
const port = z.number().int().min(1).max(65_535);

const diskSize = z
  .string()
  .min(1)
  .superRefine((written, context) => {
    const problem = checkDiskSize(written);
    if (problem) context.addIssue({ code: "custom", message: problem });
  });

const machineFields = {
  qemu_binary: word("qemu-system-x86_64").describe("The QEMU program: a name on the PATH, or a path."),
  machine_type: word("pc").describe("The machine to emulate; `qemu-system-x86_64 -machine help` lists them."),
  accelerator: z
    .enum(["kvm", "tcg", "none", "xen", "hax", "hvf", "whpx"])
    .optional()
    .describe("What runs the machine's code. Default: kvm where `/dev/kvm` can be opened, else tcg, which is slow."),
  memory: z.number().int().default(512).describe("The machine's memory in MiB; below 10 it is 512."),
  cpus: count().describe("How many processors. Default: what `sockets`, `cores` and `threads` make, or 1."),
  sockets: count().describe("How many sockets; not more than processors."),
  cores: count().describe("How many cores a socket has."),
  threads: count().describe("How many threads a core has."),
  cpu_model: optionalText().describe("The processor to emulate; default: QEMU's own."),
  vga: optionalText().describe("The graphics card to emulate; default: the machine's."),
  firmware: optionalText().describe("A firmware file in place of QEMU's own. For UEFI set `efi_boot`."),
  use_pflash: flag().describe("Give QEMU the `firmware` as a flash drive."),
  qemuargs: lateTemplate(z.array(z.array(z.string())).default([]), templateNames).describe(
    "Arguments of QEMU: each list is a switch and its value, in parts that are joined. A switch takes the place of all that Ingot would give for it; written more than once, each stands. Templates may use `.HTTPIP`, `.HTTPPort`, `.HTTPDir`, `.OutputDir`, `.Name`, `.SSHHostPort` and `.SSHPublicKey`.",
  ),
  run_once: flag().describe("Has no effect, as with Packer."),
};

const firmwareFields = {
  efi_boot: flag().describe("Boot by UEFI. Setting `efi_firmware_code` or `efi_firmware_vars` does so too."),
  efi_firmware_code: optionalText().describe(
    "The UEFI firmware; default: `/usr/share/OVMF/OVMF_CODE.fd`, or `OVMF_CODE_4M.fd`.",
  ),
  efi_firmware_vars: optionalText().describe(
    "Its variables, of which the machine has a copy, `efivars.fd`; default: `/usr/share/OVMF/OVMF_VARS.fd`, or `OVMF_VARS_4M.fd`.",
  ),
  efi_drop_efivars: flag().describe("Leave `efivars.fd` out of the artifact."),
  vtpm: flag().describe("Give the machine a TPM, emulated by `swtpm`."),
  use_tpm1: flag().describe("TPM 1.2 rather than 2.0."),
  tpm_device_type: word("tpm-tis").describe("The TPM's device: tpm-tis, for ARM tpm-tis-device, for POWER tpm-spapr."),
};

const qemuImgArguments = z.object({
  create: z.array(z.string()).default([]).describe("For `qemu-img create`, before the file."),
  convert: z.array(z.string()).default([]).describe("For `qemu-img convert`, before the files."),
  resize: z.array(z.string()).default([]).describe("For `qemu-img resize`, before the file."),
});

const diskFields = {
  disk_image: flag().describe("`iso_url` names a disk to boot, of which the machine gets a copy, rather than a CD."),
  use_backing_file: flag().describe(
    "With `disk_image` and qcow2: write only what differs from that disk, which then stays needed.",
  ),
  format: z.enum(["qcow2", "raw"]).default("qcow2").describe("The disk's format."),
  disk_size: diskSize
    .default("40960M")
    .describe('The disk\'s size: a number with k, M, G or T, as in "10G"; a plain number is MiB.'),
  disk_additional_size: z
    .array(diskSize)
    .default([])
    .describe("Sizes of more disks, named like the first with -1, -2 …"),
  skip_resize_disk: flag().describe("With `disk_image`: leave the disk the size that it has."),
  disk_interface: z
    .enum(["ide", "sata", "scsi", "sd", "virtio", "virtio-scsi"])
    .default("virtio")
    .describe("How the disks are attached."),
  disk_cache: z
    .enum(["writethrough", "writeback", "none", "unsafe", "directsync"])
    .default("writeback")
    .describe("QEMU's cache mode."),
  disk_discard: z
    .enum(["unmap", "ignore"])
    .default("ignore")
    .describe("What becomes of blocks that the guest discards."),
  disk_detect_zeroes: z
    .enum(["unmap", "on", "off"])
    .default("off")
    .describe("What becomes of zeroes that the guest writes."),
  skip_compaction: flag().describe("Do not rewrite the disk at the end to make it small."),
  disk_compression: flag().describe("Compress the qcow2 disk at the end."),
  qemu_img_args: block(qemuImgArguments).optional().describe("More arguments for `qemu-img`."),
  iso_skip_cache: flag().describe(
    "Let QEMU read the image from its URL, and download nothing. The server must serve ranges.",
  ),
  cdrom_interface: z
    .enum(["ide", "scsi", "virtio", "virtio-scsi"])
    .optional()
    .describe("How the CD is attached; default: as the machine does it."),
};

const networkFields = {
  net_device: word("virtio-net").describe("The network card to emulate."),
  net_bridge: optionalText().describe(
    "A bridge of this machine to attach to, in place of QEMU's own network. Linux only.",
  ),
  host_port_min: numberOr(2222, port).describe("The lowest port of this machine that may lead to the guest."),
  host_port_max: numberOr(4444, port).describe("The highest such port."),
  ssh_host_port_min: optionalNumber(port).describe("The old name of host_port_min."),
  ssh_host_port_max: optionalNumber(port).describe("The old name of host_port_max."),
  skip_nat_mapping: flag().describe(
    "Lead no port to the guest; it is reached at `ssh_host` and `ssh_port` as they are.",
  ),
};

const screenFields = {
  headless: flag().describe("Open no window. The screen is still there over VNC."),
  display: optionalText().describe(
    "QEMU's `-display`; `none` leaves the choice to QEMU. Default: gtk, where there is a screen.",
  ),
  use_default_display: flag().describe("Leave the choice of `-display` to QEMU."),
  disable_vnc: flag().describe("Serve the screen to nobody; nothing can be typed then."),
  vnc_bind_address: word("127.0.0.1").describe("Where QEMU serves the screen."),
  vnc_port_min: numberOr(5900, port).describe("The lowest port for it, 5900 or more."),
  vnc_port_max: numberOr(6000, port).describe("The highest port for it."),
  vnc_use_password: flag().describe("Ask for a password, which is made up unless `vnc_password` gives it."),
  vnc_password: secretText(optionalText().describe("The screen's password: at most 8 characters.")),
  qmp_enable: flag().describe("Let others control QEMU too, over `qmp_socket_path`."),
  qmp_socket_path: optionalText().describe("That socket; default: `<output_directory>/<vm_name>.monitor`."),
};

const outcomeFields = {
  output_directory: optionalText().describe(
    "The directory to make, with the disks in it; default: `output-` and the source's name. It must not exist, unless with `-force`.",
  ),
  vm_name: optionalText().describe("The disk's file name; default: `packer-` and the source's name."),
  shutdown_command: z
    .string()
    .default("")
    .describe(
      "What shuts the guest down. Without it QEMU is stopped, after the guest has written what it holds in memory.",
    ),
  shutdown_timeout: duration().default(300_000).describe("How long the shutdown may take."),
};

export const qemuConfigSchema = z.object({
  ...outcomeFields,
  ...isoFields,
  ...diskFields,
  ...machineFields,
  ...networkFields,
  ...screenFields,
  ...firmwareFields,
  ...bootFields(templateNames),
  ...httpFields,
  ...floppyFields,
  ...cdFields,
  ...communicatorFields,
});

/** What other builds can ask of the machine's disks. */
export const qemuArtifact = z.object({
  path: z.string().describe("The first disk: what another source's `iso_url` takes, with `disk_image`."),
  diskName: z.string().describe("The first disk's file name."),
  diskPaths: z.array(z.string()).describe("All disks."),
  diskType: z.string().describe("`qcow2` or `raw`."),
  diskSize: z.string().describe("`disk_size` as it is given to QEMU."),
  domainType: z.string().describe("The accelerator that was used."),
});

export type QemuConfig = z.infer<typeof qemuConfigSchema>;
