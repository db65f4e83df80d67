import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { generatedFile } from "../syntax/generated-hcl.test-fixtures.js";
import { type Argument, type Body, edit } from "./index.js";

const seed = Date.now();

const argumentsOf = (body: Body): Argument[] =>
  body.items.flatMap((item) => (item.kind === "argument" ? item : argumentsOf(item.body)));

const scrap = fc.constantFrom(
  "",
  "}",
  "{",
  '"',
  "(",
  "]",
  "=",
  "\n",
  "\r",
  "<<E\n",
  "${",
  "/*",
  "*/",
  "#",
  "'",
  " ",
  "a",
  "\ufeff",
  "\ud800",
);

/** Files with a few stretches replaced by what breaks them. */
const damaged = fc
  .tuple(generatedFile, fc.array(fc.tuple(fc.nat(), fc.nat(3), scrap), { minLength: 1, maxLength: 4 }))
  .map(([file, cuts]) =>
    cuts.reduce((text, [at, length, instead]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + instead + text.slice(from + length);
    }, file),
  );

/** What holds for any text at all. */
function check(text: string, which: number): void {
  const document = edit(text);
  expect(document.print()).toBe(text);
  const all = argumentsOf(document.body);
  const argument = all[which % Math.max(all.length, 1)];
  if (!argument) return;
  const { start, end } = argument.expression.range;
  const before = argument.text;
  expect(before).toBe(text.slice(start, end));
  argument.set(77);
  argument.parent!.set("added_here", 1);
  argument.parent!.remove("added_here");
  if (document.diagnostics.length > 0) expect(document.print()).toBe(`${text.slice(0, start)}77${text.slice(end)}`);
}

test("a broken text is kept, and an edit beside it changes nothing else", () => {
  fc.assert(fc.property(damaged, fc.nat(), check), { seed, numRuns: 4000 });
});

test("what closes the block around it, and then leaves a string open, is kept as well", () => {
  check('a{\nb/*\n*/ ~} u"]\n', 0);
  check('a{ # c\na/*0=\t1\n\n} # c\nbb1=[for k,v in 1: "t ${ x /* c */ ~} u"] # c\n', 0);
});

const folder = join(__dirname, "../../../../fixtures/syntax");

test.each(readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".hcl")))(
  "%s is printed as it is",
  (name) => {
    const text = readFileSync(join(folder, name), "utf8");
    expect(edit(text).print()).toBe(text);
  },
);
