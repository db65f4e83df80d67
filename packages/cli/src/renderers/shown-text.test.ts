import { machineText, shownText } from "./shown-text.js";

test.each([
  ["plain, café, 日本語 👩‍👧\tand\nlines", "plain, café, 日本語 👩‍👧\tand\nlines"],
  ["a\u001b[31mb", "a␛[31mb"],
  ["\u0000\u0007\b\r\u007f\u009b2J", "␀␇␈␍␡\ufffd2J"],
  ["file\u202egpj.exe", "file\ufffdgpj.exe"],
])("a sentence of ours: %j", (text, shown) => {
  expect(shownText(text)).toBe(shown);
});

test.each([
  ["plain", "plain", "plain"],
  [
    "\u001b[1;31mred\u001b[m and \u001b[38:5:2mgreen",
    "\u001b[1;31mred\u001b[m and \u001b[38:5:2mgreen",
    "red and green",
  ],
  ["\u001b]0;title\u0007text", "text", "text"],
  ["\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link", "link"],
  ["\u001b[2J\u001b[?25l\u001b[1;1Hat the top", "at the top", "at the top"],
  ["\u001bPq#0\u001b\\after \u001b(B\u001bc", "after ", "after "],
  ["\u001b]0;never ended", "␛]0;never ended", "␛]0;never ended"],
  ["back\bspace \u009b2J", "back␈space \ufffd2J", "back␈space \ufffd2J"],
])("a machine's line: %j", (text, coloured, plain) => {
  expect(machineText(text, true)).toBe(coloured);
  expect(machineText(text, false)).toBe(plain);
});

test("takes time in proportion to the text, whatever is in it", () => {
  const hostile = "\u001b]".repeat(30_000) + "\u001b[".repeat(30_000);
  expect(machineText(hostile, true)).toHaveLength(hostile.length);
});
