import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { requires, type TestHost, testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { floppyFields } from "./disk-fields.js";
import { writeFloppy } from "./write-floppy.js";

const schema = z.object(floppyFields);

function place(files: Readonly<Record<string, string | Buffer>>, env = {}) {
  const host = testHost(env);
  const time = new Date("2021-03-04T05:06:08Z");
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(host.directory, path)), { recursive: true });
    writeFileSync(join(host.directory, path), content);
    utimesSync(join(host.directory, path), time, time);
  }
  return host;
}

async function write(host: TestHost, config: object, name = "floppy.img") {
  await using run = testContext({ host });
  const path = await writeFloppy(schema.parse(config), join(host.directory, name), run);
  return { path: path!, said: [...run.said], warned: [...run.warned] };
}

/** Runs one of the tools that read floppy disks; its output. */
function tool(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "latin1",
    maxBuffer: 1 << 24,
    env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, TZ: "UTC", LC_ALL: "C.UTF-8" },
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return stdout;
}

const listOf = (image: string) => tool("mdir", "-/", "-b", "-i", image, "::").trim().split("\n").sort();
const textOf = (image: string, path: string) => tool("mtype", "-i", image, `::${path}`);

requires("mdir", "mtools")("a floppy disk, as mtools reads it", () => {
  it("holds files flatly, directories as they are, and texts", async () => {
    using host = place({
      "files/ks.cfg": "kickstart",
      "files/Long File Name.ini": "long",
      "more/deep/one.txt": "1",
      "more/two.TXT": "2",
      "tree/sub/under/x.conf": "x",
      "tree/README": "readme",
    });
    const { path, said } = await write(host, {
      floppy_files: ["files/*", "more"],
      floppy_dirs: ["tree/"],
      floppy_content: { "/answers/Autounattend.xml": "<xml/>", empty: "" },
    });
    expect(said).toEqual(["Creating floppy disk..."]);
    expect(listOf(path)).toEqual([
      ...["::/Long File Name.ini", "::/answers/", "::/answers/Autounattend.xml", "::/empty", "::/ks.cfg", "::/one.txt"],
      ...["::/tree/", "::/tree/README", "::/tree/sub/", "::/tree/sub/under/", "::/tree/sub/under/x.conf", "::/two.TXT"],
    ]);
    expect(textOf(path, "/Long File Name.ini")).toBe("long");
    expect(textOf(path, "/tree/sub/under/x.conf")).toBe("x");
    expect(textOf(path, "/ANSWERS/AUTOUN~1.XML")).toBe("<xml/>");
    expect(tool("mdir", "-i", path, "::/ks.cfg")).toMatch(/2021-03-04 +5:06/);
  });

  it("has names that DOS knows, each its own", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `a long name ${index}.text`);
    const odd = ["ünïcode.txt", ".hidden", "a+b=c.d", "two.dots.tar.gz", "UPPER.TXT", "x".repeat(200)];
    using host = place({});
    const { path } = await write(host, {
      floppy_content: Object.fromEntries([...names, ...odd].map((name) => [name, name])),
    });
    const listed = Buffer.from(tool("mdir", "-/", "-b", "-i", path, "::"), "latin1").toString("utf8");
    expect(listed.trim().split("\n").sort()).toEqual([...names, ...odd].map((name) => `::/${name}`).sort());
    for (const name of names) expect(textOf(path, `/${name}`)).toBe(name);
    expect(textOf(path, "/ALONGN~9.TEX")).toBe("a long name 6.text");
    expect(textOf(path, "/ALONG~10.TEX")).toBe("a long name 7.text");
  });

  it("carries every byte, up to the last cluster", async () => {
    const content = Buffer.alloc(2847 * 512, "0123456789abcdef!");
    using host = place({ "big.bin": content });
    const { path } = await write(host, { floppy_files: ["big.bin"] });
    expect(Buffer.from(textOf(path, "/big.bin"), "latin1").equals(content)).toBe(true);
    expect(tool("mdir", "-i", path, "::")).toContain("0 bytes free");
    using larger = place({ "big.bin": Buffer.concat([content, Buffer.from("x")]) });
    await expect(write(larger, { floppy_files: ["big.bin"] })).rejects.toThrow(
      'The files need 1424 KiB, and a floppy disk has room for 1423 KiB. The largest is "big.bin" with 1424 KiB. A CD has room: cd_files.',
    );
  });

  it.each([
    ["CIDATA", "CIDATA"],
    ["", "packer"],
  ])("has the label that is asked for, or Packer's: %j", async (label, expected) => {
    using host = place({});
    const { path } = await write(host, { floppy_content: { a: "a" }, floppy_label: label });
    expect(tool("mlabel", "-s", "-i", path, "::")).toBe(` Volume label is ${expected.padEnd(11)}\n`);
  });

  it("can hold a directory of many entries, but not its root", async () => {
    const texts = (folder: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${folder}A${index}`, ""]));
    using host = place({});
    const { path } = await write(host, { floppy_content: { ...texts("FOLDER/", 500), ...texts("", 222) } });
    expect(listOf(path)).toHaveLength(500 + 222 + 1);
    await expect(write(host, { floppy_content: texts("", 224) })).rejects.toThrow(
      "The root of a floppy disk has room for 224 entries, and long names take several. Put files into folders with floppy_dirs.",
    );
  });
});

requires("fsck.fat", "dosfstools", ["/usr/sbin", "/sbin"])("a floppy disk, as fsck.fat sees it", () => {
  it("is sound", async () => {
    const texts = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`d${index % 7}/e/file number ${index}`, "x".repeat(index * 9)]),
    );
    using host = place({});
    const { path } = await write(host, { floppy_content: texts });
    expect(tool("fsck.fat", "-n", "-v", path)).toMatch(/: 315 files, \d+\/2847 clusters\n$/);
  });
});

it("is the same whenever it is made, of files with the same times", async () => {
  using host = place({ "b/x": "1", "a/y": "2" });
  const config = { floppy_dirs: ["?"], floppy_content: { z: "3" } };
  const [one, other] = [await write(host, config, "one.img"), await write(host, config, "two.img")];
  expect(readFileSync(one.path).equals(readFileSync(other.path))).toBe(true);
});

it("knows no time after SOURCE_DATE_EPOCH", async () => {
  using host = place({ "a.txt": "a" }, { SOURCE_DATE_EPOCH: "1500000000" });
  const config = { floppy_files: ["a.txt"] };
  const first = readFileSync((await write(host, config)).path);
  utimesSync(join(host.directory, "a.txt"), 1_700_000_000, 1_700_000_000);
  expect(readFileSync((await write(host, config)).path).equals(first)).toBe(true);
});

it("needs no disk where nothing is to be on it", async () => {
  using host = place({});
  expect(await write(host, {})).toEqual({ path: undefined, said: [], warned: [] });
});

it("says what is wrong with the files", async () => {
  using host = place({ "a/x": "1", "b/x": "2", README: "1", "d/readme": "2", "e/wh?t": "" });
  expect((await write(host, { floppy_files: ["a", "b", "none*"] })).warned).toEqual([
    'Several files are to be "x" on the disk; the last one is',
    'floppy_files: nothing matches "none*"',
  ]);
  await expect(write(host, { floppy_files: ["README", "d"] })).rejects.toThrow(
    '"README" and "readme" differ in case alone, which a floppy disk does not tell. Rename one of them.',
  );
  await expect(write(host, { floppy_dirs: ["e"] })).rejects.toThrow(
    '"wh?t" cannot be a name on a floppy disk. Rename the file.',
  );
  symlinkSync("/nowhere/else", join(host.directory, "b/gone"));
  for (const paths of [["b"], ["b/*"], ["b/gon?"], ["b/gone"]])
    await expect(write(host, { floppy_files: paths })).rejects.toThrow(
      `Cannot make the disk: the link "${host.directory}/b/gone" leads to "/nowhere/else", which is not there.`,
    );
  symlinkSync(".", join(host.directory, "a/round"));
  await expect(write(host, { floppy_files: ["a"] })).rejects.toThrow(
    `Cannot make the disk: the links in "${host.directory}/a/round" lead round in a circle.`,
  );
});
