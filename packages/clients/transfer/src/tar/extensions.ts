import type { RawHeader } from "./header.js";
import { tarError } from "./tar-error.js";

/** What pax ("x", "g") and GNU ("L", "K") headers say about the entry that follows them. */
export type Extensions = Readonly<Record<string, string>>;

/** As most entries have it. */
export const noExtensions: Extensions = {};

/** An extended header is read into memory, so it has a bound. */
const largestExtension = 1024 * 1024;

export const isExtension = (header: RawHeader): boolean => "xgLK".includes(header.flag);

export function checkExtensionSize(header: RawHeader): void {
  if (header.size <= largestExtension) return;
  throw tarError("TAR_INVALID", `The archive has an extended header of ${header.size} bytes; 1 MiB is the most.`);
}

/** Adds what the extended header `body` says. A global one speaks of archives as a whole, and of no file's name. */
export function addExtension(known: Extensions, header: RawHeader, body: Buffer): Extensions {
  if (header.flag === "g") return known;
  const content = body.toString("latin1");
  if (header.flag === "L") return { ...known, path: untilNul(content) };
  if (header.flag === "K") return { ...known, linkpath: untilNul(content) };
  return { ...known, ...readPaxRecords(content) };
}

const untilNul = (content: string): string => content.split("\0", 1)[0]!;

/** Records : ( length " " key "=" value "\n" )*   -- where length counts the whole record in bytes */
function readPaxRecords(content: string): Record<string, string> {
  const records: Record<string, string> = Object.create(null);
  for (let at = 0; at < content.length && content[at] !== "\0"; ) {
    const blank = content.indexOf(" ", at);
    const length = /^\d{1,7}$/.test(content.slice(at, blank)) ? Number(content.slice(at, blank)) : 0;
    const record = content.slice(blank + 1, at + length);
    const equals = record.indexOf("=");
    if (equals < 1 || !record.endsWith("\n") || at + length > content.length) {
      throw tarError("TAR_INVALID", "The archive has an extended header that is not made of pax records.");
    }
    records[record.slice(0, equals)] = record.slice(equals + 1, -1);
    at += length;
  }
  return records;
}

/** The header as its extensions correct it. */
export function applyExtensions(header: RawHeader, known: Extensions): RawHeader & { readonly hasAttributes: boolean } {
  refuseSparse(header, known);
  if (known === noExtensions) return { ...header, hasAttributes: false };
  return {
    ...header,
    name: known.path ?? header.name,
    linkName: known.linkpath ?? header.linkName,
    size: paxNumber(known, "size") ?? header.size,
    uid: paxNumber(known, "uid") ?? header.uid,
    gid: paxNumber(known, "gid") ?? header.gid,
    mtime: Math.floor(Number(known.mtime ?? header.mtime)) || 0,
    hasAttributes: Object.keys(known).some((key) => key.startsWith("SCHILY.xattr.")),
  };
}

function paxNumber(known: Extensions, key: string): number | undefined {
  const written = known[key];
  if (written === undefined) return undefined;
  const value = /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw tarError("TAR_INVALID", `The archive has an extended header whose ${key} is not a whole number.`);
}

function refuseSparse(header: RawHeader, known: Extensions): void {
  if (header.flag !== "S" && !Object.keys(known).some((key) => key.startsWith("GNU.sparse."))) return;
  throw tarError(
    "TAR_UNSUPPORTED",
    "The archive stores a file in GNU's sparse form, which image layers do not have. Pack it again without --sparse.",
  );
}
