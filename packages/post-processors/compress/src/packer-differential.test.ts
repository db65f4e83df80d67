import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { artifactOfFiles } from "@ingot/core/plugin";
import { packerBuild, requires, type TestHost, testContext, testHost } from "@ingot/testing";
import { compressPostProcessor } from "./index.js";

const content = "hello one\n".repeat(10_000);

/** What is in the archive, whatever it looks like outside. */
const unpackers: Record<string, (path: string) => unknown> = {
  gz: (path) => gunzipSync(readFileSync(path)).toString(),
  bgzf: (path) => gunzipSync(readFileSync(path)).toString(),
  lz4: (path) => execFileSync("lz4", ["-dc", path], { encoding: "utf8" }),
  xz: (path) => execFileSync("xz", ["-dc"], { input: readFileSync(path), encoding: "utf8" }),
  tar: (path) => tarListing(readFileSync(path)),
  "tar.gz": (path) => tarListing(gunzipSync(readFileSync(path))),
  box: (path) => tarListing(gunzipSync(readFileSync(path))),
  zip: (path) => [
    execFileSync("unzip", ["-Z1", path], { encoding: "utf8" }),
    execFileSync("unzip", ["-p", path], { encoding: "utf8" }),
  ],
};

const tarListing = (input: Buffer) => [
  execFileSync("tar", ["tvf", "-", "--utc", "--numeric-owner"], { input, encoding: "utf8" }),
  execFileSync("tar", ["xOf", "-"], { input, encoding: "utf8" }),
];

requires("packer", "packer")("the archives hold what Packer's hold", () => {
  test.each(Object.keys(unpackers))("%s", async (ending) => {
    using theirs = testHost();
    using ours = testHost();
    const output = `packed.${ending}`;
    const settings = { output, keep_input_artifact: true };
    const packed = packerBuild(theirs.directory, {
      target: "sub/one.txt",
      content,
      postProcessors: [{ compress: settings }],
    });
    expect(packed.status).toBe(0);
    const { artifact, said } = await compress(ours, output);
    expect(unpackers[ending]!(join(ours.directory, output))).toEqual(
      unpackers[ending]!(join(theirs.directory, output)),
    );
    expect(packed.said.map(sameCores)).toEqual(expect.arrayContaining([...said, artifact!.description].map(sameCores)));
  });
});

/** Packer's xz uses one processor and says why; ours uses all. */
const sameCores = (text: string) => text.replace(/with \d+ cores? for (\S+).*/, "for $1");

async function compress(host: TestHost, output: string) {
  execFileSync("mkdir", ["sub"], { cwd: host.directory });
  writeFileSync(join(host.directory, "sub/one.txt"), content, { mode: 0o600 });
  const parts = { builderId: "packer.file", description: "", files: ["sub/one.txt"] };
  const run = testContext({ host, build: { name: "file.one", builderType: "file", sourceName: "one" } });
  const config = compressPostProcessor.config.parse({ output });
  const { artifact } = await compressPostProcessor.process(config, artifactOfFiles(host.resolve, parts), run);
  return { artifact, said: run.said };
}
