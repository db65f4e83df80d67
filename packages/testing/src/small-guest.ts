import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bootFromDisk,
  guestNeeds,
  guestPassword,
  kernelVersion,
  requiresGuest,
  runProgram,
  writeGuestSystem,
  writeInitrd,
} from "./guest-parts.js";

/** A Linux machine that boots to SSH in some six seconds under emulation: a kernel, an initial RAM disk, and a disk without partitions. */
export interface SmallGuest extends Disposable {
  readonly kernel: string;
  readonly initrd: string;
  /** A raw ext4 file system. */
  readonly disk: string;
  /** For QEMU's `-append`. */
  readonly commandLine: string;
  readonly user: string;
  readonly password: string;
  /** Path of a private key (ed25519) that may log in. */
  readonly key: string;
  /** Its line for `authorized_keys`. */
  readonly publicKey: string;
}

/** `describe` where all is installed that the guest is made of and that it runs in. */
export const requiresSmallGuest = (): typeof describe => requiresGuest(guestNeeds);

/** Within `requiresSmallGuest()`. Takes about a second; `disk` is for reading, so that several builds can start from it. */
export function smallGuest({ size = "32M" } = {}): SmallGuest {
  const directory = mkdtempSync(join(tmpdir(), "ingot-guest-"));
  const path = (name: string) => join(directory, name);
  runProgram("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "guest", "-f", path("key"));
  const publicKey = readFileSync(path("key.pub"), "utf8").trim();
  writeInitrd(path("initrd"), bootFromDisk);
  makeDisk(path("root.d"), path("disk.img"), size, publicKey);
  return {
    kernel: `/boot/vmlinuz-${kernelVersion()}`,
    initrd: path("initrd"),
    disk: path("disk.img"),
    commandLine: "root=/dev/vda console=ttyS0 quiet panic=-1",
    user: "root",
    password: guestPassword,
    key: path("key"),
    publicKey,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A template's arguments for the builder `qemu`: the guest is emulated, and logged in to. */
export const guestArguments = ({ disk, kernel, initrd, commandLine, user, key }: SmallGuest) => ({
  iso_url: disk,
  iso_checksum: "none",
  disk_image: true,
  disk_size: "64M",
  accelerator: "tcg",
  headless: true,
  memory: 256,
  ssh_username: user,
  ssh_private_key_file: key,
  ssh_timeout: "15m",
  shutdown_command: "poweroff",
  qemuargs: [
    ["-kernel", kernel],
    ["-initrd", initrd],
    ["-append", commandLine],
  ],
});

function makeDisk(directory: string, target: string, size: string, publicKey: string): void {
  mkdirSync(directory);
  writeGuestSystem(directory, { authorizedKeys: `${publicKey}\n` });
  runProgram("mke2fs", "-q", "-t", "ext4", "-d", directory, "-E", "root_owner=0:0", target, size);
  rmSync(directory, { recursive: true });
}
