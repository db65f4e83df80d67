import { createHash } from "node:crypto";
import { ociError } from "./oci-error.js";

/** `sha256:` and 64 hexadecimal digits. */
export type Digest = string;

export const digestOf = (bytes: Buffer | string): Digest =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

const digestForm = /^sha256:[0-9a-f]{64}$/;

/** Refuses what could become a path or is of a kind that we cannot check. */
export function checkDigestForm(digest: unknown): Digest {
  if (typeof digest === "string" && digestForm.test(digest)) return digest;
  const shown = JSON.stringify(digest)?.slice(0, 120);
  throw ociError("OCI_IMAGE_INVALID", `The image names a blob by ${shown}, which is not a sha256 digest.`);
}

export interface Expected {
  readonly digest: Digest;
  /** Bytes; undefined where the image does not say. */
  readonly size?: number | undefined;
}

/** Passes the bytes on and, at their end, throws unless they are what `expected` says. */
export async function* verified(source: AsyncIterable<Buffer>, expected: Expected): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (expected.size !== undefined && size > expected.size) throw wrongSize(expected, `more than ${expected.size}`);
    hash.update(chunk);
    yield chunk;
  }
  if (expected.size !== undefined && size < expected.size) throw wrongSize(expected, `only ${size}`);
  const found = `sha256:${hash.digest("hex")}`;
  if (found !== expected.digest) throw wrongDigest(expected.digest, found);
}

const wrongSize = ({ digest, size }: Expected, found: string) =>
  ociError(
    "OCI_BLOB_SIZE",
    `The image's blob ${digest} should have ${size} bytes and has ${found}: the image is damaged. Make or fetch it again.`,
  );

const wrongDigest = (expected: Digest, found: Digest) =>
  ociError(
    "OCI_BLOB_DIGEST",
    `The image's blob ${expected} has the content of ${found}: the image is damaged, or was changed. Make or fetch it again.`,
  );
