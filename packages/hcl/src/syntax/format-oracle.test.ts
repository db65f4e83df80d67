import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requires } from "@ingot/testing";
import fc from "fast-check";
import { Source } from "../source.js";
import { format } from "./format.js";
import { generatedFile } from "./generated-hcl.test-fixtures.js";
import { itemsOf, mutated } from "./mutations.test-fixtures.js";
import { oddText } from "./odd-text.test-fixtures.js";
import { parse } from "./parser.js";

const folder = join(__dirname, "../../../../fixtures");

/** Every fixture that is no bad syntax. */
function fixtures(): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".hcl"))
    .map((path) => readFileSync(join(folder, path), "utf8"))
    .filter(isValid);
}

/** What `packer fmt` makes of each text, undefined where it refuses one; all go into one folder, since starting it takes time. */
function formatByPacker(texts: readonly string[]): (string | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), "ingot-fmt-"));
  const path = (index: number) => join(folder, `${String(index).padStart(5, "0")}.pkr.hcl`);
  try {
    texts.forEach((text, index) => {
      writeFileSync(path(index), text);
    });
    for (let refused = refusedByPacker(folder); refused; refused = refusedByPacker(folder))
      rmSync(join(folder, refused));
    return texts.map((_, index) => (existsSync(path(index)) ? readFileSync(path(index), "utf8") : undefined));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** It formats one file after the other, up to the first that it refuses. */
function refusedByPacker(folder: string): string | undefined {
  const { status, stdout } = spawnSync("packer", ["fmt", folder], {
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
    encoding: "utf8",
  });
  return status === 0 ? undefined : /[^/\s]*\.pkr\.hcl(?=\s*$)/.exec(stdout)![0];
}

const isValid = (text: string) => parse(new Source("a.hcl", text)).diagnostics.length === 0;

// Its older version does not know "::"; it writes U+FFFD for what is no UTF-8, and blanks for a lone byte order mark.
const isOld = (text: string) => !/::|\p{Surrogate}|^\ufeff\s*$/u.test(text);

/** The text with blanks, newlines and comments put in where they may or may not fit. */
function sprinkled(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const scrap = fc.constantFrom("# c\n", "/* c */", "// d\n", "/* e\n  f */", "\n", " ", "\t", "\r\n");
  const scraps = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), scrap), { maxLength: 5 });
  return fc.tuple(texts, scraps).map(([text, all]) =>
    all.reduce((rest, [place, each]) => {
      const at = Math.floor(place * rest.length);
      return rest.slice(0, at) + each + rest.slice(at);
    }, text),
  );
}

const odd = {
  empty: "",
  blank: " \n\t\n",
  "a tab and no newline": "\t",
  "no newline": "a=1",
  "a comment and no newline": "a=1 # b",
  "a very long line": `a=[${"1,".repeat(20_000)}2] # c\nbb=2 # d\n`,
  "many lines to align": Array.from({ length: 2000 }, (_, at) => `a${at}=${at} # c\n`).join(""),
  "wide characters": 'é=1 # a\n日本=2 # b\ne\u0301e=3 # c\na="👩‍👩‍👧" # d\nbb="x" # e\n',
  "templates in templates": 'a="${ b("${ c[ 0 ] } ${d}") }%{if  x }${ "y" }%{  endif }"\n',
};

requires("packer", "apt-get install packer")("as `packer fmt`, byte for byte", () => {
  test("the fixtures", () => {
    const all = fixtures();
    const texts = all.map((text) => text.replace(/^.*::.*\n/gm, ""));
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.filter((text) => !isOld(text) || !isValid(text))).toEqual([]);
    expect(texts.map(format)).toEqual(formatByPacker(texts));
  });

  test("odd files", () => {
    const texts = Object.values(odd);
    expect(texts.every(isValid)).toBe(true);
    const formatted = formatByPacker(texts);
    for (const [at, name] of Object.keys(odd).entries())
      expect([name, format(texts[at]!)]).toEqual([name, formatted[at]]);
  });

  const seed = Date.now() % 2 ** 31;
  const small = fixtures().flatMap(itemsOf);
  test.each([
    ["generated files", generatedFile, 1500],
    ["generated files with comments anywhere", sprinkled(generatedFile), 3000],
    ["mutated fixtures", mutated(small), 4000],
    ["odd tokens, strings, heredocs and numbers", oddText, 4000],
  ])(
    `%s, which it then leaves as they are (seed ${seed})`,
    (_name, made, numRuns) => {
      const texts = fc.sample(made, { seed, numRuns }).filter((text) => isValid(text) && isOld(text));
      expect(texts.length).toBeGreaterThan(500);
      const expected = formatByPacker(texts);
      // A new line within "[*]" and a carriage return after a heredoc's end came later.
      expect(expected.filter((each) => each === undefined).length).toBeLessThan(0.01 * numRuns);
      for (const [index, text] of texts.entries()) {
        const formatted = expected[index];
        if (formatted === undefined) continue;
        expect({ text, formatted: format(text) }).toEqual({ text, formatted });
        expect({ text, again: format(formatted) }).toEqual({ text, again: formatted });
      }
    },
    60_000,
  );
});
