import { writeFileSync } from "node:fs";

const program = [
  ...[0x31, 0xc0], //         xor ax, ax
  ...[0x8e, 0xd8], //         mov ds, ax
  ...[0x8e, 0xc0], //         mov es, ax
  ...[0x8e, 0xd0], //         mov ss, ax
  ...[0xbc, 0x00, 0x7c], //   mov sp, 0x7c00
  ...[0xbb, 0x00, 0x7c], //   mov bx, 0x7c00
  ...[0xb8, 0x01, 0x03], //   mov ax, 0x0301     write one sector
  ...[0xb9, 0x02, 0x00], //   mov cx, 2          the second
  ...[0xb6, 0x00], //         mov dh, 0
  ...[0xcd, 0x13], //         int 0x13
  ...[0xba, 0x04, 0x06], //   mov dx, 0x604      ACPI's control register
  ...[0xb8, 0x00, 0x20], //   mov ax, 0x2000     sleep state 5: off
  ...[0xef], //               out dx, ax
  ...[0xf4], //         halt: hlt
  ...[0xeb, 0xfd], //         jmp halt
];

const sector = 512;

/**
 * Writes a raw disk of 1 MiB that boots in no time: its only program copies itself into the disk's second sector and turns the
 * machine off, or with `stays` goes on for ever.
 */
export function writeBriefGuest(path: string, { stays = false } = {}): void {
  const disk = Buffer.alloc(1 << 20);
  disk.set(stays ? [...program.slice(0, -10), ...program.slice(-3)] : program);
  disk.set([0x55, 0xaa], sector - 2);
  writeFileSync(path, disk);
}

/** Whether the guest has run on the raw disk whose first bytes these are. */
export const hasBriefGuestRun = (disk: Uint8Array): boolean =>
  Buffer.from(disk.subarray(0, sector)).equals(Buffer.from(disk.subarray(sector, 2 * sector)));
