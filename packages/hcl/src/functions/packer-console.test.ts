import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { requires } from "@ingot/testing";
import { evaluateText, show } from "../evaluate/evaluate.test-fixtures.js";

/** One expression a line; what Debian's `packer console` makes of each is what we must make of it. */
const expressions = readFileSync(new URL("./packer-console.expressions.txt", import.meta.url), "utf8")
  .trim()
  .split("\n");

/** What is made of an expression: its value as JSON, or `error`. */
type Outcome = string;

/** The last line's result is all that the console prints, so the expressions go in as one. */
function packerOutcomes(batch: readonly string[]): Outcome[] {
  const each = batch.map(
    (text) => `can(${text}) ? try(jsonencode(${text}), (${text}) == null ? "null" : "other") : "error"`,
  );
  const { stdout, stderr } = spawnSync("packer", ["console", "--config-type=hcl2"], {
    input: `jsonencode([${each.join(", ")}])`,
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
    encoding: "utf8",
  });
  if (!stdout.startsWith("[")) throw new Error(`packer console: ${stdout} ${stderr} for ${batch.join("\n")}`);
  return JSON.parse(stdout);
}

function ownOutcome(expression: string): Outcome {
  const { value, diagnostics } = evaluateText(expression);
  return diagnostics.length > 0 ? "error" : show(value);
}

/** Where we differ from 1.6.6, on purpose: what we make of it, and why. */
const differences: Readonly<Record<string, readonly [ours: Outcome, reason: string]>> = {
  "1 / 3": [
    `0.${"3".repeat(155)}`,
    "we count in decimals, cty in 512 bits; the last digits of a fraction without end differ",
  ],
  "1 / 0": ["error", "infinity is of no use in a template"],
  "5 % 0": ["error", "there is no remainder of a division by zero"],
  "false && nope": ["false", "later versions do not evaluate what cannot change the result"],
  "true || nope": ["true", "later versions do not evaluate what cannot change the result"],
  "pow(2, 64)": ["18446744073709551616", "the result is exact, so it is written exactly"],
  'format("%.1f %.1f %.1f %.1f", 0.25, 0.35, 0.05, 1.15)': [
    '"0.2 0.4 0.0 1.2"',
    "these are exact decimals, rounded half to even; cty rounds their binary neighbours",
  ],
  "log(0, 10)": ["error", "infinity is of no use in a template"],
  'coalescelist(null, ["a"])': ['["a"]', "later versions pass over nulls"],
  'element(["a", "b", "c"], -1)': ['"c"', "later versions count from the end"],
  "signum(-3.5)": ["-1", "later versions take fractions"],
  "merge()": ["{}", "1.6.6 makes a value that it cannot encode"],
  "jsonencode(null)": ['"null"', "later versions take null"],
};

const batchSize = 40;

requires("packer", "packer")("packer console", () => {
  const batches = Array.from({ length: Math.ceil(expressions.length / batchSize) }, (_, at) =>
    expressions.slice(at * batchSize, (at + 1) * batchSize),
  );
  test("every difference that is listed is among the expressions", () => {
    expect(Object.keys(differences).filter((expression) => !expressions.includes(expression))).toEqual([]);
  });

  test.each(batches.map((batch, at) => [at * batchSize, batch]))(
    "agrees on the expressions from number %i",
    (_at, batch) => {
      const theirs = packerOutcomes(batch as string[]);
      const expected = (batch as string[]).map((expression, at) => [
        expression,
        differences[expression]?.[0] ?? theirs[at],
      ]);
      expect((batch as string[]).map((expression) => [expression, ownOutcome(expression)])).toEqual(expected);
      const agreeing = (batch as string[]).filter((expression, at) => differences[expression]?.[0] === theirs[at]);
      expect(agreeing).toEqual([]);
    },
  );
});
