import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Artifact, artifactOfFiles } from "@ingot/core/plugin";
import { requires, type TestHost, testContext, testHost } from "@ingot/testing";
import { compressPostProcessor } from "./index.js";
import { sample } from "./noise.test-fixtures.js";

const cores = availableParallelism() === 1 ? "1 core" : `${availableParallelism()} cores`;

function artifactAt(host: TestHost, files: Record<string, string | Buffer>): Artifact {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(host.directory, name, ".."), { recursive: true });
    writeFileSync(join(host.directory, name), content);
  }
  const parts = { builderId: "b", description: "d", files: Object.keys(files), values: { v: 1 } };
  return artifactOfFiles(host.resolve, parts);
}

async function compress(host: TestHost, artifact: Artifact, settings: object, signal = new AbortController().signal) {
  const run = testContext({ host, signal, build: { name: "file.one", builderType: "file", sourceName: "one" } });
  try {
    const config = compressPostProcessor.config.parse(settings);
    const result = await compressPostProcessor.process(config, artifact, run);
    return { ...result, said: run.said, resources: run.resources };
  } finally {
    await run.close();
  }
}

const outputOf = (host: TestHost, command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: host.directory, maxBuffer: 1 << 28 });

const tool = {
  gz: ["gzip", "gzip"],
  bgzf: ["gzip", "gzip"],
  lz4: ["lz4", "lz4"],
  xz: ["xz", "xz-utils"],
  bzip2: ["bzip2", "bzip2"],
  bz2: ["bzip2", "bzip2"],
  zst: ["zstd", "zstd"],
} as const;

for (const [ending, [command, packageName]] of Object.entries(tool)) {
  requires(command, packageName)(`.${ending}`, () => {
    test.each([undefined, 1, 9])("one file, at level %s, comes back as it was", async (compression_level) => {
      using host = testHost();
      const content = sample(3_000_000);
      const artifact = artifactAt(host, { "it's -a\n.img": content });
      const settings = { output: `x.${ending}`, ...(compression_level && { compression_level }) };
      const { keepInput } = await compress(host, artifact, settings);
      expect(keepInput).toBe(false);
      const back = execFileSync(command, ["-dc"], {
        input: readFileSync(join(host.directory, `x.${ending}`)),
        maxBuffer: 1 << 28,
      });
      expect(back.equals(content)).toBe(true);
      expect(readdirSync(host.directory).sort()).toEqual(["it's -a\n.img", `x.${ending}`]);
    });

    test("a tar of several files", async () => {
      using host = testHost();
      const artifact = artifactAt(host, { "d/a": "aa", b: "" });
      await compress(host, artifact, { output: `x.tar.${ending}` });
      const input = execFileSync(command, ["-dc"], { input: readFileSync(join(host.directory, `x.tar.${ending}`)) });
      expect(execFileSync("tar", ["tf", "-"], { input, encoding: "utf8" })).toBe("a\nb\n");
    });
  });
}

test("the artifact and the words are Packer's", async () => {
  using host = testHost();
  const artifact = artifactAt(host, { "out/one.txt": "hello" });
  const { artifact: made, said, resources } = await compress(host, artifact, { output: "out/{{.BuildName}}.tar.gz" });
  expect(made).toMatchObject({
    builderId: "packer.post-processor.compress",
    id: "",
    files: ["out/one.tar.gz"],
    description: "compressed artifacts in: out/one.tar.gz",
    values: { v: 1 },
  });
  expect(said).toEqual([
    `Using pgzip compression with ${cores} for out/one.tar.gz`,
    "Tarring out/one.tar.gz with pgzip",
    "Archive out/one.tar.gz completed",
  ]);
  expect(resources.map((each) => [each.intent.kind, each.state])).toEqual([["local.file", "kept"]]);
  await made!.destroy();
  expect(readdirSync(join(host.directory, "out"))).toEqual(["one.txt"]);
});

test.each([
  [{ output: "a.tar" }, ["Tarring a.tar with no compression", "Archive a.tar completed"]],
  [{ output: "a.zip" }, ["Zipping a.zip", "Archive a.zip completed"]],
  [
    {},
    [
      `Using pgzip compression with ${cores} for packer_one_file`,
      "Tarring packer_one_file with pgzip",
      "Archive packer_one_file completed",
    ],
  ],
  [
    { output: "a.bgzf" },
    [`Using bgzf compression with ${cores} for a.bgzf`, "Archiving one with bgzf", "Archive a.bgzf completed"],
  ],
])("what is said for %j", async (settings, expected) => {
  using host = testHost();
  expect((await compress(host, artifactAt(host, { one: "1" }), settings)).said).toEqual(expected);
});

test("tar: base names, modes, no times or owners, so equal files give equal archives", async () => {
  using host = testHost();
  const long = `${"n".repeat(200)}.txt`;
  const artifact = artifactAt(host, { "d/run.sh": "x", [`e/${long}`]: "y", "e/-ü 'q'": "" });
  chmodSync(join(host.directory, "d/run.sh"), 0o750);
  await compress(host, artifact, { output: "a.tar" });
  const listing = outputOf(
    host,
    "tar",
    "tvf",
    "a.tar",
    "--utc",
    "--quoting-style=literal",
    "--numeric-owner",
  ).toString();
  expect(
    listing
      .trim()
      .split("\n")
      .map((line) => line.replace(/ +/g, " ")),
  ).toEqual([
    "-rwxr-x--- 0/0 1 1970-01-01 00:00 run.sh",
    `-rw-r--r-- 0/0 1 1970-01-01 00:00 ${long}`,
    "-rw-r--r-- 0/0 0 1970-01-01 00:00 -ü 'q'",
  ]);
  const first = readFileSync(join(host.directory, "a.tar"));
  utimesSync(join(host.directory, "d/run.sh"), 1, 1);
  await compress(host, artifact, { output: "b.tar.gz" });
  expect(gunzipSync(readFileSync(join(host.directory, "b.tar.gz"))).equals(first)).toBe(true);
});

requires("unzip", "unzip")("zip", () => {
  test("whole relative names, none of which leads out", async () => {
    using host = testHost();
    const artifact = artifactAt(host, { "d/a b.txt": "one", "d/../e/ü.txt": sample(100_000) });
    writeFileSync(join(host.directory, "outside"), "o");
    const files = [...artifact.files, `${host.directory}/outside`, `../${host.directory.split("/").at(-1)}/d/a b.txt`];
    await compress(host, { ...artifact, files }, { output: "a.zip", compression_level: 9 });
    const names = outputOf(host, "unzip", "-Z1", "a.zip").toString().trim().split("\n");
    const base = host.directory.slice(1);
    expect(names).toEqual(["d/a b.txt", "e/ü.txt", `${base}/outside`, `${base.split("/").at(-1)}/d/a b.txt`]);
    expect(outputOf(host, "unzip", "-tq", "a.zip").toString()).toContain("No errors");
    expect(outputOf(host, "unzip", "-p", "a.zip", "e/ü.txt").equals(sample(100_000))).toBe(true);
  });

  test("a file that goes while the archive is made is an error", async () => {
    using host = testHost();
    const artifact = { ...artifactAt(host, { a: "a" }), files: ["a", "gone"] };
    await expect(compress(host, artifact, { output: "a.zip" })).rejects.toMatchObject({ code: "ARTIFACT_UNREADABLE" });
    expect(readdirSync(host.directory)).toEqual(["a"]);
  });
});

/** What would lose data is refused before anything is written. */
test.each([
  [
    { a: "1", b: "2" },
    { output: "x.gz" },
    "SEVERAL_FILES",
    '"x.gz" can hold only one file, and the artifact has 2: a, b. Choose an output that ends with .tar.gz or .zip.',
  ],
  [
    {},
    { output: "x.tar" },
    "NOTHING_TO_COMPRESS",
    "The artifact has no files, so there is nothing to compress. Put a step before it that makes files.",
  ],
  [
    { "x.tar.gz": "1" },
    { output: "./x.tar.gz" },
    "OUTPUT_IS_INPUT",
    'The output "./x.tar.gz" is one of the artifact\'s own files and would overwrite it. Choose another output.',
  ],
  [
    { "d/a": "1", "e/a": "2" },
    { output: "x.tar" },
    "SAME_MEMBER",
    'The files "d/a" and "e/a" would both be "a" in the archive, and unpacking would leave only one. Rename one of them, or make a .zip, which keeps directories.',
  ],
])("refused: %j as %j", async (files, settings, code, message) => {
  using host = testHost();
  const artifact = artifactAt(host, files as Record<string, string>);
  const before = readdirSync(host.directory);
  await expect(compress(host, artifact, settings)).rejects.toMatchObject({ code, message });
  expect(readdirSync(host.directory)).toEqual(before);
});

test.each(["x.tar", "x.gz", "x.zip", "x.xz"])("an input that is missing or a directory: %s", async (output) => {
  using host = testHost();
  mkdirSync(join(host.directory, "dir"));
  for (const [file, why] of [
    ["gone", `ENOENT: no such file or directory, open '${host.directory}/gone'`],
    ["dir", "it is not a regular file"],
  ] as const) {
    const artifact = { ...artifactAt(host, {}), files: [file] };
    await expect(compress(host, artifact, { output })).rejects.toMatchObject({
      code: "ARTIFACT_UNREADABLE",
      message: `Cannot read the artifact's file "${file}": ${why}`,
    });
  }
  expect(readdirSync(host.directory)).toEqual(["dir"]);
});

test("a program that is absent is named, with its package", async () => {
  using host = testHost({ PATH: "/nowhere" });
  await expect(compress(host, artifactAt(host, { a: "1" }), { output: "a.xz" })).rejects.toMatchObject({
    code: "PROGRAM_MISSING",
    message:
      'This compression needs the program "xz", and there is none on the PATH. On Debian and Ubuntu it comes with: apt-get install xz-utils',
  });
  expect(readdirSync(host.directory)).toEqual(["a"]);
});

test("a program that fails, and one that stops reading", async () => {
  using host = testHost();
  const bin = join(host.directory, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "xz"), "#!/bin/sh\necho no memory >&2\nexit 5\n", { mode: 0o755 });
  using poor = testHost({ PATH: `${bin}:${process.env.PATH}` });
  const artifact = artifactAt(poor, { a: sample(5_000_000) });
  await expect(compress(poor, artifact, { output: "a.xz" })).rejects.toMatchObject({
    code: "PROGRAM_FAILED",
    message: 'The program "xz" failed with status 5: no memory',
  });
  expect(readdirSync(poor.directory)).toEqual(["a"]);
});

test.each(["x.gz", "x.tar.gz", "x.bgzf", "x.xz", "x.zip", "x.tar"])(
  "cancelling half-way leaves the input and nothing else: %s",
  async (output) => {
    using host = testHost();
    const controller = new AbortController();
    const artifact = artifactAt(host, { a: sample(6_000_000) });
    const run = testContext({ host, signal: controller.signal });
    const acquire: typeof run.acquire = async (...args) => {
      const acquired = await run.acquire(...args);
      setImmediate(() => controller.abort(new Error("cancelled by the user")));
      return acquired;
    };
    const config = compressPostProcessor.config.parse({ output, compression_level: 9 });
    const done = compressPostProcessor.process(config, artifact, { ...run, acquire });
    await expect(done).rejects.toThrow("cancelled by the user");
    expect(readdirSync(host.directory)).toEqual(["a"]);
    expect(run.resources.map((each) => each.state)).toEqual(["destroyed"]);
  },
);

test("a full disk: the message says so, the input stays, the half goes", async () => {
  using host = testHost();
  const artifact = artifactAt(host, { a: sample(1_000_000) });
  const run = testContext({ host });
  const acquire: typeof run.acquire = async (intent, create, destroy) => {
    const acquired = await run.acquire(intent, create, destroy);
    const { path } = intent.handle as { path: string };
    execFileSync("rm", [path]);
    symlinkSync("/dev/full", path);
    return acquired;
  };
  const config = compressPostProcessor.config.parse({ output: "a.gz" });
  await expect(compressPostProcessor.process(config, artifact, { ...run, acquire })).rejects.toMatchObject({
    code: "OUTPUT_NOT_WRITTEN",
    message: 'Cannot write "a.gz": ENOSPC: no space left on device, write. The input files are untouched.',
  });
  expect(readdirSync(host.directory)).toEqual(["a"]);
  expect(existsSync("/dev/full")).toBe(true);
});

const check = (settings: object) =>
  compressPostProcessor.check!(compressPostProcessor.config.parse(settings), {
    cwd: "/",
    env: {},
    kindOf: () => undefined,
  }).map(({ path, severity = "error", detail }) => [path, severity, detail]);

test("checks", () => {
  const list =
    "It writes tar, zip, gz, bgzf, lz4, xz, bzip2, bz2, zst, and .tar with each compression, such as tar.xz.";
  for (const fine of [
    {},
    { output: "a.box" },
    { output: "v1.2" },
    { format: "tar.xz" },
    { compression_level: 9 },
    { compression_level: -1 },
  ])
    expect(check(fine)).toEqual([]);
  expect(check({ output: "a.7z" })).toEqual([
    [["output"], "error", `".7z" is not a format that compress can write. ${list}`],
  ]);
  expect(check({ output: "a.tar", format: "rar" })).toEqual([
    [["format"], "error", `"rar" is not a format that compress can write. ${list}`],
  ]);
  expect(check({ compression_level: 12 })).toEqual([
    [["compression_level"], "warning", "compression_level is 12, and levels go from 1 to 9; 9 is taken."],
  ]);
});
