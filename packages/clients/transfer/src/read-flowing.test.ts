import { PassThrough } from "node:stream";
import { readFlowing } from "./read-flowing.js";

const turn = () => new Promise(setImmediate);

async function all(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

describe("reading a stream as it flows", () => {
  test("gives what came before it was asked, each chunk as it came", async () => {
    const stream = new PassThrough();
    const flowing = readFlowing(stream);
    stream.write("a");
    stream.write("b");
    await turn();
    stream.end("c");
    const chunks: string[] = [];
    for await (const chunk of flowing) chunks.push(chunk.toString());
    expect(chunks).toEqual(["a", "b", "c"]);
  });

  test("takes no more than a mebibyte that nobody reads", async () => {
    const stream = new PassThrough({ highWaterMark: 64 * 1024 });
    const flowing = readFlowing(stream);
    let written = 0;
    while (stream.write(Buffer.alloc(64 * 1024)) && written < 100) {
      written++;
      await turn();
    }
    expect(stream.isPaused()).toBe(true);
    expect(written).toBeLessThanOrEqual(18);
    stream.end();
    expect(await all(flowing)).toHaveLength((written + 1) * 64 * 1024);
  });

  test("a stream that breaks off makes the reader fail, after what had come", async () => {
    const stream = new PassThrough();
    const flowing = readFlowing(stream);
    stream.write("a");
    await turn();
    stream.destroy();
    const chunks = flowing[Symbol.asyncIterator]();
    expect(await chunks.next()).toEqual({ done: false, value: Buffer.from("a") });
    await expect(chunks.next()).rejects.toMatchObject({ code: "ERR_STREAM_PREMATURE_CLOSE" });
  });

  test("who leaves off early does not destroy the stream", async () => {
    const stream = new PassThrough();
    const flowing = readFlowing(stream);
    stream.write("a");
    for await (const _chunk of flowing) break;
    expect(stream.destroyed).toBe(false);
  });

  test("what is discarded is read to its end", async () => {
    const stream = new PassThrough({ highWaterMark: 1024 });
    const flowing = readFlowing(stream);
    let isEnded = false;
    stream.once("end", () => {
      isEnded = true;
    });
    while (stream.write(Buffer.alloc(64 * 1024))) await turn();
    for (let at = 0; at < 30; at++) stream.write(Buffer.alloc(64 * 1024));
    flowing.discard();
    stream.end();
    for (let turns = 0; turns < 100 && !isEnded; turns++) await turn();
    expect({ isEnded, rest: await all(flowing) }).toEqual({ isEnded: true, rest: "" });
  });
});
