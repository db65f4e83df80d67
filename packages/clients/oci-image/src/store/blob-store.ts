import { isIngotError } from "@ingot/core/plugin";
import { ociError } from "../oci-error.js";

/** The named files of an image, wherever it lies: a directory or an archive. */
export interface BlobStore {
  /** In bytes; undefined when there is no such file. */
  sizeOf(name: string): Promise<number | undefined>;
  /** Its bytes. Throws OCI_BLOB_MISSING. */
  open(name: string): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** Manifests and configs are read into memory, so they have a bound. */
const largestJson = 8 * 1024 * 1024;

export type JsonObject = { readonly [key: string]: unknown };

/** Parses a JSON object or array from bytes that were checked already, or need no check. */
export async function readJson(name: string, source: AsyncIterable<Buffer>): Promise<unknown> {
  return parseJson(name, await readSmall(name, source));
}

export async function readSmall(name: string, source: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > largestJson) throw ociError("OCI_IMAGE_INVALID", `The image's ${name} is larger than 8 MiB.`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

export function parseJson(name: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    if (isIngotError(error)) throw error;
    throw ociError("OCI_IMAGE_INVALID", `The image's ${name} is not JSON.`, error);
  }
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const missingBlob = (name: string) =>
  ociError("OCI_BLOB_MISSING", `The image has no ${name}, which its manifest names: it is incomplete.`);
