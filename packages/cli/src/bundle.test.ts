import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";

const outputs: Metafile["outputs"] = JSON.parse(readFileSync(join(__dirname, "../dist/bundle/parts.json"), "utf8"));

/** What is evaluated when the part made of `source` is loaded, and nothing is yet imported on demand. */
function loadedWith(source: string): { bytes: number; inputs: string[] } {
  const [entry] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(source)) ?? [];
  if (entry === undefined) throw new Error(`no part is made of ${source}`);
  const parts = new Set([entry]);
  for (const part of parts) {
    for (const { path, kind } of outputs[part]!.imports)
      if (kind === "import-statement" && path in outputs) parts.add(path);
  }
  const all = [...parts].map((part) => outputs[part]!);
  return {
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    inputs: all.flatMap(({ inputs }) => Object.keys(inputs)),
  };
}

/** Bounds that are there to be noticed when something large comes along, not to be met to the byte. */
test.each([
  ["packages/cli/dist/bin.js", 20_000],
  ["packages/cli/dist/commands/version.js", 5_000],
  ["packages/cli/dist/commands/fmt.js", 250_000],
  ["packages/cli/dist/commands/validate.js", 400_000],
  ["packages/cli/dist/commands/console.js", 400_000],
  ["packages/builders/null/dist/index.js", 150_000],
  ["packages/provisioners/shell-local/dist/index.js", 150_000],
])("%s brings no more than it uses", (source, bound) => {
  expect(loadedWith(source).bytes).toBeLessThan(bound);
});

test.each([
  ["packages/cli/dist/bin.js", /zod|decimal|tar-stream|packages\/(core\/dist\/engine|hcl)/],
  ["packages/cli/dist/commands/fmt.js", /zod|packages\/(core|builders|clients)/],
  [
    "packages/cli/dist/commands/validate.js",
    /tar-stream|yazl|node_modules\/(yaml|re2js|bcryptjs)|packages\/(builders|clients|provisioners|post-processors)/,
  ],
  ["packages/builders/null/dist/index.js", /zod\/v4\/locales\/(?!en)|packages\/clients/],
])("%s does not bring %s", (source, heavy) => {
  expect(loadedWith(source).inputs.filter((input) => heavy.test(input))).toEqual([]);
});
