import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../../../..");

/** Every summary that the table rows of the glossary's first section name. */
function documented(): Set<string> {
  const page = readFileSync(join(root, "docs/diagnostics.md"), "utf8");
  const section = page.slice(page.indexOf("## Syntax"), page.indexOf("## Expressions"));
  return new Set([...section.matchAll(/^\| ([A-Z][^|]*) \| error/gm)].flatMap(([, names]) => names!.split(", ")));
}

/** Every summary in the sources: the first text in double quotes of a call that complains. */
function written(): Set<string> {
  const files = readdirSync(__dirname).filter((name) => name.endsWith(".ts") && !/\.test(-fixtures)?\.ts$/.test(name));
  const sources = files.map((name) => readFileSync(join(__dirname, name), "utf8")).join("\n");
  const calls = sources.matchAll(
    /\b(?:fail|report|unexpected|errorAt|limitAt)\(\s*(?:[\w.#{} (),+:-]+,\s*)?"([A-Z][^"]*)"/g,
  );
  const rows = sources.matchAll(/\["((?:Invalid|Unsupported) [a-z]+)", [`"]/g);
  return new Set([...calls, ...rows].map(([, summary]) => summary!));
}

test("every summary of a syntax error is in the glossary, and no other", () => {
  const expected = documented();
  expect([...written()].sort()).toEqual([...expected].sort());
});
