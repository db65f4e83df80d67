import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { artifactOfFiles } from "@ingot/core/plugin";
import { packerBuild, requires, type TestHost, testContext, testHost } from "@ingot/testing";
import { checksumPostProcessor } from "./index.js";

const allFiles = (host: TestHost) =>
  readdirSync(host.directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [path.slice(host.directory.length), readFileSync(path, "utf8")]);

const blocks: Record<string, object> = {
  defaults: {},
  "every type": { checksum_types: ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"] },
  "one file for all": { checksum_types: ["sha512", "md5"], output: "sums/{{.BuildName}} {{.BuilderType}}" },
};

requires("packer", "packer")("the checksum files are Packer's", () => {
  test.each(Object.entries(blocks))("%s", async (_name, block) => {
    using theirs = testHost();
    using ours = testHost();
    for (const host of [theirs, ours]) mkdirSync(join(host.directory, "out"));
    for (const host of [theirs, ours]) mkdirSync(join(host.directory, "sums"));
    const build = { target: "out/it's a.txt", content: "hello\n", postProcessors: [{ checksum: block }] };
    const { status, said } = packerBuild(theirs.directory, build);
    expect(status).toBe(0);
    writeFileSync(join(ours.directory, "out/it's a.txt"), "hello\n");
    const parts = { builderId: "packer.file", description: "", files: ["out/it's a.txt"] };
    const run = testContext({ host: ours, build: { name: "file.one", builderType: "file", sourceName: "one" } });
    const config = checksumPostProcessor.config.parse(block);
    const { artifact } = await checksumPostProcessor.process(config, artifactOfFiles(ours.resolve, parts), run);
    expect(allFiles(ours)).toEqual(allFiles(theirs));
    expect(said).toContain(artifact!.description);
  });
});
