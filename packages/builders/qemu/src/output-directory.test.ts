import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, type TestHost, testContext, testHost } from "@ingot/testing";
import { makeOutputDirectory, qemuReaper } from "./output-directory.js";

let host: TestHost;
beforeEach(() => {
  host = testHost();
});
afterEach(() => host[Symbol.dispose]());

const path = (name: string) => join(host.directory, name);

const reap = (run: TestContext, at = 0) =>
  qemuReaper.reap(
    { runId: run.runId, resourceId: 1, ...run.resources[at]!.intent },
    { host, signal: new AbortController().signal, say: () => {} },
  );

it("stays when it is kept, without its mark, and goes when it is not", async () => {
  const run = testContext({ host });
  const output = await makeOutputDirectory("a/b", "/base.iso", run);
  expect(output.path).toBe(path("a/b"));
  expect(readdirSync(path("a/b"))).toEqual([`.ingot-${run.runId}`]);
  await output.keep();
  await makeOutputDirectory("c", "/base.iso", run);
  await run.close();
  expect(readdirSync(path("a/b"))).toEqual([]);
  expect(existsSync(path("c"))).toBe(false);
  expect(run.said).toEqual(["Deleting output directory..."]);
});

it("is not taken from a build that is at work in it, even by -force", async () => {
  await using run = testContext({ host, force: true });
  await makeOutputDirectory("a", "/base.iso", run);
  const message =
    'Another build is writing the output directory "a" at this moment. Give each build an output_directory of its own.';
  await expect(makeOutputDirectory("a", "/base.iso", run)).rejects.toMatchObject({ code: "OUTPUT_IN_USE", message });
  const both = [makeOutputDirectory("b", "/base.iso", run), makeOutputDirectory("b", "/base.iso", run)];
  const ended = await Promise.allSettled(both);
  expect(ended.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

it("is not taken from a build of the same run that has finished it; by another run it is", async () => {
  await using run = testContext({ host, force: true });
  await (await makeOutputDirectory("a", "/base.iso", run)).keep();
  await expect(makeOutputDirectory("a", "/base.iso", run)).rejects.toMatchObject({
    code: "OUTPUT_IN_USE",
    source: "user",
    message:
      'The output directory "a" is that of another build of this run. Give each build an output_directory of its own.',
  });
  await using later = testContext({ host, force: true });
  await makeOutputDirectory("a", "/base.iso", later);
});

it("does not take the image along that the machine starts from", async () => {
  mkdirSync(path("a"));
  writeFileSync(path("a/base.iso"), "precious");
  await using run = testContext({ host, force: true });
  await expect(makeOutputDirectory("a", path("a/base.iso"), run)).rejects.toMatchObject({
    code: "OUTPUT_HOLDS_IMAGE",
    source: "user",
    message:
      'The image lies in output_directory, which is made afresh: with -force it would be deleted. Choose another output_directory. It is "a".',
  });
  expect(readdirSync(path("a"))).toEqual(["base.iso"]);
});

it("takes the place of a link by -force alone, and leaves alone what that leads to", async () => {
  mkdirSync(path("mine"));
  for (const [name, target] of [
    ["whole", "mine"],
    ["broken", "nowhere"],
  ] as const) {
    symlinkSync(target, path(name));
    await using careful = testContext({ host });
    await expect(makeOutputDirectory(name, "/base.iso", careful)).rejects.toMatchObject({ code: "OUTPUT_EXISTS" });
    await using forced = testContext({ host, force: true });
    await makeOutputDirectory(name, "/base.iso", forced);
    expect(lstatSync(path(name)).isDirectory()).toBe(true);
  }
  expect(readdirSync(path("mine"))).toEqual([]);
});

it("is removed by its reaper while it has its mark, and not after", async () => {
  const run = testContext({ host });
  const { keep } = await makeOutputDirectory("a", "/base.iso", run);
  writeFileSync(path("a/disk"), "x");
  expect(await reap(run)).toBe("destroyed");
  expect([existsSync(path("a")), await reap(run)]).toEqual([false, "absent"]);
  mkdirSync(path(`a.${run.runId}.partial`));
  expect([await reap(run), readdirSync(host.directory)]).toEqual(["destroyed", []]);
  mkdirSync(path("a"));
  await keep();
  expect([await reap(run), existsSync(path("a"))]).toEqual(["absent", true]);
});

it("is left alone where the journal does not say what a run would write", async () => {
  mkdirSync(path("precious"));
  const record = { runId: "0".repeat(32), resourceId: 1, kind: "qemu.output", description: "" };
  const handle = { path: path("precious"), partial: path("precious.partial") };
  const context = { host, signal: new AbortController().signal, say: () => {} };
  await expect(qemuReaper.reap({ ...record, handle }, context)).rejects.toMatchObject({ code: "JOURNAL_INVALID" });
  expect(existsSync(path("precious"))).toBe(true);
});
