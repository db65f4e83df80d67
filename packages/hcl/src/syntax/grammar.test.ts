import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fencesOf } from "@ingot/testing";
import fc from "fast-check";
import { Source } from "../source.js";
import { type Grammar, readGrammar, rulesIn, textOf } from "./grammar.test-fixtures.js";
import { parseTemplate } from "./parser.js";
import { agree, ownVerdict, tally } from "./reference.test-fixtures.js";

const page = readFileSync(join(__dirname, "../../../../docs/language.md"), "utf8");
const [loose, tight] = fencesOf(page)
  .find(({ info }) => info === "ebnf")!
  .text.split(/\(\*.*\*\)/) as [string, string];
const grammar: Grammar = new Map([...readGrammar(loose, false), ...readGrammar(tight, true)]);

test("the grammar of the manual uses what it defines, and defines what it uses", () => {
  const used = new Set(["File", "BareTemplate", ...[...grammar.values()].flatMap(({ pattern }) => rulesIn(pattern))]);
  expect([...used].sort()).toEqual([...grammar.keys()].sort());
});

const seed = Date.now() % 2 ** 31;

/** Choices to be made one after the other; when there are no more, 0. */
const choices = fc.array(fc.nat(1000), { minLength: 30, maxLength: 300, size: "max" });

function madeBy(rule: string, tape: readonly number[], rules: Grammar = grammar): string {
  let at = 0;
  return textOf(rule, rules, (count) => (tape[at++] ?? 0) % count);
}

test.each([
  ["files", (tape: readonly number[]) => madeBy("File", tape)],
  ["expressions", (tape: readonly number[]) => `a = ${madeBy("Expression", tape)}\n`],
  ["strings", (tape: readonly number[]) => `a = ${madeBy("Quoted", tape)}\n`],
  ["heredocs", (tape: readonly number[]) => `a = ${madeBy("Heredoc", tape)}\n`],
])(`the %s that it makes are accepted, by the reference too (seed ${seed})`, async (_what, make) => {
  const count = tally();
  await fc.assert(
    fc.asyncProperty(choices.map(make), async (text) => {
      await agree(text, count);
      expect(ownVerdict(text)).toMatchObject({ is: "accepted" });
    }),
    { seed, numRuns: 1000 },
  );
});

test("what it makes comes from all of its rules", () => {
  const used = new Set<string>();
  const watched = new Map(grammar);
  watched.get = (name) => {
    used.add(name);
    return grammar.get(name);
  };
  for (const tape of fc.sample(choices, { seed: 1, numRuns: 500 }))
    for (const rule of ["File", "Expression", "Quoted", "Object", "Heredoc", "BareTemplate"])
      madeBy(rule, tape, watched);
  const leftOut = ["Blank"]; // a heredoc's last line is made by hand
  expect([...grammar.keys()].filter((name) => !used.has(name) && !leftOut.includes(name))).toEqual([]);
});

test(`the files of templates that it makes are accepted (seed ${seed})`, () => {
  fc.assert(
    fc.property(
      choices.map((tape) => madeBy("BareTemplate", tape)),
      (text) => {
        const { diagnostics } = parseTemplate(new Source("made", text));
        expect(diagnostics).toEqual([]);
      },
    ),
    { seed, numRuns: 1000 },
  );
});
