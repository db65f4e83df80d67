import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseByReference } from "@cdktf/hcl2json";
import fc from "fast-check";
import { Source } from "../source.js";
import { generatedFile } from "./generated-hcl.test-fixtures.js";
import { itemsOf, mutated } from "./mutations.test-fixtures.js";
import { parse } from "./parser.js";

/*
 * The reference parser and ours must accept and refuse the same texts. What is known to differ, and why:
 * - Nesting beyond 400 and files beyond 64 Mi characters: we refuse them, so that no later walk can overflow the stack.
 * - Numbers beyond 10^100000: we refuse them, the reference makes them infinite.
 * None of these can arise from the texts below.
 */

const fixtures = join(__dirname, "../../../../fixtures/syntax");

function filesIn(folder: string): [name: string, text: string][] {
  return readdirSync(join(fixtures, folder)).map((name) => [name, readFileSync(join(fixtures, folder, name), "utf8")]);
}

/** Whether the reference parses a text. That it cannot turn some blocks into JSON is none of the syntax's fault. */
async function accepts(text: string): Promise<boolean> {
  try {
    await parseByReference("a.hcl", text);
    return true;
  } catch (error) {
    return !String(error instanceof Error ? error.message : error).startsWith("parse config");
  }
}

const complaints = (text: string) => parse(new Source("a.hcl", text)).diagnostics.map(({ summary }) => summary);

test.each(filesIn("good"))("%s is accepted by both", async (_name, text) => {
  expect(complaints(text)).toEqual([]);
  expect(await accepts(text)).toBe(true);
});

test.each(filesIn("bad"))("%s is refused by both, for one reason", async (_name, text) => {
  expect(complaints(text)).toHaveLength(1);
  expect(await accepts(text)).toBe(false);
});

async function agree(text: string): Promise<void> {
  const refused = complaints(text);
  if ((await accepts(text)) !== (refused.length === 0)) {
    throw new Error(
      `${refused.length > 0 ? `refused alone (${refused[0]})` : "accepted alone"}: ${JSON.stringify(text)}`,
    );
  }
}

// A failure prints the seed, with which it can be repeated.
const bounded = { interruptAfterTimeLimit: 8000 };

test("mutated files are accepted and refused alike", async () => {
  const texts = filesIn("good").flatMap(([, text]) => itemsOf(text));
  await fc.assert(fc.asyncProperty(mutated(texts), agree), { numRuns: 500, ...bounded });
}, 30_000);

test("generated files are accepted by both", async () => {
  await fc.assert(fc.asyncProperty(generatedFile, agree), { numRuns: 200, ...bounded });
  const refused = fc.sample(generatedFile, 200).filter((text) => complaints(text).length > 0);
  expect(refused.length).toBeLessThan(40);
}, 30_000);
