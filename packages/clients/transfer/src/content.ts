import { createWriteStream } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileReasonOf, type Host } from "@ingot/core/plugin";
import { uploadError } from "./transfer-error.js";

/** One file's bytes, which can be sent more than once. */
export interface Content {
  readonly size: number;
  readonly mode: number;
  readonly mtime: Date;
  /** Exactly `size` bytes: what a file has grown by is left out, and one that became shorter is an error. */
  open(): AsyncGenerator<Buffer>;
}

/** A file of this machine; links are followed. */
export async function contentOfFile(path: string | Buffer): Promise<Content> {
  const found = await stat(path).catch((error: unknown) => unreadable(path, error));
  if (!found.isFile()) throw uploadError(`Cannot upload ${path}, because it is not a file.`);
  const { size, mode, mtime } = found;
  if (size === 0) await refuseUnsized(path);
  return { size, mode: mode & 0o7777, mtime, open: () => readExactly(path, size) };
}

/** The kernel's own files say that they are empty, and are not. */
async function refuseUnsized(path: string | Buffer): Promise<void> {
  const file = await open(path, "r").catch((error: unknown) => unreadable(path, error));
  try {
    const { bytesRead } = await file.read(Buffer.alloc(1), 0, 1, 0);
    if (bytesRead > 0 && (await file.stat()).size === 0)
      throw uploadError(`Cannot upload ${path}: the system does not tell its size. Copy it, and upload the copy.`);
  } finally {
    await file.close();
  }
}

function unreadable(path: string | Buffer, error: unknown): never {
  const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
  throw uploadError(`Cannot upload ${path}: ${isMissing ? "there is no such file." : fileReasonOf(error)}`, error);
}

/** Larger pieces cost half the time of small ones on their way through streams; two are in memory at once. */
const chunkSize = 1024 * 1024;

/** The first `size` bytes of a file. */
export async function* readExactly(path: string | Buffer, size: number): AsyncGenerator<Buffer> {
  const file = await open(path, "r").catch((error: unknown) => unreadable(path, error));
  let next = readChunk(file, 0, size);
  try {
    for (let at = 0; at < size; ) {
      const chunk = await next;
      if (chunk.length === 0) throw uploadError(`Cannot upload ${path}: it became shorter while it was read.`);
      at += chunk.length;
      next = readChunk(file, at, size - at); // while the last one is on its way
      yield chunk;
    }
  } finally {
    await next.catch(() => undefined);
    await file.close();
  }
}

async function readChunk(file: FileHandle, position: number, most: number): Promise<Buffer> {
  const chunk = Buffer.allocUnsafe(Math.min(chunkSize, most));
  if (most === 0) return chunk;
  const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
  return chunk.subarray(0, bytesRead);
}

/** What a stream needs to be sent more than once. */
export interface SpoolOptions {
  readonly host: Pick<Host, "now">;
  /** A private directory for streams too long for memory. */
  spoolDirectory(): Promise<string>;
}

const spoolAbove = 4 * 1024 * 1024;

/** Reads a stream to its end, so that its size is known: in memory, or when it is long, in a file. */
export async function contentOfStream(source: Readable, options: SpoolOptions, signal?: AbortSignal): Promise<Content> {
  const start: Buffer[] = [];
  let size = 0;
  const chunks = source[Symbol.asyncIterator]();
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    signal?.throwIfAborted();
    start.push(Buffer.from(next.value));
    size += start.at(-1)!.length;
    if (size > spoolAbove) return spoolToFile(start, chunks, options, signal);
  }
  return { size, mode: 0o644, mtime: options.host.now(), open: () => inPieces(Buffer.concat(start)) };
}

async function* inPieces(data: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < data.length; at += chunkSize) yield data.subarray(at, at + chunkSize);
}

async function spoolToFile(
  start: readonly Buffer[],
  rest: AsyncIterator<Buffer | string>,
  { host, spoolDirectory }: SpoolOptions,
  signal: AbortSignal | undefined,
): Promise<Content> {
  const path = join(await spoolDirectory(), "upload");
  const all = async function* () {
    yield* start;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  };
  await pipeline(all, createWriteStream(path, { mode: 0o600 }), signal ? { signal } : {});
  return { ...(await contentOfFile(path)), mode: 0o644, mtime: host.now() };
}
