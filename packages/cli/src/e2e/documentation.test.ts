import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { root } from "./consumer.test-fixtures.js";
import { type CodeBlock, codeBlocks } from "./documentation.test-fixtures.js";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(60_000); // the type checker is as quick as the machine

const strict = {
  strict: true,
  noEmit: true,
  module: "NodeNext",
  target: "ES2022",
  lib: ["ES2023", "ESNext.Disposable", "DOM"],
  types: ["node"],
  noUnusedLocals: true,
};

/** A project that has this repository's packages installed. */
function project(blocks: readonly CodeBlock[]): Workplace {
  const place = workplace({ "package.json": JSON.stringify({ type: "module" }) });
  symlinkSync(join(root, "node_modules"), place.path("node_modules"));
  for (const { file, text } of blocks) if (file !== undefined) place.write({ [file]: text });
  return place;
}

const compiled = async (text: string) => (await transform(text, { loader: "ts", target: "node20" })).code;

async function runBlock(block: CodeBlock, all: readonly CodeBlock[]) {
  using place = project(all);
  for (const { file, text } of all)
    if (file?.endsWith(".ts")) place.write({ [file.replace(".ts", ".js")]: await compiled(text) });
  const name = block.language === "cjs" ? "block.cjs" : "block.mjs";
  place.write({ [name]: block.language === "cjs" ? block.text : await compiled(block.text) });
  return await place.run(process.execPath, "--no-warnings", name);
}

const pages = [
  "README.md",
  "docs/ci.md",
  "docs/library.md",
  "docs/plugins.md",
  "docs/editing.md",
  "packages/hcl/README.md",
];

describe.each(pages)("%s", (page) => {
  const blocks = codeBlocks(readFileSync(join(root, page), "utf8"));
  const programs = blocks.filter(({ language, file }) => ["ts", "cjs"].includes(language) && !file);

  test.each(programs.map((block, at) => [at + 1, block] as const))("program %d runs", async (_at, block) => {
    const { code, out, err } = await runBlock(block, blocks);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.trim()).not.toBe("");
    if (block.output !== undefined) expect(out.trim()).toBe(block.output.trim());
  });

  test("its TypeScript is type-checked", async () => {
    using place = project(blocks);
    const typed = blocks.filter(({ language }) => language === "ts");
    const files = typed.map(({ file, text }, at) => {
      const name = file ?? `block-${at}.ts`;
      place.write({ [name]: text });
      return name;
    });
    place.write({ "tsconfig.json": JSON.stringify({ compilerOptions: strict, files }) });
    const { code, out } = await place.run(join(root, "node_modules/.bin/tsc"), "--project", "tsconfig.json");
    expect({ code, out }).toEqual({ code: 0, out: "" });
  });

  test("its templates are in canonical style", async () => {
    using place = project(blocks);
    expect(await place.ingot("fmt", "-check", ".")).toMatchObject({ code: 0 });
  });
});

test("every program of docs/library.md, docs/plugins.md and docs/editing.md says what it prints", () => {
  for (const page of ["docs/library.md", "docs/plugins.md", "docs/editing.md"]) {
    const blocks = codeBlocks(readFileSync(join(root, page), "utf8"));
    const silent = blocks.filter(
      ({ language, file, output }) => ["ts", "cjs"].includes(language) && !file && output === undefined,
    );
    expect(silent).toEqual([]);
  }
});
