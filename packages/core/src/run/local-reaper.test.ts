import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestHost, testHost } from "@ingot/testing";
import type { ReapContext } from "../plugin.js";
import type { ResourceRecord } from "../resource.js";
import { localReaper } from "./local-reaper.js";
import { runVariable } from "./marked-processes.js";
import { processIdentity } from "./process-identity.js";

const runId = "0123456789abcdef0123456789abcdef";
const context = (host: TestHost): ReapContext => ({ host, signal: new AbortController().signal, say: () => {} });
const record = (kind: string, handle: ResourceRecord["handle"]): ResourceRecord => ({
  runId,
  resourceId: 1,
  kind,
  description: "x",
  handle,
});

describe("localReaper", () => {
  it("removes a directory with all in it, and is content when it is gone", async () => {
    using host = testHost();
    const path = join(host.directory, `ingot-${runId}-1`);
    mkdirSync(join(path, "deep"), { recursive: true });
    writeFileSync(join(path, "deep/file"), "");
    const directory = record("local.directory", { path });
    expect(await localReaper.reap(directory, context(host))).toBe("destroyed");
    expect(existsSync(path)).toBe(false);
    expect(await localReaper.reap(directory, context(host))).toBe("absent");
  });

  it("removes a link, and not what it leads to", async () => {
    using host = testHost();
    const target = join(host.directory, "precious");
    mkdirSync(target);
    const path = join(host.directory, `ingot-${runId}-1`);
    symlinkSync(target, path);
    await localReaper.reap(record("local.directory", { path }), context(host));
    expect([existsSync(path), existsSync(target)]).toEqual([false, true]);
  });

  it("removes a file and its other name, unless that is another file now", async () => {
    using host = testHost();
    const path = join(host.directory, `out.${runId}.partial`);
    const alias = join(host.directory, "out");
    const file = record("local.file", { path, alias });
    writeFileSync(path, "");
    linkSync(path, alias);
    expect(await localReaper.reap(file, context(host))).toBe("destroyed");
    expect([existsSync(path), existsSync(alias)]).toEqual([false, false]);
    writeFileSync(path, "");
    writeFileSync(alias, "the user's");
    await localReaper.reap(file, context(host));
    expect([existsSync(path), existsSync(alias)]).toEqual([false, true]);
  });

  it.each([
    ["whose name does not hold the run's id", "/var/lib"],
    ["with the id only further up", `/tmp/${runId}/etc`],
    ["that is relative", `ingot-${runId}`],
    ["that goes up", `/tmp/ingot-${runId}/../../etc/ingot-${runId}`],
    ["that is no text", 7],
    ["that is missing", null],
  ])("refuses a path %s", async (_name, path) => {
    using host = testHost();
    for (const kind of ["local.directory", "local.file"])
      await expect((async () => localReaper.reap(record(kind, { path }), context(host)))()).rejects.toMatchObject({
        code: "JOURNAL_DAMAGED",
      });
  });

  it("ends a process with its group, though it ignores SIGTERM, and only while it is the same", async () => {
    using host = testHost();
    const child = host.spawn("/bin/sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"]);
    for await (const _line of child.stdout) break;
    const identity = processIdentity(child.pid!)!;
    const other = record("local.process", { ...identity, startTime: "1" });
    expect(await localReaper.reap(other, context(host))).toBe("absent");
    expect(processIdentity(child.pid!)).toEqual(identity);
    expect(await localReaper.reap(record("local.process", { ...identity }), context(host))).toBe("destroyed");
    expect(await child.exit).toEqual({ code: null, signal: "SIGKILL" });
    expect(await localReaper.reap(record("local.process", { ...identity }), context(host))).toBe("absent");
  });

  it("refuses a process that is not well named", async () => {
    using host = testHost();
    for (const pid of [0, 1, -5, "7"])
      await expect(
        localReaper.reap(record("local.process", { pid, startTime: "1", bootId: "" }), context(host)),
      ).rejects.toMatchObject({
        code: "JOURNAL_DAMAGED",
        message: "The journal's record is not trusted: it does not say which process it means.",
      });
  });

  it("sweeps the temporary directories of the run, and no other", async () => {
    using host = testHost();
    for (const name of [`ingot-${runId}-1`, `ingot-${runId}-2`, `ingot-${"f".repeat(32)}-1`])
      mkdirSync(join(host.directory, name));
    expect(await localReaper.sweep?.(runId, context(host))).toHaveLength(2);
    expect(existsSync(join(host.directory, `ingot-${"f".repeat(32)}-1`))).toBe(true);
  });

  it("ends a dead run's programs with all that they started, and no others", async () => {
    using host = testHost();
    const start = (id: string) => {
      const script = "trap '' TERM; (sleep 1000 & echo $!; wait) & wait";
      const env = { PATH: process.env.PATH, [runVariable]: id };
      return spawn("/bin/sh", ["-c", script], { env, stdio: ["ignore", "pipe", "ignore"], detached: true });
    };
    const [ours, other] = [start(runId), start("f".repeat(32))];
    const children = await Promise.all([ours, other].map(async ({ stdout }) => Number(await once(stdout, "data"))));
    const programs = record("local.programs", {});
    expect(await localReaper.reap(programs, context(host))).toBe("destroyed");
    expect([ours.pid!, children[0]!].map(processIdentity)).toEqual([undefined, undefined]);
    expect([other.pid!, children[1]!].map((pid) => processIdentity(pid)?.pid)).toEqual([other.pid, children[1]]);
    expect(await localReaper.reap(programs, context(host))).toBe("absent");
    process.kill(-other.pid!, "SIGKILL");
  });
});
