import { Readable } from "node:stream";
import { forEachLine, lineCutter } from "./output-lines.js";

const bytes = (text: string) => Buffer.from(text);

function cut(text: string, size: number, limit?: number): string[] {
  const cutter = lineCutter(limit);
  const all = bytes(text);
  const lines: string[] = [];
  for (let at = 0; at < all.length; at += size) lines.push(...cutter.push(all.subarray(at, at + size)));
  return [...lines, ...cutter.end()];
}

test("lines are the same however the bytes arrive", () => {
  const text = "eins\nzwei ä€😀\n\r\nx\r\n50%\r100%\n  kept  \nno end";
  const expected = ["eins", "zwei ä€😀", "", "x", "100%", "  kept  ", "no end"];
  for (let size = 1; size <= bytes(text).length; size++) expect(cut(text, size)).toEqual(expected);
});

test("nothing, and a lone line end", () => {
  expect(cut("", 1)).toEqual([]);
  expect(cut("\n", 1)).toEqual([""]);
});

test("a line without end is handed on in pieces that never split a character", () => {
  const lines = cut(`${"a".repeat(3)}😀${"b".repeat(10)}\nend`, 2, 4);
  expect(lines.join("")).toBe(`aaa😀${"b".repeat(10)}end`);
  for (const line of lines) {
    expect(line.length).toBeLessThanOrEqual(4);
    expect(Buffer.from(line).toString()).toBe(line);
  }
});

test("ten megabytes on one line stay bounded", () => {
  const lines = cut("x".repeat(10_000_000), 65_536);
  expect(lines.join("").length).toBe(10_000_000);
  expect(Math.max(...lines.map((line) => line.length))).toBe(65_536);
});

test("bytes that are not UTF-8 become replacement characters, not errors", () => {
  const cutter = lineCutter();
  expect(cutter.push(Uint8Array.of(0xff, 0x0a, 0xc3))).toEqual(["\ufffd"]);
  expect(cutter.end()).toEqual(["\ufffd"]);
});

test("a slow listener holds the stream back", async () => {
  let read = 0;
  const source = new Readable({
    highWaterMark: 1,
    read() {
      this.push(read++ < 100 ? bytes("line\n") : null);
    },
  });
  let open = 0;
  let seen = 0;
  await forEachLine(source, async () => {
    open++;
    expect(open).toBe(1);
    await new Promise(setImmediate);
    expect(read - seen).toBeLessThan(5);
    seen++;
    open--;
  });
  expect(seen).toBe(100);
});
