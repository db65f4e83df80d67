import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { requires } from "./requires.js";

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
export function requiresSmallGuest(): typeof describe {
  const needs = [
    ["qemu-system-x86_64", "qemu-system-x86"],
    ["qemu-img", "qemu-utils"],
    ["busybox", "busybox-static"],
    ["dropbear", "dropbear-bin"],
    ["dropbearkey", "dropbear-bin"],
    ["scp", "openssh-client"],
    ["mke2fs", "e2fsprogs"],
    ["cpio", "cpio"],
  ] as const;
  const places = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];
  const checked = needs.map(([command, install]) => requires(command, install, places));
  const missing = checked.find((one) => one !== describe);
  if (missing) return missing;
  return kernelVersion() ? describe : requires("a kernel in /boot", "linux-image-cloud-amd64");
}

const kernelVersion = (): string | undefined => {
  try {
    return /^vmlinuz-(.*)$/m.exec(readdirSync("/boot").join("\n"))?.[1];
  } catch {
    return undefined;
  }
};

/** Within `requiresSmallGuest()`. Takes about a second; `disk` is for reading, so that several builds can start from it. */
export function smallGuest({ size = "32M" } = {}): SmallGuest {
  const directory = mkdtempSync(join(tmpdir(), "ingot-guest-"));
  const path = (name: string) => join(directory, name);
  const version = kernelVersion()!;
  run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "guest", "-f", path("key"));
  const publicKey = run("cat", path("key.pub")).trim();
  makeInitrd(path("initrd.d"), path("initrd"), version);
  makeDisk(path("root.d"), path("disk.img"), size, publicKey);
  return {
    kernel: `/boot/vmlinuz-${version}`,
    initrd: path("initrd"),
    disk: path("disk.img"),
    commandLine: "console=ttyS0 quiet panic=-1",
    user: "root",
    password,
    key: path("key"),
    publicKey,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

const password = "a password for tests";

const run = (program: string, ...args: readonly string[]) =>
  execFileSync(program, args, { encoding: "utf8", env: environment, stdio: ["ignore", "pipe", "ignore"] });

const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** Drivers that are not built into the cloud kernel, with those that they need, in the order in which they go in. */
function modulesOf(version: string): readonly string[] {
  const table = readFileSync(join("/lib/modules", version, "modules.dep"), "utf8");
  return [...new Set(["virtio_pci", "virtio_blk", "virtio_net"].flatMap((name) => withNeeded(name, table)))];
}

/** A line is "path: path path", and what stands last goes in first. */
function withNeeded(name: string, table: string): readonly string[] {
  const line = new RegExp(`^.*/${name}\\.ko:.*$`, "m").exec(table)?.[0] ?? "";
  return line
    .split(/:? +|:$/)
    .filter(Boolean)
    .reverse();
}

function makeInitrd(directory: string, target: string, version: string): void {
  for (const name of ["bin", "modules", "root", "dev", "proc"]) mkdirSync(join(directory, name), { recursive: true });
  copyFileSync("/bin/busybox", join(directory, "bin/busybox"));
  const modules = modulesOf(version);
  for (const [at, name] of modules.entries())
    copyFileSync(join("/lib/modules", version, name), join(directory, "modules", `${at}.ko`));
  writeScript(join(directory, "init"), [
    "#!/bin/busybox sh",
    "/bin/busybox mount -t devtmpfs none /dev",
    `for at in ${modules.map((_, at) => at).join(" ")}; do /bin/busybox insmod /modules/$at.ko; done`,
    "/bin/busybox mount -t ext4 /dev/vda /root",
    "exec /bin/busybox switch_root /root /sbin/init",
  ]);
  execFileSync("sh", ["-c", `cd "$0" && find . | cpio --quiet -o -H newc | gzip -1 >"$1"`, directory, target]);
  rmSync(directory, { recursive: true });
}

function makeDisk(directory: string, target: string, size: string, publicKey: string): void {
  for (const name of ["bin", "sbin", "etc/dropbear", "root/.ssh", "dev", "proc", "sys", "tmp", "run"])
    mkdirSync(join(directory, name), { recursive: true });
  installPrograms(directory);
  writeSettings(directory, publicKey);
  run("mke2fs", "-q", "-t", "ext4", "-d", directory, "-E", "root_owner=0:0", target, size);
  rmSync(directory, { recursive: true });
}

function installPrograms(directory: string): void {
  copyFileSync("/bin/busybox", join(directory, "bin/busybox"));
  for (const applet of run("/bin/busybox", "--list").trim().split("\n"))
    if (applet !== "busybox")
      symlinkSync("/bin/busybox", join(directory, applet === "init" ? "sbin/init" : `bin/${applet}`));
  const programs = ["/usr/sbin/dropbear", "/usr/bin/scp"];
  const libraries = programs.flatMap((program) =>
    [...run("ldd", program).matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path!),
  );
  for (const path of new Set([...programs, ...libraries])) {
    mkdirSync(join(directory, dirname(path)), { recursive: true });
    cpSync(path, join(directory, path), { dereference: true });
  }
}

function writeSettings(directory: string, publicKey: string): void {
  const etc = (name: string, text: string, mode = 0o644) => writeFileSync(join(directory, "etc", name), text, { mode });
  const hash = execFileSync("openssl", ["passwd", "-6", password], { encoding: "utf8" }).trim();
  etc("passwd", "root:x:0:0:root:/root:/bin/sh\n");
  etc("group", "root:x:0:\n");
  etc("shadow", `root:${hash}:19000::::::\n`, 0o600);
  etc("shells", "/bin/sh\n");
  etc("inittab", "::sysinit:/etc/rc\n::respawn:/usr/sbin/dropbear -F -E -p 22\n::shutdown:/bin/umount -a -r\n");
  writeScript(join(directory, "etc/rc"), [
    "#!/bin/sh",
    "mount -t proc none /proc; mount -t sysfs none /sys",
    "mkdir -p /dev/pts; mount -t devpts none /dev/pts",
    "ip link set lo up; ip addr add 10.0.2.15/24 dev eth0; ip link set eth0 up; ip route add default via 10.0.2.2",
  ]);
  for (const type of ["ed25519", "ecdsa"])
    run("dropbearkey", "-t", type, "-f", join(directory, `etc/dropbear/dropbear_${type}_host_key`));
  writeFileSync(join(directory, "root/.ssh/authorized_keys"), `${publicKey}\n`, { mode: 0o600 });
  chmodSync(join(directory, "root/.ssh"), 0o700);
  chmodSync(join(directory, "root"), 0o700);
}

function writeScript(path: string, lines: readonly string[]): void {
  writeFileSync(path, `${lines.join("\n")}\n`, { mode: 0o755 });
}
