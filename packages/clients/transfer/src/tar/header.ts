import type { BytePath } from "../byte-path.js";
import { tarError } from "./tar-error.js";

export const blockSize = 512;

/** One header block as it stands, before extended headers have their say. */
export interface RawHeader {
  readonly name: BytePath;
  readonly linkName: BytePath;
  /** The type flag's character; "0" for a plain file, also where old archives write NUL. */
  readonly flag: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
}

const fields = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  flag: [156, 1],
  linkName: [157, 100],
  magic: [257, 6],
  prefix: [345, 155],
} as const;

type Field = keyof typeof fields;

/** Undefined for the block of zeros that ends an archive. */
export function readHeader(block: Buffer): RawHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  checkSum(block);
  const isPosix = text(block, "magic") === "ustar" && block[262] === 0;
  const prefix = isPosix ? text(block, "prefix") : "";
  const name = text(block, "name");
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    linkName: text(block, "linkName"),
    flag: flagOf(block),
    mode: number(block, "mode"),
    uid: number(block, "uid"),
    gid: number(block, "gid"),
    size: number(block, "size"),
    mtime: number(block, "mtime"),
  };
}

function flagOf(block: Buffer): string {
  const flag = text(block, "flag");
  return flag === "" || flag === "7" ? "0" : flag;
}

/** Without making a buffer, or a text of what follows the NUL: headers come by the thousand. */
function text(block: Buffer, field: Field): BytePath {
  const [start, length] = fields[field];
  const end = block.indexOf(0, start);
  return block.toString("latin1", start, end < 0 ? start + length : Math.min(end, start + length));
}

/** Octal digits, or a big-endian number where the first byte has its high bit set (GNU, for large values). */
function number(block: Buffer, field: Field): number {
  const [start, length] = fields[field];
  const value = block[start]! & 0x80 ? bigEndian(block.subarray(start, start + length)) : octal(block, start, length);
  if (Number.isSafeInteger(value) && (value >= 0 || field === "mtime")) return value;
  throw tarError("TAR_INVALID", `The archive has a header whose ${field} is not a number that a file can have.`);
}

/** Blanks and NULs stand before and after digits. */
function octal(block: Buffer, start: number, length: number): number {
  let value = 0;
  for (let at = start; at < start + length; at++) {
    const byte = block[at]!;
    if (byte === 0 || byte === 0x20) continue;
    if (byte < 0x30 || byte > 0x37) return Number.NaN;
    value = value * 8 + byte - 0x30;
  }
  return value;
}

function bigEndian(content: Buffer): number {
  if (content[0] === 0xff) return -1; // negative times exist; they are all before any epoch that matters here
  return [content[0]! & 0x7f, ...content.subarray(1)].reduce((sum, byte) => sum * 256 + byte, 0);
}

/** The sum over the block with the checksum field as blanks; some old writers summed signed bytes. */
function checkSum(block: Buffer): void {
  const [start, length] = fields.checksum;
  const written = octal(block, start, length);
  let unsigned = 0x20 * length;
  let high = 0;
  for (let at = 0; at < blockSize; at++) {
    if (at === start) at += length;
    const byte = block[at]!;
    unsigned += byte;
    if (byte > 127) high++;
  }
  if (written === unsigned || written === unsigned - 256 * high) return;
  throw tarError("TAR_INVALID", "The archive has a header with a wrong checksum: it is damaged, or no tar archive.");
}

/** What fits a header block; `writeHeader` leaves the rest to extended headers. */
export interface HeaderFields extends RawHeader {
  readonly prefix: BytePath;
}

export function writeHeader(header: HeaderFields): Buffer {
  const name = header.name.padEnd(fields.name[1], "\0");
  const numbers = (["mode", "uid", "gid", "size", "mtime"] as const).map((field) => octalOf(field, header[field]));
  const blanks = " ".repeat(fields.checksum[1]);
  const linkName = header.linkName.padEnd(fields.linkName[1], "\0");
  const start = `${name}${numbers.join("")}${blanks}${header.flag}${linkName}ustar\x0000`;
  const block = Buffer.from((start.padEnd(fields.prefix[0], "\0") + header.prefix).padEnd(blockSize, "\0"), "latin1");
  let sum = 0;
  for (let at = 0; at < blockSize; at++) sum += block[at]!;
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, fields.checksum[0], "latin1");
  return block;
}

const octalOf = (field: Field, value: number): string => `${value.toString(8).padStart(fields[field][1] - 1, "0")}\0`;

/** The bytes after a body of `size` up to the next block. */
export const paddingOf = (size: number): number => (blockSize - (size % blockSize)) % blockSize;
