const mebibyte = 1024 * 1024;

/** S3 takes at most so many parts, of at least 5 MiB each but for the last. */
const mostParts = 10_000;
const leastPart = 8 * mebibyte;

/** A piece of a file, as S3 numbers them, from 1. */
export interface DiskPart {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** In bytes: small enough that few parts are little memory, large enough that S3 takes all of them. */
export const partSize = (size: number): number =>
  Math.max(leastPart, Math.ceil(size / mostParts / mebibyte) * mebibyte);

/** The chunks of a file, of `size` bytes in all, as parts of the same size but for the last. */
export async function* diskParts(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<DiskPart> {
  const most = partSize(size);
  let [number, filled] = [1, 0];
  let bytes = Buffer.allocUnsafe(Math.min(most, size));
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.subarray(at, at + bytes.length - filled);
      bytes.set(taken, filled);
      at += taken.length;
      filled += taken.length;
      if (filled < bytes.length) continue;
      yield { number, bytes };
      size -= filled;
      [number, filled, bytes] = [number + 1, 0, Buffer.allocUnsafe(Math.min(most, size))];
    }
  }
}
