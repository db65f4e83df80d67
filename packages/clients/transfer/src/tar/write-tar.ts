import { type BytePath, baseName } from "../byte-path.js";
import { type HeaderFields, paddingOf, writeHeader } from "./header.js";
import type { EntryKind } from "./read-tar.js";

/** What a header is made of. Everything that could differ between two builds is the caller's to fix. */
export interface TarHeader {
  readonly path: BytePath;
  readonly kind: EntryKind;
  readonly linkPath?: BytePath;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Seconds since 1970, not before. */
  readonly mtime: number;
}

const flags: Readonly<Record<EntryKind, string>> = {
  file: "0",
  link: "1",
  symlink: "2",
  character: "3",
  block: "4",
  directory: "5",
  fifo: "6",
};

const largest = { id: 0o7777777, size: 0o77777777777 } as const;

/** The header block of an entry, with a pax header before it where a value does not fit the block. */
export function tarHeader(entry: TarHeader): Buffer {
  const path = entry.kind === "directory" ? `${entry.path}/` : entry.path;
  const linkPath = entry.linkPath ?? "";
  const place = splitName(path);
  const records: [string, string | number][] = [];
  if (!place) records.push(["path", path]);
  if (linkPath.length > 100) records.push(["linkpath", linkPath]);
  if (entry.size > largest.size) records.push(["size", entry.size]);
  if (entry.uid > largest.id) records.push(["uid", entry.uid]);
  if (entry.gid > largest.id) records.push(["gid", entry.gid]);
  if (entry.mtime > largest.size) records.push(["mtime", entry.mtime]);
  const block = writeHeader({
    ...(place ?? { name: path.slice(0, 100), prefix: "" }),
    linkName: linkPath.slice(0, 100),
    flag: flags[entry.kind],
    mode: entry.mode,
    uid: fitting(entry.uid, largest.id),
    gid: fitting(entry.gid, largest.id),
    size: fitting(entry.size, largest.size),
    mtime: fitting(entry.mtime, largest.size),
  });
  return records.length === 0 ? block : Buffer.concat([paxHeader(entry.path, records), block]);
}

const fitting = (value: number, most: number): number => (value > most ? 0 : value);

/** The last 100 bytes, and up to 155 before a slash; undefined where no slash stands right. */
function splitName(path: BytePath): Pick<HeaderFields, "name" | "prefix"> | undefined {
  if (path.length <= 100) return { name: path, prefix: "" };
  const slash = path.indexOf("/", path.length - 101);
  if (slash < 1 || slash > 155 || slash === path.length - 1) return undefined;
  return { prefix: path.slice(0, slash), name: path.slice(slash + 1) };
}

function paxHeader(path: BytePath, records: readonly [string, string | number][]): Buffer {
  const body = Buffer.from(records.map(([key, value]) => paxRecord(key, String(value))).join(""), "latin1");
  const block = writeHeader({
    name: `PaxHeaders/${baseName(path)}`.slice(0, 100),
    prefix: "",
    linkName: "",
    flag: "x",
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: body.length,
    mtime: 0,
  });
  return Buffer.concat([block, body, Buffer.alloc(paddingOf(body.length))]);
}

/** The length counts its own digits too. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return `${length}${rest}`;
}

/** Fills the last block of a body of `size` bytes. */
export const tarPadding = (size: number): Buffer => Buffer.alloc(paddingOf(size));

/** Two blocks of zeros. */
export const tarEnd = (): Buffer => Buffer.alloc(1024);
