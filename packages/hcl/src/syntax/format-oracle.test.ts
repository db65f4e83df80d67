import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requires } from "@ingot/testing";
import fc from "fast-check";
import { Source } from "../source.js";
import { format } from "./format.js";
import { generatedFile } from "./generated-hcl.test-fixtures.js";
import { parse } from "./parser.js";

const fixtures = join(__dirname, "../../../../fixtures/syntax/good");

/** What `packer fmt` makes of each text; all go into one folder, since starting it is what takes time. */
function formatByPacker(texts: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "ingot-fmt-"));
  const path = (index: number) => join(folder, `${String(index).padStart(5, "0")}.pkr.hcl`);
  try {
    texts.forEach((text, index) => {
      writeFileSync(path(index), text);
    });
    const { status, stderr } = spawnSync("packer", ["fmt", folder], {
      env: { ...process.env, CHECKPOINT_DISABLE: "1" },
    });
    if (status !== 0) throw new Error(`packer fmt failed: ${stderr}`);
    return texts.map((_, index) => readFileSync(path(index), "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const isValid = (text: string) => parse(new Source("a.hcl", text)).diagnostics.length === 0;

// Its grammar has no "::", which came later.
const isOld = (text: string) => !text.includes("::");

requires("packer", "apt-get install packer")("as `packer fmt`, byte for byte", () => {
  test("the fixtures", () => {
    const texts = readdirSync(fixtures).map((name) =>
      readFileSync(join(fixtures, name), "utf8").replace(/^.*::.*\n/m, ""),
    );
    expect(texts.every(isOld)).toBe(true);
    expect(texts.map(format)).toEqual(formatByPacker(texts));
  });

  test("generated files, which it then leaves as they are", () => {
    const seed = Date.now();
    const texts = fc.sample(generatedFile, { seed, numRuns: 1000 }).filter(isValid);
    expect(texts.length).toBeGreaterThan(500);
    const expected = formatByPacker(texts);
    texts.forEach((text, index) => {
      expect({ seed, text, formatted: format(text) }).toEqual({ seed, text, formatted: expected[index] });
      expect({ seed, text, again: format(expected[index]!) }).toEqual({ seed, text, again: expected[index] });
    });
  }, 60_000);
});
