import { goQuote } from "./go-quote.js";

/** The right-hand sides are what `packer inspect` prints. */
test.each([
  ["plain", '"plain"'],
  ['z"q\\', '"z\\"q\\\\"'],
  ["\x07\b\f\n\r\t\v", '"\\a\\b\\f\\n\\r\\t\\v"'],
  ["\x01\x7f", '"\\x01\\x7f"'],
  ["é 😀", '"é 😀"'],
  ["\u00ad\u200b\u00a0", '"\\u00ad\\u200b\\u00a0"'],
  ["\u{e0001}", '"\\U000e0001"'],
])("%j is %s", (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});
