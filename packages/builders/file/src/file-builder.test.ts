import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFile,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { localReaper } from "@ingot/core";
import type { CheckHost } from "@ingot/core/plugin";
import { type TestHost, testContext, testHost } from "@ingot/testing";
import { fileBuilder } from "./file-builder.js";

const host: CheckHost = { cwd: "/", env: {}, kindOf: () => undefined };
const issues = (config: object) => fileBuilder.check?.(fileBuilder.config.parse(config), host);

async function start(real: TestHost, config: object, signal?: AbortSignal) {
  const run = testContext({ host: real, ...(signal && { signal }) });
  const machine = await fileBuilder.start(fileBuilder.config.parse(config), run);
  return { run, machine };
}

describe("fileBuilder", () => {
  it("wants a target, and one origin", () => {
    expect(issues({ target: "x", content: "c" })).toEqual([]);
    expect(() => issues({ content: "c" })).toThrow();
    expect(issues({ target: "", content: "c" })).toMatchObject([
      { path: ["target"], detail: "The target is empty. Give the path of the file to make." },
    ]);
    expect(issues({ target: "x", content: "c", source: "s" })).toMatchObject([
      { path: ["source"], detail: "Both source and content say what the file holds. Remove one of them." },
    ]);
    expect(issues({ target: "x" })).toMatchObject([
      { severity: "warning", detail: "Neither source nor content says what the file holds, so it will be empty." },
    ]);
  });

  it("writes its content before the provisioners run, for its owner alone", async () => {
    using real = testHost();
    const { run, machine } = await start(real, { target: "deep/er/x", content: "hello" });
    const path = join(real.directory, "deep/er/x");
    expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777]).toEqual(["hello", 0o600]);
    expect(machine.exports).toEqual({ ID: "File", ConnType: "none" });
    const artifact = await machine.save(run);
    await run.close();
    expect(artifact).toMatchObject({
      builderId: "packer.file",
      id: "File",
      files: ["deep/er/x"],
      description: "Stored file: deep/er/x",
    });
    expect(readdirSync(join(real.directory, "deep/er"))).toEqual(["x"]);
    await artifact?.destroy();
    expect(readdirSync(join(real.directory, "deep/er"))).toEqual([]);
  });

  it("copies a file, with its permissions", async () => {
    using real = testHost();
    writeFileSync(join(real.directory, "from"), "abc");
    chmodSync(join(real.directory, "from"), 0o750);
    const { run, machine } = await start(real, { target: "to", source: "from" });
    await machine.save(run);
    await run.close();
    const path = join(real.directory, "to");
    expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777]).toEqual(["abc", 0o750]);
    expect(run.said).toEqual(["Copying from to to", "Copied 3 bytes"]);
  });

  it.each(["content", "source"])("takes the file away when the build fails (%s)", async (way) => {
    using real = testHost();
    writeFileSync(join(real.directory, "from"), "abc");
    const { run } = await start(real, { target: "out", [way]: "from" });
    expect(existsSync(join(real.directory, "out"))).toBe(true);
    await run.close();
    expect(readdirSync(real.directory)).toEqual(["from"]);
  });

  it("replaces a file that was there, and does not take it away", async () => {
    using real = testHost();
    writeFileSync(join(real.directory, "out"), "old");
    const { run } = await start(real, { target: "out", content: "new" });
    await run.close();
    expect(readFileSync(join(real.directory, "out"), "utf8")).toBe("new");
    expect(readdirSync(real.directory)).toEqual(["out"]);
  });

  it("writes to a device or a pipe, and through a link, and never replaces them", async () => {
    using real = testHost();
    const at = (name: string) => join(real.directory, name);
    execFileSync("mkfifo", [at("pipe")]);
    writeFileSync(at("real"), "old", { mode: 0o640 });
    symlinkSync("real", at("link"));
    const read = promisify(readFile)(at("pipe"), "utf8");
    const runs = await Promise.all(["pipe", "link"].map((target) => start(real, { target, content: "new" })));
    for (const { run } of runs) await run.close();
    expect([await read, readFileSync(at("real"), "utf8")]).toEqual(["new", "new"]);
    expect([statSync(at("pipe")).isFIFO(), lstatSync(at("link")).isSymbolicLink()]).toEqual([true, true]);
    expect(statSync(at("real")).mode & 0o777).toBe(0o640);
    expect(readdirSync(real.directory).sort()).toEqual(["link", "pipe", "real"]);
  });

  it("does not take away what another has put in its place", async () => {
    using real = testHost();
    const { run } = await start(real, { target: "out", content: "ours" });
    rmSync(join(real.directory, "out"));
    writeFileSync(join(real.directory, "out"), "theirs");
    await run.close();
    expect(readFileSync(join(real.directory, "out"), "utf8")).toBe("theirs");
  });

  it("can be cleaned up after a crash", async () => {
    using real = testHost();
    const { run } = await start(real, { target: "out", content: "x" });
    const record = { runId: run.runId, resourceId: 1, ...run.resources[0]!.intent };
    const context = { host: real, signal: new AbortController().signal, say: () => {} };
    expect(await localReaper.reap(record, context)).toBe("destroyed");
    expect(readdirSync(real.directory)).toEqual([]);
  });

  it.each([
    [
      "a missing source",
      { target: "out", source: "none" },
      'Cannot read "none": it does not exist. Create it, or correct the path.',
    ],
    [
      "a folder as source",
      { target: "out", source: "." },
      'Cannot copy "." to "out": it is a directory, where a file is needed. Move it away, or choose another path.',
    ],
  ])("says what is wrong with %s, and leaves nothing", async (_name, config, message) => {
    using real = testHost();
    await expect(start(real, config)).rejects.toMatchObject({
      code: "FILE_SYSTEM",
      source: "user",
      message,
    });
    expect(readdirSync(real.directory)).toEqual([]);
  });

  it("stops copying when it is cancelled", async () => {
    using real = testHost();
    writeFileSync(join(real.directory, "from"), "abc");
    await expect(start(real, { target: "out", source: "from" }, AbortSignal.abort())).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(readdirSync(real.directory)).toEqual(["from"]);
  });
});
