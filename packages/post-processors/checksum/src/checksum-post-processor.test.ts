import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { artifactOfFiles } from "@ingot/core/plugin";
import { type TestHost, testContext, testHost } from "@ingot/testing";
import { checksumPostProcessor } from "./index.js";

const parse = (settings: object) => checksumPostProcessor.config.parse(settings);

function artifactAt(host: TestHost, files: Record<string, string | Buffer>) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(host.directory, name, ".."), { recursive: true });
    writeFileSync(join(host.directory, name), content);
  }
  const parts = { builderId: "packer.file", description: "d", files: Object.keys(files), values: { v: 1 } };
  return artifactOfFiles(host.resolve, parts);
}

async function checksum(host: TestHost, files: Record<string, string | Buffer>, settings: object = {}) {
  const run = testContext({ host, build: { name: "file.one", builderType: "file", sourceName: "one" } });
  const result = await checksumPostProcessor.process(parse(settings), artifactAt(host, files), run);
  await run.close();
  return result;
}

const read = (host: TestHost, name: string) => readFileSync(join(host.directory, name), "utf8");

test("a file for each type, as Packer writes it", async () => {
  using host = testHost();
  const { artifact, keepInput } = await checksum(
    host,
    { "out/one.txt": "hello one\n" },
    { checksum_types: ["md5", "sha256"] },
  );
  expect(read(host, "packer_one_file_md5.checksum")).toBe("7f3d153acc6786644c2eba0554adfe06\tone.txt\n");
  expect(read(host, "packer_one_file_sha256.checksum")).toBe(
    "e8f1e05d6bb485223d66ed4b68dfbb7d3edae84c85097a45aa1a6284cfbdd64a\tone.txt\n",
  );
  const files = ["out/one.txt", "packer_one_file_md5.checksum", "packer_one_file_sha256.checksum"];
  expect(artifact).toMatchObject({
    builderId: "packer.post-processor.checksum",
    id: "",
    files,
    description: `Created artifact from files: ${files.join(", ")}`,
    values: { v: 1 },
  });
  expect(keepInput).toBe("always");
});

test.each(["md5", "sha1", "sha224", "sha256", "sha384", "sha512"])("%s is the system's", async (type) => {
  using host = testHost();
  const content = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) % 256));
  await checksum(host, { "big file": content }, { checksum_types: [type], output: "{{.ChecksumType}}" });
  const [digest] = execFileSync(`${type}sum`, ["big file"], { cwd: host.directory, encoding: "utf8" }).split(" ");
  expect(read(host, type)).toBe(`${digest}\tbig file\n`);
});

test("several types and files in one output", async () => {
  using host = testHost();
  const settings = { checksum_types: ["md5", "sha1"], output: "sums/all" };
  const { artifact } = await checksum(host, { a: "a", b: "b" }, settings);
  const lines = read(host, "sums/all").split("\n");
  expect(lines.map((line) => [line.split("\t")[0]!.length, line.split("\t")[1]])).toEqual([
    [32, "a"],
    [32, "b"],
    [40, "a"],
    [40, "b"],
    [0, undefined],
  ]);
  expect(artifact!.files).toEqual(["a", "b", "sums/all"]);
});

test("a second run replaces what the first said, and leaves what others said", async () => {
  using host = testHost();
  const settings = { output: "sums" };
  await checksum(host, { a: "old" }, settings);
  await checksum(host, { b: "b" }, settings);
  await checksum(host, { a: "new" }, settings);
  expect(read(host, "sums")).toBe("92eb5ffee6ae2fec3ad71c777531578f\tb\n22af645d1859cb5ca6da0c484f1f37ea\ta\n");
});

test("builds side by side share a file without losing a line", async () => {
  using host = testHost();
  const names = Array.from({ length: 16 }, (_, index) => `file${index}`);
  await Promise.all(names.map((name) => checksum(host, { [name]: name }, { output: "sums" })));
  const seen = read(host, "sums")
    .trim()
    .split("\n")
    .map((line) => line.split("\t")[1]);
  expect(seen.sort()).toEqual(names.sort());
  expect(readdirSync(host.directory).sort()).toEqual([...names, "sums"].sort());
});

test("the output itself is never summed up", async () => {
  using host = testHost();
  await checksum(host, { a: "a", sums: "" }, { output: "sums" });
  expect(read(host, "sums")).toBe("0cc175b9c0f1b6a831c399e269772661\ta\n");
});

test("a name with a line end stays one line", async () => {
  using host = testHost();
  await checksum(host, { "a\nb\\": "a" }, { output: "sums" });
  expect(read(host, "sums")).toBe("\\0cc175b9c0f1b6a831c399e269772661\ta\\nb\\\\\n");
});

test("destroying the result removes the checksums and not what they are of", async () => {
  using host = testHost();
  const { artifact } = await checksum(host, { a: "a" }, { output: "sums" });
  await artifact!.destroy();
  expect(readdirSync(host.directory)).toEqual(["a"]);
});

test("an artifact without files, such as an AMI, gets no checksum file, and a warning", async () => {
  using host = testHost();
  const run = testContext({ host });
  const ami = { ...artifactAt(host, {}), id: "us-east-1:ami-1" };
  const { artifact } = await checksumPostProcessor.process(parse({ checksum_types: ["md5", "sha1"] }), ami, run);
  expect(run.warned).toEqual([
    "The artifact has no files, so there is nothing to make checksums of, and no checksum file is written.",
  ]);
  expect(artifact).toMatchObject({ files: [], description: "Created artifact from files: " });
  expect(readdirSync(host.directory)).toEqual([]);
  await run.close();
});

test("a file that cannot be read", async () => {
  using host = testHost();
  const artifact = { ...artifactAt(host, {}), files: ["gone"] };
  const done = checksumPostProcessor.process(parse({}), artifact, testContext({ host }));
  await expect(done).rejects.toMatchObject({
    code: "ARTIFACT_UNREADABLE",
    message: `Cannot read the artifact's file "gone": ENOENT: no such file or directory, open '${host.directory}/gone'`,
  });
});

test("cancelling throws the reason and writes nothing", async () => {
  using host = testHost();
  const run = testContext({ host, signal: AbortSignal.abort(new Error("stop")) });
  const done = checksumPostProcessor.process(parse({ output: "sums" }), artifactAt(host, { a: "a" }), run);
  await expect(done).rejects.toThrow("stop");
  expect(existsSync(join(host.directory, "sums"))).toBe(false);
});

test.each([
  ["sha-256", 'Did you mean "sha256"? '],
  ["SHA512", 'Did you mean "sha512"? '],
  ["md6", 'Did you mean "md5"? '],
  ["sha38", 'Did you mean "sha384"? '],
  ["crc32", ""],
])("an unknown type: %s", (type, hint) => {
  const host = { cwd: "/", env: {}, kindOf: () => undefined };
  expect(checksumPostProcessor.check!(parse({ checksum_types: ["md5", type] }), host)).toEqual([
    {
      path: ["checksum_types", 1],
      summary: "Unknown checksum type",
      detail: `"${type}" is not a checksum type. ${hint}The types are md5, sha1, sha224, sha256, sha384, sha512.`,
    },
  ]);
});
