import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { guestNeeds, requiresGuest, runProgram } from "./guest-parts.js";
import { requiresAll, requiresRoot } from "./requires.js";

/** `describe` where Debian can be installed into a directory, and into a disk from there; only root can do the first. */
export function requiresDebianDisk(): typeof describe {
  const needs = [
    ["debootstrap", "debootstrap"],
    ["sfdisk", "fdisk"],
    ["mkfs.fat", "dosfstools"],
    ["mcopy", "mtools"],
    ["syslinux", "syslinux syslinux-common"],
    ["dpkg-deb", "dpkg"],
  ] as const;
  return requiresAll(requiresRoot(), requiresGuest([...guestNeeds, ...needs]));
}

/**
 * A disk like those that Debian offers to clouds, with cloud-init, an SSH server and sudo; a qcow2 of about 1 GiB, for reading. Made anew
 * it takes a minute or two and asks the mirror that apt has; it is kept in the directory for temporary files.
 */
export function debianDisk(): string {
  const recipe = [packages, settings.flat(), bootMenu, partitions, quicken, cleanUp].flat().join("\n");
  const key = createHash("sha256")
    .update(`${mirror().join(" ")}\n${recipe}`)
    .digest("hex")
    .slice(0, 16);
  const kept = join(tmpdir(), `ingot-debian-${key}.qcow2`);
  if (!existsSync(kept)) renameSync(makeDisk(), kept);
  return kept;
}

const packages = [
  ...["systemd-sysv", "udev", "dbus", "iproute2", "openssh-server", "sudo", "initramfs-tools"],
  ...["cloud-init", "cloud-guest-utils", "fdisk", "linux-image-cloud-amd64"],
];

/** What is in the system before its packages come, by file. */
const settings = [
  ["etc/initramfs-tools/conf.d/small", "MODULES=list\nCOMPRESS=gzip\n"],
  ["etc/initramfs-tools/modules", "virtio_pci\nvirtio_blk\nata_piix\nsr_mod\nisofs\n"],
  ["etc/kernel-img.conf", "do_symlinks = no\n"],
  ["etc/hostname", "debian\n"],
  ["etc/cloud/cloud.cfg.d/90-small.cfg", "locale: false\ndatasource_list: [NoCloud, None]\n"], // no locales are there
  ["etc/fstab", "/dev/vda2 / ext4 defaults 0 1\n"],
] as const;

const bootMenu = `default debian
prompt 0
label debian
  kernel /linux
  append initrd=/initrd root=/dev/vda2 console=ttyS0 quiet
`;

const mebibyte = 1 << 20;

/** Where the system's file system (ext4) begins on the disk, in bytes. */
export const debianRoot = 41 * mebibyte;
/** The boot loader's, with the kernel; the system's, which may grow. */
const partitions = "start=1MiB, size=40MiB, type=e, bootable\nstart=41MiB, type=83\n";

/** The first mirror of apt's that has this Debian, and its code name. */
function mirror(): readonly [uri: string, codename: string] {
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "";
  const format = "$(REPO_URI) $(CODENAME) $(COMPONENT)";
  const targets = runProgram("apt-get", "indextargets", "--format", format, "Created-By: Packages");
  const line = targets.split("\n").find((each) => each.endsWith(` ${codename} main`));
  if (line === undefined) throw new Error(`apt has no mirror for ${codename}; it has:\n${targets}`);
  return [line.split(" ")[0]!, codename];
}

function makeDisk(): string {
  const directory = mkdtempSync(join(tmpdir(), "ingot-debian-"));
  const [system, raw, disk] = ["system", "raw", `../${basename(directory)}.qcow2`].map((name) => join(directory, name));
  try {
    installDebian(system!);
    writePartitions(raw!, system!);
    runProgram("qemu-img", "convert", "-O", "qcow2", raw!, disk!);
    return disk!;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function installDebian(system: string): void {
  const [uri, codename] = mirror();
  runProgram("debootstrap", "--variant=minbase", codename, system, uri);
  for (const [path, text] of settings) {
    mkdirSync(join(system, path, ".."), { recursive: true });
    writeFileSync(join(system, path), text);
  }
  const install = `apt-get install -qq -y --no-install-recommends ${packages.join(" ")}`;
  runProgram("chroot", system, "sh", "-c", `export DEBIAN_FRONTEND=noninteractive; ${install}`);
  runProgram("chroot", system, "sh", "-c", `${quicken}; ${cleanUp}`);
}

/** Under emulation every process counts. */
const idle = ["apt-daily.timer", "apt-daily-upgrade.timer", "e2scrub_all.timer", "e2scrub_reap.service"];
const quicken = `systemctl --quiet enable systemd-networkd; systemctl --quiet mask ${idle.join(" ")}`;
const cleanUp =
  "rm -rf /usr/share/doc /usr/share/locale /usr/share/man /var/lib/apt/lists/* /var/cache/apt/* /etc/ssh/ssh_host_*";

function writePartitions(raw: string, system: string): void {
  writeFileSync(raw, readFileSync("/usr/lib/syslinux/mbr/mbr.bin"));
  truncateSync(raw, 1000 * mebibyte);
  runProgram("sh", "-c", 'printf "$1" | sfdisk --quiet "$0"', raw, partitions);
  writeBootPartition(raw, join(system, "boot"));
  rmSync(join(system, "boot"), { recursive: true });
  mkdirSync(join(system, "boot"));
  runProgram("mke2fs", "-q", "-t", "ext4", "-E", `offset=${debianRoot}`, "-d", system, raw, "959M");
}

function writeBootPartition(raw: string, boot: string): void {
  const fat = `${raw}.fat`;
  runProgram("mkfs.fat", "-h", "2048", "-C", fat, String(40 * 1024));
  const put = (from: string, to: string) => runProgram("mcopy", "-i", fat, from, `::${to}`);
  const named = (prefix: string) => join(boot, readdirSync(boot).find((name) => name.startsWith(prefix))!);
  put(named("vmlinuz-"), "linux");
  put(named("initrd.img-"), "initrd");
  writeFileSync(`${raw}.cfg`, bootMenu);
  put(`${raw}.cfg`, "syslinux.cfg");
  runProgram("syslinux", "--install", fat);
  runProgram("dd", `if=${fat}`, `of=${raw}`, "bs=1M", "seek=1", "conv=notrunc,sparse");
}
