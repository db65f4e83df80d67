import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { artifactOfFiles } from "@ingot/core/plugin";
import { type TestContextOptions, type TestHost, testContext, testHost } from "@ingot/testing";
import { manifestPostProcessor } from "./index.js";

const runId = "0123456789abcdef0123456789abcdef";
const uuid = "01234567-89ab-cdef-0123-456789abcdef";

const artifactOf = (host: TestHost, files: readonly string[] = [], id = "File") =>
  artifactOfFiles(host.resolve, { builderId: "packer.file", description: "d", files, id, values: { ID: "i<1>" } });

async function record(
  host: TestHost,
  settings: object,
  artifact = artifactOf(host),
  options: Partial<TestContextOptions> = {},
) {
  const fixed = { ...host, now: () => new Date("2026-11-21T01:02:03.999Z") };
  const build = { name: "x.file.n", builderType: "file", sourceName: "n" };
  const run = testContext({ runId, build, ...options, host: fixed });
  const result = await manifestPostProcessor.process(manifestPostProcessor.config.parse(settings), artifact, run);
  await run.close();
  return result;
}

const read = (host: TestHost, name = "packer-manifest.json") => readFileSync(join(host.directory, name), "utf8");

test("byte for byte what Packer writes", async () => {
  using host = testHost();
  writeFileSync(join(host.directory, "tt"), "x");
  const artifact = artifactOf(host, ["tt"]);
  const result = await record(host, { custom_data: { z: "b<&>{{ .ID }}", a: "1" } }, artifact);
  expect(read(host)).toBe(`{
  "builds": [
    {
      "name": "n",
      "builder_type": "file",
      "build_time": 1795222923,
      "files": [
        {
          "name": "tt",
          "size": 1
        }
      ],
      "artifact_id": "File",
      "packer_run_uuid": "${uuid}",
      "custom_data": {
        "a": "1",
        "z": "b\\u003c\\u0026\\u003ei\\u003c1\\u003e"
      }
    }
  ],
  "last_run_uuid": "${uuid}"
}`);
  expect(result).toEqual({ artifact, keepInput: "always" });
  expect(statSync(join(host.directory, "packer-manifest.json")).mode & 0o777).toBe(0o664 & ~process.umask());
});

test("without files, data, directories or time", async () => {
  using host = testHost();
  mkdirSync(join(host.directory, "d"));
  writeFileSync(join(host.directory, "d/f"), "123");
  await record(host, { strip_time: true, output: "new/m.json" });
  await record(host, { strip_path: true, strip_time: true, output: "new/m.json" }, artifactOf(host, ["d/f"]));
  const common = { name: "n", builder_type: "file", artifact_id: "File", packer_run_uuid: uuid, custom_data: null };
  expect(JSON.parse(read(host, "new/m.json"))).toEqual({
    builds: [
      { ...common, files: null },
      { ...common, files: [{ name: "f", size: 3 }] },
    ],
    last_run_uuid: uuid,
  });
});

test("earlier builds stay, unless forced; this run's always do", async () => {
  using host = testHost();
  const earlier = { runId: "f".repeat(32) };
  await record(host, {}, artifactOf(host, [], "1"), earlier);
  await record(host, {}, artifactOf(host, [], "2"));
  const ids = () => JSON.parse(read(host)).builds.map((build: { artifact_id: string }) => build.artifact_id);
  expect(ids()).toEqual(["1", "2"]);
  await record(host, {}, artifactOf(host, [], "3"), { ...earlier, force: true });
  expect(ids()).toEqual(["3"]);
  await record(host, {}, artifactOf(host, [], "4"), { ...earlier, force: true });
  expect(ids()).toEqual(["3", "4"]);
});

test("builds side by side all get in, and nothing else is left", async () => {
  using host = testHost();
  const ids = Array.from({ length: 16 }, (_, index) => String(index));
  await Promise.all(ids.map((id) => record(host, {}, artifactOf(host, [], id))));
  const written = JSON.parse(read(host)).builds.map((build: { artifact_id: string }) => build.artifact_id);
  expect(written.sort()).toEqual(ids.sort());
  expect(readdirSync(host.directory)).toEqual(["packer-manifest.json"]);
});

test.each([
  ["{ no json", "it holds something else"],
  ['{"builds": 7}', "it holds something else"],
])("a file that is no manifest stays: %s", async (content, why) => {
  using host = testHost();
  writeFileSync(join(host.directory, "m.json"), content);
  await expect(record(host, { output: "m.json" })).rejects.toMatchObject({
    code: "MANIFEST_UNREADABLE",
    message: `Cannot add to the manifest "m.json": ${why}. Move the file away, or choose another output.`,
  });
  expect(read(host, "m.json")).toBe(content);
  expect(readdirSync(host.directory)).toEqual(["m.json"]);
});

test("an unreadable manifest, an empty one, and Packer's own with an empty list", async () => {
  using host = testHost();
  mkdirSync(join(host.directory, "dir"));
  await expect(record(host, { output: "dir" })).rejects.toMatchObject({
    message:
      'Cannot add to the manifest "dir": it cannot be read: EISDIR: illegal operation on a directory, read. Move the file away, or choose another output.',
  });
  for (const content of ["", '{"builds": null, "last_run_uuid": ""}']) {
    writeFileSync(join(host.directory, "m.json"), content);
    await record(host, { output: "m.json" });
    expect(JSON.parse(read(host, "m.json")).builds).toHaveLength(1);
  }
});

test("what other versions have added to a manifest stays in it", async () => {
  using host = testHost();
  await record(host, {});
  const content = JSON.parse(read(host));
  content.builds[0].labels = { a: "b" };
  writeFileSync(join(host.directory, "packer-manifest.json"), JSON.stringify(content));
  await record(host, {});
  expect(JSON.parse(read(host)).builds[0].labels).toEqual({ a: "b" });
});

test("a file of the artifact that has gone", async () => {
  using host = testHost();
  await expect(record(host, {}, artifactOf(host, ["gone"]))).rejects.toMatchObject({
    code: "ARTIFACT_UNREADABLE",
    message: `Cannot read the artifact's file "gone": ENOENT: no such file or directory, stat '${host.directory}/gone'`,
  });
  expect(readdirSync(host.directory)).toEqual([]);
});

test("no secret gets into the file", async () => {
  using host = testHost();
  writeFileSync(join(host.directory, "hunter2.img"), "");
  const run = testContext({ host });
  run.hide("hunter2");
  const config = manifestPostProcessor.config.parse({ custom_data: { password: 'it is "hunter2"', hunter2: "" } });
  await manifestPostProcessor.process(config, artifactOf(host, ["hunter2.img"], "id-hunter2"), run);
  expect(read(host)).not.toContain("hunter2");
  expect(JSON.parse(read(host)).builds[0]).toMatchObject({
    files: [{ name: "<sensitive>.img" }],
    artifact_id: "id-<sensitive>",
    custom_data: { password: 'it is "<sensitive>"', "<sensitive>": "" },
  });
});
