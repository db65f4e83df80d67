import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { requires } from "@ingot/testing";
import { Source } from "../source.js";
import { parseExpression } from "../syntax/parser.js";
import { evaluateText, show } from "./evaluate.test-fixtures.js";

/*
 * HCL's published specification, section by section: `expression ⇒ what becomes of it`, with ⏎ for a new line. An outcome
 * is a value as JSON, `error` with its summary, or `syntax error`. Debian's packer must say the same.
 */
interface Case {
  readonly section: string;
  readonly text: string;
  readonly outcome: string;
}

function readCases(): Case[] {
  const path = join(__dirname, "../../../../fixtures/spec/expressions.txt");
  let section = "";
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      if (line.startsWith("# ")) section = line.slice(2);
      const [text, outcome] = line.split(" ⇒ ");
      return outcome === undefined ? [] : [{ section, text: text!.replaceAll("⏎", "\n"), outcome }];
    });
}

function ownOutcome(text: string): string {
  if (parseExpression(new Source("test.hcl", text)).diagnostics.length > 0) return "syntax error";
  const { value, diagnostics } = evaluateText(text);
  return diagnostics[0] ? `error ${diagnostics[0].summary}` : show(value);
}

const cases = readCases();

test.each(cases)("$section: $text", ({ text, outcome }) => {
  expect(ownOutcome(text)).toBe(outcome);
});

test("the file is read", () => {
  expect(cases.length).toBeGreaterThan(350);
});

/** Where we differ from 1.6.6 on purpose, and why. */
const differences: ReadonlyMap<string, string> = new Map([
  ["[1, # one\n2]", "the console reads one line"],
  ["null[*]", "1.6.6 makes an unknown value of it; the specification says that null has no elements"],
  ["null.*", "1.6.6 makes an unknown value of it; the specification says that null has no elements"],
  ["[null] == [null]", "1.6.6 crashes when it compares nulls within lists"],
  ["{a = null} == {a = null}", "1.6.6 crashes when it compares nulls within objects"],
  ["-0", "1.6.6 keeps a sign on zero, and writes it into strings"],
  ['"${0 * -1}"', "1.6.6 keeps a sign on zero, and writes it into strings"],
]);

/** The console prints only the last line's value, so many expressions go in as one; undefined when that one is refused. */
function packerOutcomes(texts: readonly string[]): string[] | undefined {
  const each = texts.map(
    (text) => `can(${text}) ? try(jsonencode(${text}), (${text}) == null ? "null" : "other") : "error"`,
  );
  const { stdout } = spawnSync("packer", ["console", "--config-type=hcl2"], {
    input: `jsonencode([${each.join(", ")}])`,
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
    encoding: "utf8",
  });
  return stdout.startsWith("[") ? JSON.parse(stdout) : undefined;
}

/** What 1.6.6 cannot tell apart: why a thing is an error, and how a string is escaped in JSON. */
function comparable(outcome: string): string {
  return outcome.startsWith("error") ? "error" : JSON.stringify(JSON.parse(outcome));
}

requires("packer", "packer")("packer console", () => {
  const common = cases.filter(({ text }) => !differences.has(text));
  const [refused, taken] = [true, false].map((wanted) =>
    common.filter(({ outcome }) => (outcome === "syntax error") === wanted),
  ) as [Case[], Case[]];
  const batches = Array.from({ length: Math.ceil(taken.length / 40) }, (_, at) => taken.slice(at * 40, at * 40 + 40));

  test.each(batches.map((batch, at) => [at * 40, batch] as const))(
    "agrees on the cases from number %i",
    (_at, batch) => {
      const outcomes = packerOutcomes(batch.map(({ text }) => text.replaceAll("\n", " "))) ?? [];
      const theirs = batch.map(({ text }, at) => [text, outcomes[at] && comparable(outcomes[at])]);
      expect(theirs).toEqual(batch.map(({ text, outcome }) => [text, comparable(outcome)]));
    },
  );

  test("refuses what we refuse", () => {
    expect(refused.filter(({ text }) => packerOutcomes([text]) !== undefined)).toEqual([]);
  });

  test("still differs where we say so", () => {
    const same = [...differences.keys()].filter((text) => {
      const [outcome] = packerOutcomes([text]) ?? ["syntax error"];
      return outcome === ownOutcome(text);
    });
    expect(same).toEqual([]);
    expect(cases.map(({ text }) => text)).toEqual(expect.arrayContaining([...differences.keys()]));
  });
});
