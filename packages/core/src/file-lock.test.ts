import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testContext, testHost } from "@ingot/testing";
import { withFileLock } from "./file-lock.js";
import { processIdentity } from "./run/process-identity.js";

/** Time passes only while somebody sleeps; `onSleep` is what others do meanwhile. */
function fakeClock(onSleep: (sleeps: number) => void = () => {}) {
  const host = testHost();
  let now = 0;
  let sleeps = 0;
  const sleep = async (milliseconds: number, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    now += milliseconds;
    onSleep(++sleeps);
    await new Promise(setImmediate);
  };
  return { ...host, now: () => new Date(now), sleep, [Symbol.dispose]: () => host[Symbol.dispose]() };
}

const signal = new AbortController().signal;

/** The lock as this process would write it, with other facts in it. */
async function lockText(host: ReturnType<typeof fakeClock>, changes: object): Promise<string> {
  const path = join(host.directory, "probe");
  const text = await withFileLock(path, { host, signal }, async () => readFileSync(`${path}.lock`, "utf8"));
  return JSON.stringify({ ...JSON.parse(text), ...changes });
}

test("one after the other, and no lock is left, even after a failure", async () => {
  using host = fakeClock();
  const path = join(host.directory, "m.json");
  let inside = 0;
  const one = async () => {
    expect(++inside).toBe(1);
    await new Promise(setImmediate);
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withFileLock(path, { host, signal }, one)));
  const failing = withFileLock(path, { host, signal }, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(readdirSync(host.directory)).toEqual([]);
});

test("the lock of a dead process is broken at once, by one of many", async () => {
  using host = fakeClock();
  const child = spawn("sleep", ["100"]);
  const identity = processIdentity(child.pid!);
  child.kill("SIGKILL");
  await once(child, "close");
  const path = join(host.directory, "m.json");
  writeFileSync(`${path}.lock`, await lockText(host, { process: identity }));
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await new Promise(setImmediate);
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withFileLock(path, { host, signal }, work)));
  expect(readdirSync(host.directory)).toEqual([]);
});

test("the lock of a live process is never taken, and the error says whose it is", async () => {
  using host = fakeClock();
  const path = join(host.directory, "m.json");
  const text = await lockText(host, {});
  writeFileSync(`${path}.lock`, text);
  const locked = withFileLock(path, { host, signal }, async () => {});
  await expect(locked).rejects.toMatchObject({
    code: "FILE_LOCKED",
    message: expect.stringMatching(
      /^Cannot write ".*m\.json": process \d+ on .+ has held ".*m\.json\.lock" for 30 seconds\. When no other run is active, delete that file and try again\.$/,
    ),
  });
  expect(readFileSync(`${path}.lock`, "utf8")).toBe(text);
});

test.each([
  ["on another machine", { hostname: "elsewhere", process: { pid: 1, startTime: "0", bootId: "x" } }],
  ["in another container", { pidNamespace: "pid:[1]", process: { pid: 1, startTime: "0", bootId: "x" } }],
])("a holder %s cannot be known to be dead", async (_where, changes) => {
  using host = fakeClock();
  const path = join(host.directory, "m.json");
  writeFileSync(`${path}.lock`, await lockText(host, changes));
  await expect(withFileLock(path, { host, signal }, async () => {})).rejects.toMatchObject({ code: "FILE_LOCKED" });
  expect(existsSync(`${path}.lock`)).toBe(true);
});

test("a lock that somebody else's program made is waited for, and taken when it goes", async () => {
  const path: { lock?: string } = {};
  using host = fakeClock((sleeps) => {
    if (sleeps === 3) writeFileSync(path.lock!, "");
    if (sleeps === 5) rmSync(path.lock!);
  });
  path.lock = join(host.directory, "m.json.lock");
  writeFileSync(path.lock, "something else");
  expect(await withFileLock(join(host.directory, "m.json"), { host, signal }, async () => "done")).toBe("done");
});

test("waiting ends with the signal's reason", async () => {
  using host = fakeClock();
  const path = join(host.directory, "m.json");
  writeFileSync(`${path}.lock`, await lockText(host, {}));
  const stop = AbortSignal.abort(new Error("cancelled"));
  await expect(withFileLock(path, { host, signal: stop }, async () => {})).rejects.toThrow("cancelled");
});

describe("with a journal", () => {
  test("the lock is journalled under a name that holds the run's id, and nothing is left", async () => {
    using host = fakeClock();
    await using run = testContext({ host });
    const path = join(host.directory, "m.json");
    const names = await withFileLock(path, run, async () => readdirSync(host.directory).sort());
    const own = names.at(-1)!;
    expect(names).toEqual(["m.json.lock", own]);
    expect(own.slice(0, "m.json.lock.".length + 33)).toBe(`m.json.lock.${run.runId}-`);
    const handle = { path: join(host.directory, own), alias: `${path}.lock` };
    const intent = { kind: "local.file", description: `lock ${path}.lock`, handle };
    expect(run.resources).toEqual([{ intent, state: "destroyed" }]);
    expect(readdirSync(host.directory)).toEqual([]);
  });

  test("it is waited for, and broken, as without", async () => {
    using host = fakeClock();
    await using run = testContext({ host });
    const path = join(host.directory, "m.json");
    const dead = { process: { pid: 999_999_999, startTime: "1", bootId: processIdentity(process.pid)!.bootId } };
    writeFileSync(`${path}.lock`, await lockText(host, dead));
    let inside = 0;
    const work = async () => {
      expect(++inside).toBe(1);
      await new Promise(setImmediate);
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFileLock(path, run, work)));
    expect(readdirSync(host.directory)).toEqual([]);
  });

  test("one that was never taken is not removed", async () => {
    using host = fakeClock();
    await using run = testContext({ host });
    const path = join(host.directory, "m.json");
    writeFileSync(`${path}.lock`, await lockText(host, {}));
    await expect(withFileLock(path, run, async () => {})).rejects.toMatchObject({ code: "FILE_LOCKED" });
    expect(readdirSync(host.directory)).toEqual(["m.json.lock"]);
  });
});

test("it waits as long as it is allowed to, and says once that it waits", async () => {
  let told = 0;
  using host = fakeClock();
  const path = join(host.directory, "m.json");
  writeFileSync(`${path}.lock`, await lockText(host, {}));
  const options = { patience: 100, onWait: () => void told++ };
  const locked = withFileLock(path, { host, signal }, async () => {}, options);
  await expect(locked).rejects.toThrow(/ for 0\.1 seconds\. /);
  expect(told).toBe(1);
});
