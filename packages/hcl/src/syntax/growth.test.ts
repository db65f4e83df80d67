import { charactersLookedAt } from "../characters-looked-at.test-fixtures.js";
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

/** A token may cost more the longer the text is. */
const charactersRead = (text: string): number => charactersLookedAt(() => parse(new Source("a.hcl", text)));

test.each<[string, string]>([
  ["unterminated heredocs", "a = <<E\n"],
  ["different unterminated heredocs", "a = <<E\n${\n"],
  ["unclosed lists", "a = [\n"],
  ["unclosed interpolations", 'a = "${\n'],
  ["unterminated strings", 'a = "\n'],
  ["unterminated comments", "/* "],
  ["quotes", '"'],
  ["stray brackets", ")]}"],
  ["open brackets", "([{"],
  ["doubled markers", "%%{$${"],
  ["dots", "a = 1....\n"],
  ["carriage returns", "\r"],
  ["NUL", "\0"],
  ["duplicates", "a = 1\n"],
  ["labels", 'a "b" "c" '],
])("eight times the text is at most eight times the characters to look at: %s", (_name, unit) => {
  const [once, eight] = [charactersRead(unit.repeat(2000)), charactersRead(unit.repeat(16_000))];
  expect(once).toBeGreaterThan(0);
  expect(eight).toBeLessThanOrEqual(8 * once + 1000);
});
