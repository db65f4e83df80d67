import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { artifactOfFiles } from "@ingot/core/plugin";
import { type TestHost, testContext, testHost } from "@ingot/testing";
import { artificePostProcessor } from "./index.js";

function write(host: TestHost, ...names: string[]): void {
  for (const name of names) {
    mkdirSync(join(host.directory, name, ".."), { recursive: true });
    writeFileSync(join(host.directory, name), name);
  }
}

async function replace(host: TestHost, files: readonly string[], old: readonly string[] = []) {
  const run = testContext({ host });
  const artifact = artifactOfFiles(host.resolve, { builderId: "b", description: "d", files: old, values: { v: 1 } });
  const result = await artificePostProcessor.process(artificePostProcessor.config.parse({ files }), artifact, run);
  return { ...result, said: run.said };
}

test("files take the place of the artifact's", async () => {
  using host = testHost();
  write(host, "out/b.box", "out/a.box", "out/no.txt", "old.img");
  const { artifact, keepInput, said } = await replace(host, ["out/*.box"], ["old.img"]);
  expect(artifact).toMatchObject({
    builderId: "packer.post-processor.artifice",
    id: "",
    files: ["out/a.box", "out/b.box"],
    description: "Created artifact from files: out/a.box, out/b.box",
    values: { v: 1 },
  });
  expect(keepInput).toBe(true);
  expect(said).toEqual(["Discarding files from artifact: old.img", "Using these artifact files: out/a.box, out/b.box"]);
});

test("an artifact without files has none to discard", async () => {
  using host = testHost();
  write(host, "a");
  expect((await replace(host, ["a"])).said).toEqual(["Using these artifact files: a"]);
});

test.each([
  [
    ["b*", "*"],
    ["b 1", "b[2]", ".hidden", "it's", "sub"],
  ],
  [["b[2]"], ["b[2]"]],
  [["b?[0-9]"], ["b 1"]],
  [["sub/**/x.*"], ["sub/deep/er/x.2", "sub/x.1"]],
  [["**/x.1"], ["sub/x.1"]],
  [["s*/deep/*/x.2"], ["sub/deep/er/x.2"]],
  [["./sub/x.*"], ["sub/x.1"]],
  [
    ["it's", "it's", "./it's"],
    ["it's", "./it's"],
  ],
])("patterns %j", async (patterns, expected) => {
  using host = testHost();
  write(host, "b 1", "b[2]", ".hidden", "it's", "sub/x.1", "sub/deep/er/x.2");
  expect((await replace(host, patterns)).artifact!.files).toEqual(expected);
});

test("absolute patterns, and links that lead in a circle", async () => {
  using host = testHost();
  write(host, "sub/x");
  symlinkSync("..", join(host.directory, "sub/up"));
  const { artifact } = await replace(host, [`${host.directory}/**/x`]);
  expect(artifact!.files).toEqual([join(host.directory, "sub/x")]);
});

test.each(["missing.box", "no/*.box", "*.box"])("%s matches nothing, and that is an error", async (pattern) => {
  using host = testHost();
  await expect(replace(host, [pattern])).rejects.toMatchObject({
    code: "NO_MATCH",
    message: `No file matches "${pattern}", so the artifact would lack what you named. A relative pattern starts at "${host.directory}".`,
  });
});

test("destroying the new artifact removes nothing: the run did not make these files", async () => {
  using host = testHost();
  write(host, "mine");
  await (await replace(host, ["m*"])).artifact!.destroy();
  expect(existsSync(join(host.directory, "mine"))).toBe(true);
});

test("an input that has one of the files must stay", async () => {
  using host = testHost();
  write(host, "out/a", "out/b");
  expect((await replace(host, ["out/*"], [`${host.directory}/out/b`])).keepInput).toBe("always");
  expect(readdirSync(join(host.directory, "out"))).toEqual(["a", "b"]);
});

test("without files there would be nothing", () => {
  const check = (settings: object) =>
    artificePostProcessor.check!(artificePostProcessor.config.parse(settings), {
      cwd: "/",
      env: {},
      kindOf: () => undefined,
    });
  expect(check({})).toEqual([
    {
      path: ["files"],
      summary: "No files for the artifact",
      detail:
        'files is empty, so the artifact would be empty too. Name at least one file or pattern, such as "output/*.box".',
    },
  ]);
  expect(check({ files: ["a"] })).toEqual([]);
});
