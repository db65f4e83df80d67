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

function bytes(block: Buffer, field: Field): Buffer {
  const [offset, length] = fields[field];
  return block.subarray(offset, offset + length);
}

function text(block: Buffer, field: Field): BytePath {
  const content = bytes(block, field).toString("latin1");
  const end = content.indexOf("\0");
  return end < 0 ? content : content.slice(0, end);
}

/** Octal digits, or a big-endian number where the first byte has its high bit set (GNU, for large values). */
function number(block: Buffer, field: Field): number {
  const content = bytes(block, field);
  const value = content[0]! & 0x80 ? bigEndian(content) : octal(content.toString("latin1"));
  if (Number.isSafeInteger(value) && (value >= 0 || field === "mtime")) return value;
  throw tarError("TAR_INVALID", `The archive has a header whose ${field} is not a number that a file can have.`);
}

function octal(content: string): number {
  const digits = content.replace(/[\0 ]+/g, "");
  return digits === "" ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function bigEndian(content: Buffer): number {
  if (content[0] === 0xff) return -1; // negative times exist; they are all before any epoch that matters here
  return [content[0]! & 0x7f, ...content.subarray(1)].reduce((sum, byte) => sum * 256 + byte, 0);
}

/** The sum over the block with the checksum field as blanks; some old writers summed signed bytes. */
function checkSum(block: Buffer): void {
  const [start, length] = fields.checksum;
  const written = octal(bytes(block, "checksum").toString("latin1"));
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
  const block = Buffer.alloc(blockSize);
  const put = (field: Field, content: string) => void block.write(content, fields[field][0], "latin1");
  const putNumber = (field: Field, value: number) => put(field, value.toString(8).padStart(fields[field][1] - 1, "0"));
  put("name", header.name);
  putNumber("mode", header.mode);
  putNumber("uid", header.uid);
  putNumber("gid", header.gid);
  putNumber("size", header.size);
  putNumber("mtime", header.mtime);
  put("checksum", " ".repeat(8));
  put("flag", header.flag);
  put("linkName", header.linkName);
  put("magic", "ustar\x0000");
  put("prefix", header.prefix);
  let sum = 0;
  for (const byte of block) sum += byte;
  put("checksum", `${sum.toString(8).padStart(6, "0")}\0 `);
  return block;
}

/** The bytes after a body of `size` up to the next block. */
export const paddingOf = (size: number): number => (blockSize - (size % blockSize)) % blockSize;
