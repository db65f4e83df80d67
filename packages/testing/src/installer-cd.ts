import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  bootFromDisk,
  connectScript,
  guestNeeds,
  kernelVersion,
  requiresGuest,
  runProgram,
  virtioDrivers,
  writeGuestSystem,
  writeInitrd,
} from "./guest-parts.js";

/**
 * A CD that installs a Linux system, as those of distributions do: its boot loader waits at a prompt for `/linux initrd=/initrd
 * answers=URL`, and the file of answers, which the installer fetches, says the rest, as lines of shell: `disk`, `hostname`,
 * root's `password`, and what comes then, `ending`: `reboot` or `poweroff`.
 */
export interface InstallerCd extends Disposable {
  readonly iso: string;
}

const isolinux = "/usr/lib/ISOLINUX/isolinux.bin";
const loader = "/usr/lib/syslinux/modules/bios/ldlinux.c32";
const bootSector = "/usr/lib/syslinux/mbr/mbr.bin";
const bootInstaller = "/usr/bin/extlinux";

/** `describe` where all is installed that the CD is made of, and QEMU. */
export const requiresInstallerCd = (): typeof describe =>
  requiresGuest([...guestNeeds, ["xorriso", "xorriso"], ["extlinux", "extlinux isolinux syslinux-common"]]);

/** Within `requiresInstallerCd()`. */
export function installerCd(): InstallerCd {
  const directory = mkdtempSync(join(tmpdir(), "ingot-installer-"));
  const [iso, content] = ["installer.iso", "cd"].map((name) => join(directory, name)) as [string, string];
  mkdirSync(join(content, "isolinux"), { recursive: true });
  for (const file of [isolinux, loader]) cpSync(file, join(content, "isolinux", basename(file)));
  writeFileSync(join(content, "isolinux/isolinux.cfg"), "prompt 1\ntimeout 0\n");
  cpSync(`/boot/vmlinuz-${kernelVersion()}`, join(content, "linux"));
  cpSync(bootSector, join(content, "mbr.bin"));
  writeInitrd(join(content, "initrd"), installer);
  writeSystem(directory, join(content, "system.tar"));
  writeIso(iso, content);
  rmSync(content, { recursive: true });
  return {
    iso,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function writeSystem(directory: string, archive: string): void {
  const system = mkdtempSync(join(directory, "system-"));
  writeGuestSystem(system, { programs: [bootInstaller] });
  mkdirSync(join(system, "boot"));
  writeInitrd(join(system, "boot/initrd"), bootFromDisk);
  writeFileSync(join(system, "boot/extlinux.conf"), bootMenu);
  runProgram("tar", "-C", system, "--owner=0", "--group=0", "-cf", archive, ".");
  rmSync(system, { recursive: true });
}

const bootMenu = `default linux
prompt 0
label linux
  kernel /boot/linux
  initrd /boot/initrd
  append root=/dev/vda1 console=ttyS0 quiet panic=-1
`;

function writeIso(target: string, directory: string): void {
  const boot = ["-b", "isolinux/isolinux.bin", "-c", "isolinux/boot.cat"];
  const how = ["-no-emul-boot", "-boot-load-size", "4", "-boot-info-table"];
  runProgram("xorriso", "-as", "mkisofs", "-quiet", "-R", "-V", "INSTALLER", "-o", target, ...boot, ...how, directory);
}

/** The CD's own system: it fetches the answers, makes a file system, and puts there what the CD holds and a boot loader. */
const installer = {
  drivers: [...virtioDrivers, "ata_piix", "sr_mod", "isofs"],
  script: [
    "export PATH=/bin; for name in $(busybox --list); do busybox ln -s busybox /bin/$name 2>/dev/null; done",
    "trap 'echo The installation has failed.; poweroff -f' EXIT && set -e",
    "mkdir /sys /cd /target && mount -t proc none /proc && mount -t sysfs none /sys",
    ...connectScript,
    "wget -q -O /answers \"$(sed 's/.*answers=\\([^ ]*\\).*/\\1/' /proc/cmdline)\"",
    ". /answers",
    "until mount -t iso9660 -o ro /dev/sr0 /cd 2>/dev/null; do sleep 1; done",
    "printf 'o\\nn\\np\\n1\\n\\n\\na\\n1\\nw\\n' | fdisk $disk >/dev/null",
    "mke2fs -L root ${disk}1 >/dev/null",
    "mount -t ext4 ${disk}1 /target",
    "tar -xf /cd/system.tar -C /target",
    "cp /cd/linux /target/boot/linux",
    'echo "$hostname" >/target/etc/hostname',
    'sed -i "s|^root:[^:]*|root:$(mkpasswd -m sha512 "$password")|" /target/etc/shadow',
    "for name in dev proc sys; do mount -o bind /$name /target/$name; done",
    "chroot /target /usr/bin/extlinux --install /boot",
    "dd if=/cd/mbr.bin of=$disk conv=notrunc 2>/dev/null",
    "umount /target/dev /target/proc /target/sys /target",
    "$ending -f",
  ],
} as const;
