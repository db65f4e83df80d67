import { both32, shortTime } from "./fields.js";
import type { IsoNode } from "./iso-node.js";

/** What stands in a directory record for those who know Rock Ridge, and what has no room there. */
export interface SystemUse {
  /** Ends with a pointer to `overflow` where there is some. */
  readonly inline: Buffer;
  readonly overflow: Buffer;
}

export const nothing: SystemUse = { inline: Buffer.alloc(0), overflow: Buffer.alloc(0) };

/** Every entry begins so: its name, its length, its version. */
const entry = (name: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(name, "latin1"), Buffer.from([4 + body.length, 1]), body]);
};

const kinds = { file: 0o100000, directory: 0o040000 } as const;

/** PX: mode, links, user and group. Whoever made the disk means nothing where it is read. */
function posixEntry(node: IsoNode): Buffer {
  const mode = kinds[node.kind] | (node.kind === "file" ? node.file.mode : 0o755);
  const links = node.kind === "file" ? 1 : 2 + node.children.filter(({ kind }) => kind === "directory").length;
  return entry("PX", both32(mode), both32(links), both32(0), both32(0));
}

/** TF: when it was written, read and changed. */
function timeEntry(node: IsoNode): Buffer {
  const time = shortTime(node.kind === "file" ? node.file.time : node.directory.time);
  return entry("TF", Buffer.from([0x0e]), time, time, time);
}

/** NM: the name. A long one goes on in the next. */
function nameEntries(name: string): readonly Buffer[] {
  const bytes = Buffer.from(name);
  const most = 250;
  const count = Math.ceil(bytes.length / most);
  return Array.from({ length: count }, (_, index) =>
    entry("NM", Buffer.from([index < count - 1 ? 1 : 0]), bytes.subarray(index * most, (index + 1) * most)),
  );
}

/** SP: Rock Ridge is used on this disk. */
const presence = entry("SP", Buffer.from([0xbe, 0xef, 0]));

/** ER: which version of it. */
function extension(): Buffer {
  const texts = [
    "RRIP_1991A",
    "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS",
    "PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME DESCRIPTOR FOR CONTACT INFORMATION.",
  ].map((text) => Buffer.from(text, "latin1"));
  return entry("ER", Buffer.from([...texts.map(({ length }) => length), 1]), ...texts);
}

const pointerSize = 28;

/** CE: where the overflow is. */
export const pointer = (sector: number, offset: number, length: number): Buffer =>
  entry("CE", both32(sector), both32(offset), both32(length));

/** The use of a directory's own record, and of its parent's within it. */
export const ownUse = (node: IsoNode, isRoot: boolean): SystemUse =>
  isRoot
    ? { inline: Buffer.concat([presence, facts(node), Buffer.alloc(pointerSize)]), overflow: extension() }
    : { inline: facts(node), overflow: Buffer.alloc(0) };

const facts = (node: IsoNode): Buffer => Buffer.concat([posixEntry(node), timeEntry(node)]);

/** `room`: bytes of the record that are left. */
export function childUse(node: IsoNode, room: number): SystemUse {
  const names = Buffer.concat(nameEntries(node.name));
  const inline = facts(node);
  if (inline.length + names.length <= room)
    return { inline: Buffer.concat([inline, names]), overflow: Buffer.alloc(0) };
  return { inline: Buffer.concat([inline, Buffer.alloc(pointerSize)]), overflow: names };
}

/** The inline part with its pointer, which is its end. */
export function pointingTo({ inline, overflow }: SystemUse, sector: number, offset: number): Buffer {
  if (overflow.length === 0) return inline;
  return Buffer.concat([inline.subarray(0, -pointerSize), pointer(sector, offset, overflow.length)]);
}
