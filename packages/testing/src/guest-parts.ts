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
import { dirname, join } from "node:path";
import { requires, requiresAll } from "./requires.js";

/** What the smallest machines need: QEMU, and what their systems are made of. */
export const guestNeeds = [
  ["qemu-system-x86_64", "qemu-system-x86"],
  ["qemu-img", "qemu-utils"],
  ["busybox", "busybox-static"],
  ["dropbear", "dropbear-bin"],
  ["dropbearkey", "dropbear-bin"],
  ["scp", "openssh-client"],
  ["mke2fs", "e2fsprogs"],
  ["cpio", "cpio"],
] as const;

/** `describe` where all these programs are installed, and a kernel; `needs` are names of programs with their packages. */
export function requiresGuest(needs: readonly (readonly [command: string, install: string])[]): typeof describe {
  const places = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];
  const kernel = kernelVersion() ? describe : requires("a kernel in /boot", "linux-image-cloud-amd64");
  return requiresAll(...needs.map(([command, install]) => requires(command, install, places)), kernel);
}

/** Of the kernel that machines run. */
export const kernelVersion = (): string | undefined => {
  try {
    return /^vmlinuz-(.*)$/m.exec(readdirSync("/boot").join("\n"))?.[1];
  } catch {
    return undefined;
  }
};

const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** Runs a program, which may be one for the administrator, to its end; gives its output. */
export const runProgram = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, {
    encoding: "utf8",
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 26,
  });

export interface Initrd {
  /** Names of drivers that are not built into the kernel; those that they need come by themselves. */
  readonly drivers: readonly string[];
  /** What its `/init` does once they are in, line by line. */
  readonly script: readonly string[];
}

/** Drivers of the machine that QEMU makes unless told otherwise: its disk and its network. */
export const virtioDrivers = ["virtio_pci", "virtio_blk", "virtio_net"] as const;

/** Mounts the `root=` of the kernel's command line and goes on there. */
export const bootFromDisk: Initrd = {
  drivers: virtioDrivers,
  script: [
    "/bin/busybox mount -t proc none /proc",
    "read -r words </proc/cmdline",
    'for word in $words; do case "$word" in root=*) root=${word#root=} ;; esac; done',
    "/bin/busybox umount /proc",
    '/bin/busybox mount -t ext4 "$root" /root',
    "/bin/busybox mount -t devtmpfs none /root/dev",
    "exec /bin/busybox switch_root /root /sbin/init",
  ],
};

export function writeInitrd(target: string, { drivers, script }: Initrd): void {
  const directory = mkdtempSync(`${target}.`);
  for (const name of ["bin", "modules", "root", "dev", "proc"]) mkdirSync(join(directory, name));
  copyFileSync("/bin/busybox", join(directory, "bin/busybox"));
  const modules = modulesOf(drivers);
  for (const [at, path] of modules.entries()) copyFileSync(path, join(directory, "modules", `${at}.ko`));
  writeScript(join(directory, "init"), [
    "#!/bin/busybox sh",
    "/bin/busybox mount -t devtmpfs none /dev",
    `for at in ${modules.map((_, at) => at).join(" ")}; do /bin/busybox insmod /modules/$at.ko; done`,
    ...script,
  ]);
  execFileSync("sh", ["-c", 'cd "$0" && find . | cpio --quiet -o -H newc | gzip -1 >"$1"', directory, target]);
  rmSync(directory, { recursive: true });
}

/** Paths of the drivers with those that they need, in the order in which they go in. */
function modulesOf(drivers: readonly string[]): readonly string[] {
  const root = join("/lib/modules", kernelVersion()!);
  const table = readFileSync(join(root, "modules.dep"), "utf8");
  return [...new Set(drivers.flatMap((name) => withNeeded(name, table)))].map((path) => join(root, path));
}

/** A line is "path: path path", and what stands last goes in first. */
function withNeeded(name: string, table: string): readonly string[] {
  const line = new RegExp(`^.*/${name}\\.ko:.*$`, "m").exec(table)?.[0] ?? "";
  return line
    .split(/:? +|:$/)
    .filter(Boolean)
    .reverse();
}

/** The password of root. */
export const guestPassword = "a password for tests";

export interface GuestSystem {
  readonly authorizedKeys?: string;
  /** Programs to have beside those that every guest has. */
  readonly programs?: readonly string[];
}

/** Fills a directory with a Linux system: busybox, and dropbear at port 22. What stands in its `/etc/motd` goes to the console at every start. */
export function writeGuestSystem(directory: string, { authorizedKeys = "", programs = [] }: GuestSystem): void {
  for (const name of ["bin", "sbin", "etc/dropbear", "root/.ssh", "dev", "proc", "sys", "tmp", "run"])
    mkdirSync(join(directory, name), { recursive: true });
  installBusybox(directory);
  installPrograms(directory, ["/usr/sbin/dropbear", "/usr/bin/scp", ...programs]);
  writeSettings(directory);
  writeFileSync(join(directory, "root/.ssh/authorized_keys"), authorizedKeys, { mode: 0o600 });
  for (const name of ["root", "root/.ssh"]) chmodSync(join(directory, name), 0o700);
}

function installBusybox(directory: string): void {
  copyFileSync("/bin/busybox", join(directory, "bin/busybox"));
  for (const applet of runProgram("/bin/busybox", "--list").trim().split("\n"))
    if (applet !== "busybox")
      symlinkSync("/bin/busybox", join(directory, applet === "init" ? "sbin/init" : `bin/${applet}`));
}

function installPrograms(directory: string, programs: readonly string[]): void {
  const libraries = programs.flatMap((program) =>
    [...runProgram("ldd", program).matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path!),
  );
  for (const path of new Set([...programs, ...libraries])) {
    mkdirSync(join(directory, dirname(path)), { recursive: true });
    cpSync(path, join(directory, path), { dereference: true });
  }
}

function writeSettings(directory: string): void {
  const etc = (name: string, text: string, mode = 0o644) => writeFileSync(join(directory, "etc", name), text, { mode });
  const hash = runProgram("openssl", "passwd", "-6", guestPassword).trim();
  etc("passwd", "root:x:0:0:root:/root:/bin/sh\n");
  etc("group", "root:x:0:\n");
  etc("shadow", `root:${hash}:19000::::::\n`, 0o600);
  etc("shells", "/bin/sh\n");
  etc("hostname", "guest\n");
  etc("motd", "");
  etc("inittab", "::sysinit:/etc/rc\n::respawn:/usr/sbin/dropbear -F -E -p 22\n::shutdown:/bin/umount -a -r\n");
  writeScript(join(directory, "etc/rc"), [
    "#!/bin/sh",
    "mount -t proc none /proc; mount -t sysfs none /sys",
    "mkdir -p /dev/pts; mount -t devpts none /dev/pts",
    "hostname -F /etc/hostname; cat /etc/motd; echo $(hostname) is up.",
    ...connectScript,
    "ip route add default via 10.0.2.2",
  ]);
  for (const type of ["ed25519", "ecdsa"])
    runProgram("dropbearkey", "-t", type, "-f", join(directory, `etc/dropbear/dropbear_${type}_host_key`));
}

/** Connects a machine to QEMU's own network. */
export const connectScript = ["ip link set lo up; ip addr add 10.0.2.15/24 dev eth0; ip link set eth0 up"] as const;

function writeScript(path: string, lines: readonly string[]): void {
  writeFileSync(path, `${lines.join("\n")}\n`, { mode: 0o755 });
}
