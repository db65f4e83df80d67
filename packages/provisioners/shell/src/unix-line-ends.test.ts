import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { unixLineEnds } from "./unix-line-ends.js";

const convert = (chunks: Buffer[]) => buffer(Readable.from(chunks).pipe(unixLineEnds()));

test("pairs become one, wherever the chunks are cut; all other bytes stay", async () => {
  const input = Buffer.from("a\r\nb\rc\n\r\r\n\r\n\xff\0\r", "latin1");
  for (let size = 1; size <= input.length; size++) {
    const chunks = Array.from({ length: Math.ceil(input.length / size) }, (_, index) =>
      input.subarray(index * size, (index + 1) * size),
    );
    expect((await convert(chunks)).toString("latin1")).toBe("a\nb\rc\n\r\n\n\xff\0\r");
  }
});

test("nothing", async () => {
  expect(await convert([])).toHaveLength(0);
});
