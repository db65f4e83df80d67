import { createReadStream, createWriteStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { compressionOf, decompressed } from "../decompress.js";
import { ociError } from "../oci-error.js";
import { archiveStore } from "../store/archive-store.js";
import type { BlobStore } from "../store/blob-store.js";
import { directoryStore } from "../store/directory-store.js";
import { readDockerArchive } from "./docker-archive.js";
import type { OciImage, Platform } from "./model.js";
import { readOciLayout } from "./oci-layout.js";

export interface OpenImageOptions {
  /** Which image, where there are several. */
  readonly tag?: string | undefined;
  /** Which of a multi-platform image. */
  readonly platform: Platform;
  /** A private directory of the caller's: a compressed archive is unpacked there once, since blobs are read in any order. */
  readonly spoolDirectory: string;
}

/**
 * Opens an image on disk: an OCI layout (a directory), an OCI archive, or what `docker save` writes; archives may be
 * compressed. Blobs are checked against their digests as they are read. Throws `IngotError`s whose codes begin with OCI_.
 */
export async function openImage(path: string, options: OpenImageOptions): Promise<OciImage> {
  const store = await openStore(path, options.spoolDirectory);
  try {
    return await readImage(path, store, options);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function readImage(path: string, store: BlobStore, options: OpenImageOptions): Promise<OciImage> {
  if ((await store.sizeOf("index.json")) !== undefined) return readOciLayout(store, options);
  if ((await store.sizeOf("manifest.json")) !== undefined) return readDockerArchive(store, options);
  throw ociError(
    "OCI_NOT_AN_IMAGE",
    `${path} holds no image: it has neither an index.json (OCI) nor a manifest.json (docker save).`,
  );
}

async function openStore(path: string, spoolDirectory: string): Promise<BlobStore> {
  const found = await stat(path).catch((error: unknown) => {
    throw ociError("OCI_UNREADABLE", `${path} cannot be opened.`, error);
  });
  if (found.isDirectory()) return directoryStore(path);
  if ((await compressionAt(path)) === "none") return archiveStore(path);
  const spooled = join(spoolDirectory, "unpacked-archive.tar");
  await pipeline(decompressed(createReadStream(path) as AsyncIterable<Buffer>, path), createWriteStream(spooled));
  return archiveStore(spooled);
}

async function compressionAt(path: string) {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return compressionOf(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
