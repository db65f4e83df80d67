import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as zlib from "node:zlib";
import { isIngotError } from "@ingot/core/plugin";
import { ociError } from "./oci-error.js";

export type Compression = "none" | "gzip" | "zstd";

/** By the first bytes: archives and media types are not always honest. */
export function compressionOf(start: Buffer): Compression {
  if (start[0] === 0x1f && start[1] === 0x8b) return "gzip";
  if (start.length >= 4 && start.readUInt32BE(0) === 0x28b52ffd) return "zstd";
  return "none";
}

/** The content of a stream that may be compressed with gzip or zstd. `what` names it in errors. */
export async function* decompressed(source: AsyncIterable<Buffer>, what: string): AsyncGenerator<Buffer> {
  const { start, all } = await peek(source);
  const compression = compressionOf(start);
  if (compression === "none") yield* all;
  else yield* through(all, decompressor(compression, what), what);
}

async function peek(source: AsyncIterable<Buffer>): Promise<{ start: Buffer; all: AsyncIterable<Buffer> }> {
  const iterator = source[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  let ended = false;
  while (start.length < 4 && !ended) {
    const next = await iterator.next();
    ended = next.done === true;
    if (!next.done) start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
  }
  async function* all() {
    try {
      yield start;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value as Buffer;
    } finally {
      await iterator.return?.();
    }
  }
  return { start, all: all() };
}

type Decompressor = zlib.Gunzip;

function decompressor(compression: "gzip" | "zstd", what: string): Decompressor {
  if (compression === "gzip") return zlib.createGunzip();
  const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Decompressor };
  if (createZstdDecompress) return createZstdDecompress();
  throw ociError(
    "OCI_ZSTD_UNSUPPORTED",
    `${what} is compressed with zstd, which this Node.js cannot read: 22.15 or later can. ` +
      "Or pack the image with gzip: skopeo copy --dest-compress-format gzip --dest-force-compress-format …",
  );
}

async function* through(source: AsyncIterable<Buffer>, transform: Decompressor, what: string): AsyncGenerator<Buffer> {
  const flow = pipeline(Readable.from(source), transform);
  flow.catch(() => {}); // the same error comes out of the transform below
  try {
    yield* transform as AsyncIterable<Buffer>;
    await flow;
  } catch (error) {
    if (isIngotError(error)) throw error;
    throw ociError(
      "OCI_COMPRESSION_INVALID",
      `${what} is not valid compressed data: it is damaged or truncated.`,
      error,
    );
  }
}
