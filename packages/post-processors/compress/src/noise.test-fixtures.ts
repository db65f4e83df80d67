import { createHash } from "node:crypto";

/** The same bytes each time, in which no compressor finds anything. */
export function noise(size: number): Buffer {
  const parts = Array.from({ length: Math.ceil(size / 64) }, (_, index) =>
    createHash("sha512").update(`${index}`).digest(),
  );
  return Buffer.concat(parts).subarray(0, size);
}

/** Half text that compresses, half noise. */
export function sample(size: number): Buffer {
  const text = Buffer.alloc(Math.ceil(size / 2), "the quick brown fox jumps over the lazy dog\n");
  return Buffer.concat([text, noise(size >> 1)]);
}
