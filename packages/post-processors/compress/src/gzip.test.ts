import { gunzipSync } from "node:zlib";
import { bgzf } from "./bgzf.js";
import { blocksOf } from "./blocks.js";
import { gzip } from "./gzip.js";
import { mapInOrder } from "./map-in-order.js";
import { noise } from "./noise.test-fixtures.js";

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const part of parts) chunks.push(part);
  return Buffer.concat(chunks);
}

const sizes = [0, 1, 32_767, 0xff00, 0xff01, (1 << 19) - 1, 1 << 19, (1 << 19) + 1, 3 * (1 << 19)];

describe.each([
  ["gzip", gzip],
  ["bgzf", bgzf],
])("%s", (_name, compress) => {
  test.each(sizes)("%i bytes that cannot be compressed", async (size) => {
    const input = noise(size);
    expect(gunzipSync(await collect(compress(cut(input, 100_000), 2))).equals(input)).toBe(true);
  });

  test("how the input is cut makes no difference", async () => {
    const input = Buffer.concat([Buffer.alloc(700_000, "abc"), noise(300_000)]);
    const [one, other] = await Promise.all([
      collect(compress(cut(input, 999), 1)),
      collect(compress(cut(input, 1 << 20), 4)),
    ]);
    expect(one.equals(other)).toBe(true);
  });

  test("an input that fails, fails the output", async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield noise(2_000_000);
      throw new Error("disk on fire");
    }
    await expect(collect(compress(broken(), 2))).rejects.toThrow("disk on fire");
  });
});

test("one member, and blocks that know what stands before them", async () => {
  const repeated = Buffer.concat(Array.from({ length: 64 }, () => noise(30_000)));
  const output = await collect(gzip(cut(repeated, 65_536), 2));
  expect(output.length).toBeLessThan(60_000);
  expect(output.subarray(0, 10).toString("hex")).toBe("1f8b0800000000000003");
  expect(output.indexOf(Buffer.from("1f8b08", "hex"), 1)).toBe(-1);
});

test("bgzf blocks carry their length, and an empty one ends the file", async () => {
  const output = await collect(bgzf(cut(noise(200_000), 65_536), 2));
  let at = 0;
  const lengths: number[] = [];
  while (at < output.length) {
    expect(output.subarray(at, at + 16).toString("hex")).toBe("1f8b08040000000000ff060042430200");
    lengths.push(output.readUInt16LE(at + 16) + 1);
    at += lengths.at(-1)!;
  }
  expect(at).toBe(output.length);
  expect(lengths).toHaveLength(5);
  expect(lengths.at(-1)).toBe(28);
});

test("blocks have the size that was asked for", async () => {
  const lengths = async (total: number, chunk: number) => {
    const found: number[] = [];
    for await (const block of blocksOf(cut(Buffer.alloc(total), chunk), 10)) found.push(block.length);
    return found;
  };
  expect(await lengths(0, 3)).toEqual([]);
  expect(await lengths(25, 3)).toEqual([10, 10, 5]);
  expect(await lengths(30, 100)).toEqual([10, 10, 10]);
});

test("results come in order, never more than the limit at once, and nothing runs on", async () => {
  let running = 0;
  let most = 0;
  async function* numbers() {
    for (let each = 0; each < 20; each++) yield each;
  }
  const work = async (each: number) => {
    most = Math.max(most, ++running);
    for (let turns = 0; turns < (each * 7) % 5; turns++) await new Promise(setImmediate);
    running--;
    if (each === 15) throw new Error("fifteen");
    return each;
  };
  const seen: number[] = [];
  const all = (async () => {
    for await (const each of mapInOrder(numbers(), 3, work)) seen.push(each);
  })();
  await expect(all).rejects.toThrow("fifteen");
  expect(seen).toEqual(Array.from({ length: 15 }, (_, index) => index));
  expect(most).toBe(3);
  expect(running).toBe(0);
});
