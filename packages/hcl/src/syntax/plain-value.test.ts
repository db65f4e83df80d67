import fc from "fast-check";
import { Source } from "../source.js";
import { Cursor } from "./cursor.js";
import { parseExpression } from "./expression-parser.js";
import { generatedFile } from "./generated-hcl.test-fixtures.js";
import { heightMaker } from "./height-maker.js";
import { mutated } from "./mutations.test-fixtures.js";
import { oddText } from "./odd-text.test-fixtures.js";
import { highestPlainValue, nextLine, none, plainValueEnd } from "./plain-value.js";

const plain = [
  '""',
  '"a b $ 100% \\n \\" \\\\"',
  '"${a}-${ b.c }"',
  "12",
  "999999999999999",
  "true",
  "f()",
  '"${f("a", [b])}c"',
  "f(1,\n g(x.y), )",
  "var.release",
  "é.b-c",
  "[]",
  "[ # none\n]",
  '["a", 1, [b.c],\n  # more\n  "d", ]',
  "{}",
  '{ a = 1, "b" : c }',
  "{\n  a = [1,\n 2] # one\n\n  b = {}\n}",
  "[for_each]",
];

const other = [
  "'a'",
  '"a',
  '"$${a}"',
  '"%{ if a }b%{ endif }"',
  '"${f(a...)}"',
  "f (a)",
  "f(,)",
  "a::b(c)",
  "for(a)",
  '"\\u00e9"',
  '"\\q"',
  "1.5",
  "-1",
  "1000000000000000",
  "a.0",
  "a[0]",
  "a.b()",
  "a + b",
  "a b",
  "[1 2]",
  "[for a in b: c]",
  "{for a, b in c : a => b}",
  "{ a = 1 b = 2 }",
  "{ a == 1 }",
  "{ a => 1 }",
  "{ a =\n1 }",
  "{ (a) = 1 }",
  "(1)",
  "<<E\na\nE",
  "a /* b */ + c",
];

/** Where the value ends that is alone on its line. */
function endOf(text: string, at: number): number {
  const end = plainValueEnd(text, at);
  return end !== none && nextLine(text, end) !== none ? end : none;
}

test.each(plain)("%j is plain", (text) => {
  expect(endOf(`${text} # why\n`, 0)).toBe(text.length);
});

test.each(other)("%j is left to the productions", (text) => {
  expect(endOf(`${text}\n`, 0)).toBe(none);
});

test("a value without a new line after it is left to the productions", () => {
  expect(endOf("1", 0)).toBe(none);
});

/** What the productions make of it. */
function read(text: string) {
  const cursor = new Cursor(new Source("a.hcl", text), { as: "body", make: heightMaker, parseExpression });
  const height = parseExpression(cursor);
  return { height, problem: cursor.recover(), end: cursor.end, next: cursor.kind };
}

function expectSame(text: string): void {
  for (const { index } of text.matchAll(/=|$/g)) {
    const value = text.slice(index + 1).trimStart();
    const end = endOf(value, 0);
    if (end === none) continue;
    const { height, ...rest } = read(value);
    expect(rest).toEqual({ problem: undefined, end, next: "newline" });
    expect(height).toBeLessThanOrEqual(highestPlainValue);
  }
}

test.each(plain)("the productions take as much of %j", (text) => expectSame(`= ${text}\n`));

const seed = Date.now() % 2 ** 31;

test.each([
  ["valid files", generatedFile],
  ["mutated values", mutated(plain.map((text) => `= ${text}\n`))],
  ["odd tokens and strings", oddText],
])("the productions take what is plain, and no more: %s (seed ${seed})", (_name, texts) => {
  fc.assert(fc.property(texts, expectSame), { numRuns: 3000, seed });
});

const nested = (levels: number, open: string, close: string, inner: string) =>
  open.repeat(levels) + inner + close.repeat(levels);

test("nesting and names have bounds, which keep the tree low", () => {
  const inner = '"${a.b.c.d.e.f.g.h}"';
  for (const [open, close] of [
    ["{a=", "}"],
    ["[", "]"],
    ["f(", ")"],
    ['"${f(', ')}"'],
  ] as const) {
    const text = nested(7, open, close, inner);
    expect(endOf(`${text}\n`, 0)).toBe(text.length);
    expectSame(`= ${text}\n`);
    expect(endOf(`${nested(9, open, close, "1")}\n`, 0)).toBe(none);
  }
  expect(endOf('"${a.b.c.d.e.f.g.h.i}"\n', 0)).toBe(none);
});
