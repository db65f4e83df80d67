import { type WriteSome, writeBehind } from "./write-behind.js";

const kilobyte = 1024;
const chunkOf = (size: number, fill: number) => Buffer.alloc(size, fill);

/** A file in memory whose writes are ended by the test, each with the number of bytes that it takes. */
function slowFile() {
  let content = Buffer.alloc(0);
  const calls: { readonly size: number; readonly position: number; end(outcome?: number | Error): void }[] = [];
  const write: WriteSome = (chunks, position) =>
    new Promise((settle, fail) => {
      const all = Buffer.concat(chunks);
      const end = (outcome: number | Error = all.length) => {
        if (outcome instanceof Error) return fail(outcome);
        content = Buffer.concat([content.subarray(0, position), all.subarray(0, outcome)]);
        settle(outcome);
      };
      calls.push({ size: all.length, position, end });
    });
  return { write, calls, content: () => content };
}

const turn = () => new Promise(setImmediate);

describe("write behind", () => {
  test("gathers small chunks, and writes at once what is worth it", async () => {
    const { write, calls, content } = slowFile();
    const writer = writeBehind(write);
    for (let at = 0; at < 15; at++) await writer.append(chunkOf(32 * kilobyte, at));
    expect(calls).toHaveLength(0);
    await writer.append(chunkOf(32 * kilobyte, 15));
    expect(calls).toMatchObject([{ size: 512 * kilobyte, position: 0 }]);
    calls[0]!.end();
    await writer.settled();
    await writer.settled();
    expect(content().equals(Buffer.concat(Array.from({ length: 16 }, (_, at) => chunkOf(32 * kilobyte, at))))).toBe(
      true,
    );
  });

  test("takes more while it writes, until 4 MiB wait", async () => {
    const { write, calls, content } = slowFile();
    const writer = writeBehind(write);
    let taken = 0;
    const appended = (async () => {
      for (; taken < 12; taken++) await writer.append(chunkOf(512 * kilobyte, taken));
    })();
    await turn();
    expect({ taken, calls: calls.length }).toEqual({ taken: 8, calls: 1 });
    calls[0]!.end();
    await turn();
    expect(calls[1]).toMatchObject({ size: 4096 * kilobyte, position: 512 * kilobyte });
    calls[1]!.end();
    await turn();
    calls[2]!.end();
    await appended;
    await writer.settled();
    expect(content().equals(Buffer.concat(Array.from({ length: 12 }, (_, at) => chunkOf(512 * kilobyte, at))))).toBe(
      true,
    );
  });

  test("goes on where a write that took only a part ended", async () => {
    const { write, calls, content } = slowFile();
    const writer = writeBehind(write);
    await writer.append(Buffer.from("abc"));
    await writer.append(Buffer.alloc(0));
    await writer.append(Buffer.from("defg"));
    const settled = writer.settled();
    calls[0]!.end(4);
    await turn();
    expect(calls[1]).toMatchObject({ size: 3, position: 4 });
    calls[1]!.end(1);
    await turn();
    calls[2]!.end();
    await settled;
    expect(content().toString()).toBe("abcdefg");
  });

  test("a failure is told to whoever waits, and to all who come later", async () => {
    const { write, calls } = slowFile();
    const writer = writeBehind(write);
    await writer.append(chunkOf(600 * kilobyte, 1));
    calls[0]!.end(new Error("no space"));
    await turn();
    await expect(writer.settled()).rejects.toThrow("no space");
    await expect(writer.append(chunkOf(4096 * kilobyte, 2))).rejects.toThrow("no space");
    expect(calls).toHaveLength(1);
  });

  test("begins again at the start, once what is being written is written", async () => {
    const { write, calls, content } = slowFile();
    const writer = writeBehind(write);
    await writer.append(chunkOf(600 * kilobyte, 1));
    await writer.append(chunkOf(100 * kilobyte, 2));
    let isOver = false;
    const restarted = writer.restart().then(() => {
      isOver = true;
    });
    await turn();
    expect(isOver).toBe(false);
    calls[0]!.end();
    await restarted;
    await writer.append(Buffer.from("new"));
    const settled = writer.settled();
    expect(calls[1]).toMatchObject({ size: 3, position: 0 });
    calls[1]!.end();
    await settled;
    expect(content().toString()).toBe("new");
  });
});
