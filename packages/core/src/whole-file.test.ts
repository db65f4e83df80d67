import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testContext, testHost } from "@ingot/testing";
import { writeWholeFile } from "./whole-file.js";

test("the file appears whole, under a journalled name until then, and stays", async () => {
  using host = testHost();
  const run = testContext({ host });
  const path = join(host.directory, "new/dir/a b\n.txt");
  const result = await writeWholeFile(path, run, async (partial) => {
    expect(partial).toBe(`${path}.${run.runId}.partial`);
    expect(existsSync(path)).toBe(false);
    await writeFile(partial, "all of it");
    return 7;
  });
  await run.close();
  expect(result).toBe(7);
  expect(readFileSync(path, "utf8")).toBe("all of it");
  expect(readdirSync(join(host.directory, "new/dir"))).toEqual(["a b\n.txt"]);
  expect(run.resources).toMatchObject([
    { intent: { kind: "local.file", handle: { path: `${path}.${run.runId}.partial` } }, state: "kept" },
  ]);
});

test("when writing fails, the half-written file goes and the old one stays", async () => {
  using host = testHost();
  const run = testContext({ host });
  const path = join(host.directory, "a.txt");
  writeFileSync(path, "old");
  const broken = writeWholeFile(path, run, async (partial) => {
    await writeFile(partial, "ha");
    throw new Error("no more");
  });
  await expect(broken).rejects.toThrow("no more");
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(host.directory)).toEqual(["a.txt"]);
  expect(run.resources.map((each) => each.state)).toEqual(["destroyed"]);
});

test("two builds of one run cannot write one file at once", async () => {
  using host = testHost();
  const run = testContext({ host });
  const path = join(host.directory, "a.txt");
  await writeWholeFile(path, run, async (partial) => {
    const second = writeWholeFile(path, run, async () => {});
    await expect(second).rejects.toMatchObject({
      code: "OUTPUT_IN_USE",
      message: `Another build of this run is writing "${path}" at this moment, and one file cannot hold both. Give each build an output of its own, for example with {{.BuildName}} in its name.`,
    });
    await writeFile(partial, "first");
  });
  expect(readFileSync(path, "utf8")).toBe("first");
});

test("the mode is the caller's, less the umask", async () => {
  using host = testHost();
  const path = join(host.directory, "a");
  await writeWholeFile(path, testContext({ host }), async () => {}, 0o600);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a link stays, and the file that it leads to is replaced, with the mode that it had", async () => {
  using host = testHost();
  const [path, target] = [join(host.directory, "link"), join(host.directory, "secret")];
  writeFileSync(target, "old");
  chmodSync(target, 0o600);
  symlinkSync("secret", path);
  await writeWholeFile(path, testContext({ host }), (partial) => writeFile(partial, "new"));
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, "utf8")).toBe("new");
  expect(statSync(target).mode & 0o777).toBe(0o600);
});

test("a device or a pipe is written to, and stays what it is", async () => {
  using host = testHost();
  const run = testContext({ host });
  const pipe = join(host.directory, "pipe");
  execFileSync("mkfifo", [pipe]);
  const read = readFile(pipe, "utf8");
  await writeWholeFile(pipe, run, (partial) => writeFile(partial, "through"));
  expect(await read).toBe("through");
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  expect(run.resources).toEqual([]);
});
