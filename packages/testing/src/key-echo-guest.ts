import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.js";
import { requires } from "./requires.js";

/** `scancodes`: set 1, as the keyboard's controller gives them. `characters`: the BIOS's pairs of character and scancode. */
export type KeyEcho = "scancodes" | "characters";

export interface KeyEchoGuestOptions {
  readonly echoes: KeyEcho;
  /** VNC asks for a password, which must be set by the monitor first. */
  readonly vncPassword?: boolean;
}

/** A machine in QEMU, emulated, that sends what is typed to its serial port. */
export interface KeyEchoGuest extends AsyncDisposable {
  readonly vnc: { readonly host: string; readonly port: number };
  /** The unix socket of QEMU's monitor. */
  readonly monitor: string;
  readonly pid: number;
  /** Resolves when QEMU has ended. */
  readonly ended: Promise<unknown>;
  /** All that came since the last call, up to and with the bytes `ending`; rejects when QEMU ends before. */
  echoedUntil(ending: Buffer): Promise<Buffer>;
}

/** `describe` where QEMU is installed; elsewhere a suite that is skipped. */
export const requiresQemu = (): typeof describe => requires("qemu-system-x86_64", "qemu-system-x86");

/** It is ready for keys when this returns. Use it within `requiresQemu()`. */
export async function keyEchoGuest({ echoes, vncPassword = false }: KeyEchoGuestOptions): Promise<KeyEchoGuest> {
  const directory = mkdtempSync(join(tmpdir(), "ingot-keys-"));
  const disk = join(directory, "boot.img");
  const monitor = join(directory, "monitor");
  writeKeyEchoDisk(disk, echoes);
  const port = await freePort();
  const vnc = `127.0.0.1:${port - 5900}${vncPassword ? ",password=on" : ""}`;
  const qemu = spawn("qemu-system-x86_64", qemuArguments({ disk, monitor, vnc }), {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(qemu, "exit"); // "close" would wait for echoes that nobody reads
  const guest = {
    vnc: { host: "127.0.0.1", port },
    monitor,
    pid: qemu.pid!,
    ended,
    echoedUntil: echoReader(qemu),
    [Symbol.asyncDispose]: async () => {
      qemu.kill("SIGKILL");
      await ended;
      qemu.stdout.destroy();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await guest.echoedUntil(Buffer.from(ready));
  return guest;
}

/** Its clock is the count of its instructions, so that keys are spaced by its own time and none is lost where the host is busy. */
const qemuArguments = ({ disk, monitor, vnc }: { disk: string; monitor: string; vnc: string }) => [
  ...[
    "-nodefaults",
    "-accel",
    "tcg",
    "-icount",
    "shift=8",
    "-m",
    "16",
    "-vga",
    "std",
    "-display",
    "none",
    "-serial",
    "stdio",
  ],
  ...["-drive", `file=${disk},format=raw,if=virtio`, "-vnc", vnc, "-qmp", `unix:${monitor},server=on,wait=off`],
];

function echoReader(qemu: ChildProcess): KeyEchoGuest["echoedUntil"] {
  let echoed = Buffer.alloc(0);
  let said = "";
  qemu.stderr!.on("data", (chunk) => (said += chunk));
  const chunks = qemu.stdout![Symbol.asyncIterator]();
  return async (ending) => {
    while (!echoed.includes(ending)) {
      const { done, value } = await chunks.next();
      if (done) throw new Error(`QEMU has ended: ${said}; it had echoed ${echoed.toString("hex")}`);
      echoed = Buffer.concat([echoed, value]);
    }
    const end = echoed.indexOf(ending) + ending.length;
    const taken = echoed.subarray(0, end);
    echoed = echoed.subarray(end);
    return taken;
  };
}

/** What the guest sends first. */
const ready = "!";

const program = {
  prologue: [
    ...[0xeb, 0x0f], //             jmp start
    ...[0x50], //             send: push ax
    ...[0xba, 0xfd, 0x03], //       mov dx, 0x3fd
    ...[0xec], //             full: in al, dx
    ...[0xa8, 0x20], //             test al, 0x20
    ...[0x74, 0xfb], //             jz full
    ...[0x58], //                   pop ax
    ...[0xba, 0xf8, 0x03], //       mov dx, 0x3f8
    ...[0xee], //                   out dx, al
    ...[0xc3], //                   ret
    ...[0xfa], //            start: cli
    ...[0x31, 0xc0], //             xor ax, ax
    ...[0x8e, 0xd0], //             mov ss, ax
    ...[0xbc, 0x00, 0x7c], //       mov sp, 0x7c00
    ...[0xb0, ready.charCodeAt(0)], // mov al, ready
    ...[0xe8, 0xe4, 0xff], //       call send
  ],
  scancodes: [
    ...[0xe4, 0x64], //       loop: in al, 0x64
    ...[0xa8, 0x01], //             test al, 1
    ...[0x74, 0xfa], //             jz loop
    ...[0xe4, 0x60], //             in al, 0x60
    ...[0xe8, 0xd9, 0xff], //       call send
    ...[0xeb, 0xf3], //             jmp loop
  ],
  characters: [
    ...[0xfb], //                   sti
    ...[0xb4, 0x10], //       loop: mov ah, 0x10
    ...[0xcd, 0x16], //             int 0x16
    ...[0x50], //                   push ax
    ...[0xe8, 0xdb, 0xff], //       call send
    ...[0x58], //                   pop ax
    ...[0x88, 0xe0], //             mov al, ah
    ...[0xe8, 0xd5, 0xff], //       call send
    ...[0xeb, 0xf0], //             jmp loop
  ],
} as const;

/** A raw disk of 1 MiB whose boot sector is the guest: what it echoes goes to the first serial port, after a "!". */
export function writeKeyEchoDisk(path: string, echoes: KeyEcho): void {
  const disk = Buffer.alloc(1 << 20);
  disk.set([...program.prologue, ...program[echoes]]);
  disk.set([0x55, 0xaa], 510);
  writeFileSync(path, disk);
}
