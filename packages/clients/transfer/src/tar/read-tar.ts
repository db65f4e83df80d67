import { type BytePath, shownPath } from "../byte-path.js";
import { type ByteReader, byteReader } from "../byte-reader.js";
import { addExtension, applyExtensions, checkExtensionSize, isExtension, noExtensions } from "./extensions.js";
import { blockSize, paddingOf, type RawHeader, readHeader } from "./header.js";
import { tarError } from "./tar-error.js";

export type EntryKind = "file" | "directory" | "symlink" | "link" | "character" | "block" | "fifo";

/** One member of a tar archive. Its body must be read before the next entry is asked for, or it is skipped. */
export interface TarEntry {
  /** As written: it may be absolute, or hold `..`. */
  readonly path: BytePath;
  readonly kind: EntryKind;
  readonly linkPath: BytePath;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** It has extended attributes, which this reader does not keep. */
  readonly hasAttributes: boolean;
  readonly body: AsyncIterable<Buffer>;
  /** The whole body at once, instead. */
  bytes(): Promise<Buffer>;
}

const kinds: Readonly<Record<string, EntryKind>> = {
  "0": "file",
  "1": "link",
  "2": "symlink",
  "3": "character",
  "4": "block",
  "5": "directory",
  "6": "fifo",
};

/**
 * Reads a tar stream (POSIX, pax or GNU) entry by entry, in bounded memory.
 * Throws OCI_TAR_INVALID, OCI_TAR_TRUNCATED or OCI_TAR_UNSUPPORTED.
 */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const reader = byteReader(source);
  let known = noExtensions;
  for (let header = await nextHeader(reader); header; header = await nextHeader(reader)) {
    if (isExtension(header)) {
      checkExtensionSize(header);
      known = addExtension(known, header, await wholeBody(reader, header));
      continue;
    }
    const corrected = applyExtensions(header, known);
    known = noExtensions;
    const body = bodyOf(reader, corrected);
    yield entryOf(corrected, body);
    await body.finish();
  }
  for await (const _rest of reader.chunks(Number.MAX_SAFE_INTEGER)); // so that digests see every byte
}

async function nextHeader(reader: ByteReader): Promise<RawHeader | undefined> {
  const block = await reader.take(blockSize);
  if (block.length === 0) return undefined;
  if (block.length < blockSize) throw truncated("a header");
  return readHeader(block);
}

function entryOf(header: ReturnType<typeof applyExtensions>, { chunks, bytes }: ReturnType<typeof bodyOf>): TarEntry {
  const kind = header.flag === "0" && header.name.endsWith("/") ? "directory" : kinds[header.flag];
  if (!kind) throw tarError("TAR_UNSUPPORTED", `The archive has an entry of the unknown type "${header.flag}".`);
  const { linkName, name, mode, uid, gid, size, mtime, hasAttributes } = header;
  return {
    path: name,
    kind,
    linkPath: linkName,
    mode: mode & 0o7777,
    uid,
    gid,
    size,
    mtime,
    hasAttributes,
    bytes,
    body: { [Symbol.asyncIterator]: chunks },
  };
}

function bodyOf(reader: ByteReader, header: RawHeader) {
  const size = "0" === header.flag ? header.size : 0;
  let left = size;
  async function* chunks(): AsyncGenerator<Buffer> {
    for await (const chunk of reader.chunks(left)) {
      left -= chunk.length;
      yield chunk;
    }
    if (left > 0) throw truncated(`"${shownPath(header.name)}"`);
  }
  const bytes = async () => {
    const all = await reader.take(left);
    left -= all.length;
    if (left > 0) throw truncated(`"${shownPath(header.name)}"`);
    return all;
  };
  const finish = async () => {
    if (left > 0) for await (const _skipped of chunks());
    const padding = paddingOf(size);
    if ((await reader.take(padding)).length < padding) throw truncated(`"${shownPath(header.name)}"`);
  };
  return { chunks, bytes, finish };
}

async function wholeBody(reader: ByteReader, header: RawHeader): Promise<Buffer> {
  const body = await reader.take(header.size + paddingOf(header.size));
  if (body.length < header.size) throw truncated("an extended header");
  return body.subarray(0, header.size);
}

const truncated = (where: string) =>
  tarError("TAR_TRUNCATED", `The archive ends in the middle of ${where}: it is truncated, or lies about a size.`);
