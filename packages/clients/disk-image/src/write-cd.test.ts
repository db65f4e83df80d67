import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { requires, type TestHost, testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { cdFields } from "./disk-fields.js";
import { emptyDirectory, putFile } from "./disk-tree.js";
import { isoImage } from "./iso/iso-image.js";
import { writeCd } from "./write-cd.js";

const schema = z.object(cdFields);
const time = new Date("2021-03-04T05:06:08Z");

function place(files: Readonly<Record<string, string | Buffer>>, env = {}) {
  const host = testHost(env);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(host.directory, path)), { recursive: true });
    writeFileSync(join(host.directory, path), content);
    utimesSync(join(host.directory, path), time, time);
  }
  return host;
}

async function write(host: TestHost, config: object, name = "cd.iso") {
  await using run = testContext({ host });
  const path = await writeCd(schema.parse(config), join(host.directory, name), run);
  return { path: path!, said: [...run.said], warned: [...run.warned] };
}

/** Runs one of the tools that read CDs; its output. */
function tool(command: string, ...args: readonly string[]): string {
  const env = { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, TZ: "UTC", LC_ALL: "C.UTF-8" };
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 26, env });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return stdout;
}

const inspect = (image: string, fileSystem: string, ...find: readonly string[]) =>
  tool("xorriso", "-report_about", "WARNING", "-read_fs", fileSystem, "-indev", image, "-find", "/", ...find)
    .trim()
    .split("\n");

/** `path mode owner:group size day` of each file. */
const filesIn = (image: string) =>
  inspect(image, "any", "-type", "f", "-exec", "lsdl")
    .map((line) => line.replace(/^(\S+) +\d+ +(\d+) +(\d+) +(\d+) +(.*?) '(.*)'$/, "$6 $1 $2:$3 $4 $5"))
    .sort();

const pathsIn = (image: string, ...find: readonly string[]) => namesIn(image, "any", ...find);

const namesIn = (image: string, fileSystem: string, ...find: readonly string[]) =>
  inspect(image, fileSystem, ...find)
    .map((line) => line.slice(1, -1))
    .sort();

function extracted(host: TestHost, image: string): (path: string) => string {
  const target = join(host.directory, "extracted");
  tool("xorriso", "-report_about", "WARNING", "-osirrox", "on", "-indev", image, "-extract", "/", target);
  return (path) => readFileSync(join(target, path), "utf8");
}

function extractedOne(host: TestHost, image: string, path: string): string {
  const target = join(host.directory, "one");
  tool("xorriso", "-report_about", "WARNING", "-osirrox", "on", "-indev", image, "-extract", path, target);
  return readFileSync(target, "utf8");
}

requires("xorriso", "xorriso")("a CD, as xorriso reads it", () => {
  it("holds files, directories with their structure, and texts, with their modes and times", async () => {
    using host = place({
      "seed/user-data": "#cloud-config\n",
      "seed/meta-data": "",
      "drivers/net/e1000.sys": "driver",
      "drivers/setup.exe": "setup",
      "one.txt": "1",
    });
    chmodSync(join(host.directory, "drivers/setup.exe"), 0o755);
    symlinkSync("../one.txt", join(host.directory, "drivers/link.txt"));
    mkdirSync(join(host.directory, "drivers/empty"));
    const { path, said } = await write(host, {
      cd_files: ["seed/", "drivers", "*.txt"],
      cd_content: { "/etc/deep/answers.yaml": "yes: 1\n" },
    });
    expect(said).toEqual(["Creating CD disk..."]);
    const [day, early] = ["Mar  4  2021", "Jan  1  1980"];
    expect(filesIn(path)).toEqual([
      `/drivers/link.txt -rw-r--r-- 0:0 1 ${day}`,
      `/drivers/net/e1000.sys -rw-r--r-- 0:0 6 ${day}`,
      `/drivers/setup.exe -rwxr-xr-x 0:0 5 ${day}`,
      `/etc/deep/answers.yaml -rw-r--r-- 0:0 7 ${early}`,
      `/meta-data -rw-r--r-- 0:0 0 ${day}`,
      `/one.txt -rw-r--r-- 0:0 1 ${day}`,
      `/user-data -rw-r--r-- 0:0 14 ${day}`,
    ]);
    expect(pathsIn(path, "-type", "d")).toEqual([
      ...["/", "/drivers", "/drivers/empty", "/drivers/net", "/etc", "/etc/deep"],
    ]);
    const read = extracted(host, path);
    expect(read("etc/deep/answers.yaml")).toBe("yes: 1\n");
    expect(read("drivers/net/e1000.sys")).toBe("driver");
  });

  it("keeps every name in Rock Ridge and in Joliet", async () => {
    const names = [
      "a b.txt",
      "A B.TXT",
      "ünïcode.txt",
      "日本語",
      ".hidden",
      "x".repeat(200),
      `${"y".repeat(254)}`,
      "a.b.c.d",
      "no extension",
    ];
    using host = place({});
    const { path } = await write(host, { cd_content: Object.fromEntries(names.map((name) => [`d/${name}`, name])) });
    expect(pathsIn(path)).toEqual(["/", "/d", ...names.map((name) => `/d/${name}`)].sort());
    const short = names.map((name) => `/d/${name.slice(0, 62)}`).sort();
    const joliet = namesIn(path, "norock")
      .slice(2)
      .map((each) => each.slice(0, "/d/".length + 62))
      .sort();
    expect(joliet).toEqual(short);
    const read = extracted(host, path);
    for (const name of names) expect(read(`d/${name}`)).toBe(name);
  });

  it("has names of its own for those who know neither", async () => {
    using host = place({});
    const { path } = await write(host, {
      cd_content: { "sub/user-data": "", "sub/user_data": "", "Read Me.text": "", z: "" },
    });
    expect(namesIn(path, "ecma119")).toEqual([
      ...["/", "/READ_ME.TEXT", "/SUB", "/SUB/USER_DATA", "/SUB/USER_DATA1", "/Z"],
    ]);
  });

  it("holds many files in many directories", async () => {
    const texts = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [
        `d${index % 13}/e${index % 7}/file number ${index} with a long name`,
        `${index}`,
      ]),
    );
    using host = place({});
    const { path } = await write(host, { cd_content: texts });
    expect(pathsIn(path).filter((each) => each.includes("file number"))).toEqual(
      Object.keys(texts)
        .map((each) => `/${each}`)
        .sort(),
    );
    expect(namesIn(path, "norock")).toEqual(pathsIn(path));
    const read = extracted(host, path);
    for (const [name, text] of Object.entries(texts)) expect(read(name)).toBe(text);
  });

  it("holds files of more than 4 GiB", async () => {
    using host = testHost();
    const size = 4 * 2 ** 30 + 5000;
    const path = join(host.directory, "large.iso");
    const root = emptyDirectory();
    const content = Buffer.from("small");
    const facts = { kind: "file", time, mode: 0o644 } as const;
    putFile(root, "small.txt", { ...facts, source: { content }, size: content.length });
    putFile(root, "the-large.bin", { ...facts, source: { path: "" }, size });
    const image = isoImage(root, "large", async function* ({ source }) {
      if ("content" in source) yield source.content; // the large one is a hole
    });
    await writeFile(path, image);
    const data = statSync(path).size - (2048 - (size % 2048));
    truncateSync(path, data + Math.ceil(size / 2048) * 2048);

    expect(filesIn(path)).toContainEqual(
      expect.stringMatching(new RegExp(`^/the-large\\.bin -rw-r--r-- 0:0 ${size} `)),
    );
    const extents = inspect(path, "any", "-name", "the-large.bin", "-exec", "report_lba")
      .filter((line) => line.startsWith("File data lba:"))
      .map((line) =>
        line
          .split(",")
          .slice(0, 4)
          .map((each) => Number(/\d+/.exec(each)![0])),
      );
    const first = data / 2048;
    const most = 2 ** 32 / 2048 - 1;
    expect(extents).toEqual([
      [0, first, most, size],
      [1, first + most, Math.ceil(size / 2048) - most, size],
    ]);
    expect(extractedOne(host, path, "/small.txt")).toBe("small");
  });

  it.each(["packer", "cidata", "A label of more than 16 letters!"])("has the label %j", async (label) => {
    using host = place({});
    const { path } = await write(host, { cd_content: { a: "a" }, cd_label: label });
    expect(tool("xorriso", "-report_about", "WARNING", "-indev", path, "-pvd_info")).toContain(
      `Volume Id    : ${label}\n`,
    );
    expect(tool("blkid", "-p", "-o", "value", "-s", "LABEL", path).trim()).toBe(label);
  });
});

it("is the same whenever it is made, and knows no time after SOURCE_DATE_EPOCH", async () => {
  using host = place({ "b/x": "1", "a/y": "2" }, { SOURCE_DATE_EPOCH: "1500000000" });
  const config = { cd_files: ["a", "b"], cd_content: { z: "3" } };
  const digest = async () =>
    createHash("sha256")
      .update(readFileSync((await write(host, config)).path))
      .digest("hex");
  const first = await digest();
  utimesSync(join(host.directory, "a/y"), 1_700_000_000, 1_700_000_000);
  expect(await digest()).toBe(first);
});

it("needs no CD where nothing is to be on it, and says what matches nothing", async () => {
  using host = place({});
  expect(await write(host, {})).toEqual({ path: undefined, said: [], warned: [] });
  expect(await write(host, { cd_files: ["none*"] })).toEqual({
    path: undefined,
    said: [],
    warned: ['cd_files: nothing matches "none*"'],
  });
});

it("takes no more than its files and what tells of them", async () => {
  using host = place({ a: "x".repeat(2048 * 100) });
  const { path } = await write(host, { cd_files: ["a"] });
  expect(statSync(path).size / 2048).toBe(16 + 3 + 4 + 2 + 1 + 100);
});
