import { diskParts, partSize } from "./disk-parts.js";

const mebibyte = 1024 * 1024;

async function* chunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test.each([
  [1, 8],
  [80_000 * mebibyte, 8],
  [80_000 * mebibyte + 1, 9],
  [5 * 1024 * 1024 * mebibyte, 525],
])("of %i bytes a part has %i MiB, so that S3 takes all of them", (size, expected) => {
  expect(partSize(size)).toBe(expected * mebibyte);
  expect(size / partSize(size)).toBeLessThanOrEqual(10_000);
});

test.each([1, 8 * mebibyte, 8 * mebibyte + 1, 20 * mebibyte])("%i bytes are cut and lose nothing", async (size) => {
  const bytes = Buffer.alloc(size, "some bytes of a disk");
  const parts = [];
  for await (const part of diskParts(chunks(bytes, 300_000), size)) parts.push(part);
  expect(parts.map(({ number }) => number)).toEqual(parts.map((_, index) => index + 1));
  expect(parts.slice(0, -1).every((part) => part.bytes.length === 8 * mebibyte)).toBe(true);
  expect(Buffer.concat(parts.map((part) => part.bytes)).equals(bytes)).toBe(true);
});
