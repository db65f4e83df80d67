import { Source } from "../source.js";
import { parse } from "./parser.js";
import { Scanner } from "./scanner.js";

const each = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join("");

/** How many tokens are read, counting those that are read again after an error. */
function tokensRead(text: string): number {
  const advance = jest.spyOn(Scanner.prototype, "advance");
  try {
    parse(new Source("a.hcl", text));
    return advance.mock.calls.length;
  } finally {
    advance.mockRestore();
  }
}

test.each<[string, (size: number) => string]>([
  ["unterminated heredocs", (size) => each(size, (at) => `a${at} = <<EOT${at}\nline\n`)],
  ["unterminated strings", (size) => each(size, (at) => `a${at} = "never ends\n`)],
  ["unterminated interpolations", (size) => each(size, (at) => `a${at} = "x \${ y\n`)],
  ["errors", (size) => each(size, (at) => `a${at} = @\n`)],
  ["errors on one line", (size) => "a = @ ".repeat(size)],
  ["unclosed brackets", (size) => each(size, (at) => `a${at} = [1, (2\n`)],
  ["unclosed braces", (size) => each(size, (at) => `b${at} {\n  a = {\n`)],
  ["stray braces", (size) => "}\n".repeat(size)],
  ["deep brackets", (size) => `a = ${"[".repeat(size)}`],
  ["deep blocks", (size) => "a {\n".repeat(size)],
  ["duplicate arguments", (size) => "a = 1\n".repeat(size)],
  ["few errors in many lines", (size) => each(40, (at) => `a${at} = [1 2\n${"  x\n".repeat(size / 40)}`)],
])("twice the text is at most twice the tokens to read: %s", (_name, textOf) => {
  const [once, twice] = [tokensRead(textOf(2000)), tokensRead(textOf(4000))];
  expect(twice).toBeLessThanOrEqual(2 * once + 50);
});
