import { existsSync, mkdirSync, readdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestHost, testHost } from "@ingot/testing";
import type { ComponentLoader, Reaper, ResourceRecord } from "../plugin.js";
import { cleanRuns } from "./clean.js";
import { openJournal } from "./journal.js";
import { type JournalRecord, runPlace } from "./journal-record.js";

const runId = "0123456789abcdef0123456789abcdef";
const dead = { pid: 999_999_999, startTime: "1", bootId: runPlace().process.bootId };
const started: JournalRecord = { type: "run-started", v: 1, runId, time: "", ...runPlace(), process: dead };
const intent = (resourceId: number, kind = "fake.thing", handle = {}): JournalRecord => ({
  type: "intent",
  resourceId,
  kind,
  description: `${kind} ${resourceId}`,
  handle,
});

function writeJournal(host: TestHost, records: readonly (JournalRecord | string)[], id = runId): string {
  mkdirSync(host.stateDirectory, { recursive: true });
  const path = join(host.stateDirectory, `${id}.ndjson`);
  const lines = records.map((record) => (typeof record === "string" ? record : `${JSON.stringify(record)}\n`));
  writeFileSync(path, lines.join(""));
  return path;
}

/** A plugin's reaper, with what it was asked. */
function fakeReaper(parts: Partial<Reaper> = {}) {
  const reaped: ResourceRecord[] = [];
  const swept: string[] = [];
  let loads = 0;
  const reaper: Reaper = {
    kinds: ["fake.thing", "fake.other"],
    reap: async (record) => {
      reaped.push(record);
      return "destroyed";
    },
    sweep: async (id) => {
      swept.push(id);
      return [];
    },
    ...parts,
  };
  const load = async () => {
    loads++;
    return reaper;
  };
  const loader: ComponentLoader = { kind: "reaper", kinds: reaper.kinds, load };
  return { loader, reaped, swept, loads: () => loads };
}

describe("cleanRuns", () => {
  it("reaps newest first what is neither destroyed nor kept, sweeps, and deletes the journal", async () => {
    using host = testHost();
    const path = writeJournal(host, [
      started,
      intent(1),
      { type: "created", resourceId: 1 },
      intent(2),
      intent(3),
      { type: "destroyed", resourceId: 2 },
      intent(4, "fake.other"),
      { type: "kept", resourceId: 3 },
    ]);
    const { loader, reaped, swept } = fakeReaper();
    const said: string[] = [];
    const report = await cleanRuns({ say: (message) => said.push(message) }, { host, components: [loader] });
    expect(reaped).toMatchObject([
      { resourceId: 4, kind: "fake.other", runId },
      { resourceId: 1, kind: "fake.thing" },
    ]);
    expect(swept).toEqual([runId]);
    expect(report.runs).toEqual([
      { runId, state: "cleaned", destroyed: ["fake.other 4", "fake.thing 1"], failures: [] },
    ]);
    expect(said).toEqual(["Destroyed fake.other 4", "Destroyed fake.thing 1"]);
    expect(existsSync(path)).toBe(false);
  });

  it("finds nothing where nothing ever ran", async () => {
    using host = testHost();
    expect(await cleanRuns({}, { host, components: [] })).toEqual({ runs: [] });
  });

  it("does not load a reaper that the run did not use", async () => {
    using host = testHost();
    writeJournal(host, [started, intent(1, "local.file", { path: join(host.directory, `x-${runId}`) })]);
    const { loader, loads } = fakeReaper();
    expect((await cleanRuns({}, { host, components: [loader] })).runs).toMatchObject([
      { state: "cleaned", destroyed: [] },
    ]);
    expect(loads()).toBe(0);
  });

  it("reports each failure, goes on, and keeps the journal for another time", async () => {
    using host = testHost();
    const path = writeJournal(host, [
      started,
      intent(1),
      intent(2),
      intent(3, "cloud.disk"),
      { ...intent(4), masked: true } as JournalRecord,
    ]);
    const busy = new Error("busy");
    const reap: Reaper["reap"] = ({ resourceId }) =>
      resourceId === 2 ? Promise.reject(busy) : Promise.resolve("absent");
    const { loader } = fakeReaper({ reap, sweep: () => Promise.reject(new Error("unreachable")) });
    const [run] = (await cleanRuns({}, { host, components: [loader] })).runs;
    expect(run).toMatchObject({ state: "owes", destroyed: [] });
    expect(run?.failures.map(({ resource, error }) => [resource, (error as Error).message])).toEqual([
      ["fake.thing 4", "Its name holds a sensitive value, which the journal does not. Remove it by hand."],
      [
        "cloud.disk 3",
        'No plugin that is loaded here can destroy a "cloud.disk". Run this with the plugins that the run had.',
      ],
      ["fake.thing 2", "busy"],
      [`what else run ${runId} left (fake.thing, fake.other)`, "unreachable"],
    ]);
    expect(existsSync(path)).toBe(true);
    const again = await cleanRuns({}, { host, components: [fakeReaper().loader] });
    expect(again.runs).toMatchObject([{ destroyed: ["fake.thing 2", "fake.thing 1"] }]);
  });

  it.each([
    ["of a live process", { process: runPlace().process }, "live"],
    ["of a process with a reused number", { process: { ...runPlace().process, startTime: "1" } }, "cleaned"],
    ["from before the machine's restart", { process: { ...runPlace().process, bootId: "other" } }, "cleaned"],
    ["of another container", { pidNamespace: "pid:[1]" }, "live"],
    ["of another machine", { machineId: "another" }, "live"],
  ])("treats a run %s rightly", async (_name, place, state) => {
    using host = testHost();
    const here = { ...runPlace(), machineId: "this" };
    const isForeign = "machineId" in place;
    writeJournal(host, [
      { ...started, ...(isForeign ? {} : here), ...{ machineId: runPlace().machineId }, ...place } as JournalRecord,
      intent(1),
    ]);
    const { loader, reaped } = fakeReaper();
    const { runs } = await cleanRuns({}, { host, components: [loader] });
    const expected = isForeign && runPlace().machineId === "" ? "cleaned" : state; // a machine without an id cannot tell
    expect(runs).toMatchObject([{ state: expected }]);
    expect(reaped).toHaveLength(expected === "live" ? 0 : 1);
  });

  it("cleans another container's run when it is named", async () => {
    using host = testHost();
    writeJournal(host, [{ ...started, pidNamespace: "pid:[1]" } as JournalRecord, intent(1)]);
    const { runs } = await cleanRuns({ runId }, { host, components: [fakeReaper().loader] });
    expect(runs).toMatchObject([{ state: "cleaned", destroyed: ["fake.thing 1"] }]);
  });

  it("cleans up after a run that ended owing something, although its process lives", async () => {
    using host = testHost();
    const journal = openJournal(runId, host, (text) => text);
    await journal.intend({ kind: "fake.thing", description: "left", handle: {} });
    await journal.finish();
    const { runs } = await cleanRuns({}, { host, components: [fakeReaper().loader] });
    expect(runs).toMatchObject([{ state: "cleaned", destroyed: ["left"] }]);
  });

  it("destroys nothing in a dry run", async () => {
    using host = testHost();
    const path = writeJournal(host, [started, intent(1), intent(2)]);
    const { loader, reaped } = fakeReaper();
    const { runs } = await cleanRuns({ dryRun: true }, { host, components: [loader] });
    expect(runs).toEqual([{ runId, state: "owes", destroyed: ["fake.thing 2", "fake.thing 1"], failures: [] }]);
    expect(reaped).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it("takes a torn last line for what it is: never acted upon", async () => {
    using host = testHost();
    writeJournal(host, [started, intent(1), '{"type":"intent","resou']);
    const { runs } = await cleanRuns({}, { host, components: [fakeReaper().loader] });
    expect(runs).toMatchObject([{ state: "cleaned", destroyed: ["fake.thing 1"], failures: [] }]);
  });

  it("does what it can with a damaged journal, and does not delete it", async () => {
    using host = testHost();
    const path = writeJournal(host, [started, "\u0000\u0000\n", '{"type":"intent"}\n', intent(1)]);
    const { runs } = await cleanRuns({}, { host, components: [fakeReaper().loader] });
    expect(runs).toMatchObject([
      {
        state: "owes",
        destroyed: ["fake.thing 1"],
        failures: [{ error: { code: "JOURNAL_DAMAGED", data: { lines: [2, 3] } } }],
      },
    ]);
    expect(existsSync(path)).toBe(true);
  });

  it("touches nothing of a run whose journal does not say where it is, unless that run is named", async () => {
    using host = testHost();
    const path = writeJournal(host, ["rubbish\n", intent(1)]);
    utimesSync(path, 0, 0);
    const { loader, reaped } = fakeReaper();
    const report = await cleanRuns({}, { host, components: [loader] });
    expect(reaped).toEqual([]);
    expect(report.runs).toMatchObject([{ runId, state: "owes", destroyed: [] }]);
    expect(report.runs[0]!.failures).toMatchObject([
      {
        resource: `what run ${runId} left`,
        error: {
          code: "JOURNAL_DAMAGED",
          message: `The journal ${path} is damaged: it does not say which process wrote it, and that may still be at work. When no build is running, "ingot clean -run=${runId}" destroys what the journal names.`,
        },
      },
    ]);
    const { runs } = await cleanRuns({ runId }, { host, components: [loader] });
    expect(runs).toMatchObject([{ destroyed: ["fake.thing 1"], failures: [{ error: { data: { lines: [1] } } }] }]);
    expect(existsSync(path)).toBe(true);
  });

  it("reports a journal that cannot be read, and goes on with the others", async () => {
    using host = testHost();
    const large = writeJournal(host, [], "0".repeat(32));
    truncateSync(large, 3 * 2 ** 30); // a hole: it takes no space, and Node reads no such file whole
    writeJournal(host, [started, intent(1)]);
    const { runs } = await cleanRuns({}, { host, components: [fakeReaper().loader] });
    expect(runs).toMatchObject([
      {
        state: "owes",
        failures: [
          {
            error: {
              code: "JOURNAL_UNREADABLE",
              message: `The journal ${large} cannot be read: File size (3221225472) is greater than 2 GiB. Make it readable and try again; should it be lost, look for what the run left, and delete the journal by hand.`,
            },
          },
        ],
      },
      { runId, state: "cleaned", destroyed: ["fake.thing 1"] },
    ]);
  });

  it("passes over what only has the name of a journal", async () => {
    using host = testHost();
    mkdirSync(host.stateDirectory, { recursive: true });
    const named = (digit: string) => join(host.stateDirectory, `${digit.repeat(32)}.ndjson`);
    mkdirSync(named("1"));
    symlinkSync(named("2"), named("2"));
    mkdirSync(join(host.stateDirectory, "x.ndjson"));
    writeFileSync(join(host.stateDirectory, "notes.ndjson"), "mine\n");
    const before = readdirSync(host.stateDirectory);
    expect(await cleanRuns({}, { host, components: [] })).toEqual({ runs: [] });
    expect(readdirSync(host.stateDirectory)).toEqual(before);
  });

  it("says so when there can be no journals where they should be", async () => {
    using host = testHost();
    writeFileSync(host.stateDirectory, "");
    await expect(cleanRuns({}, { host, components: [] })).rejects.toMatchObject({
      code: "JOURNALS_UNREADABLE",
      message: `The journals of crashed runs cannot be looked for in ${host.stateDirectory}: ENOTDIR: not a directory, scandir '${host.stateDirectory}'. Make it a directory that you can read, or choose another place with XDG_STATE_HOME.`,
    });
  });

  it("leaves a journal alone that is just being begun, and deletes one that never was", async () => {
    using host = testHost();
    const path = writeJournal(host, [""]);
    expect((await cleanRuns({}, { host, components: [] })).runs).toEqual([]);
    expect(existsSync(path)).toBe(true);
    utimesSync(path, 0, 0);
    expect((await cleanRuns({}, { host, components: [] })).runs).toMatchObject([{ state: "cleaned" }]);
    expect(existsSync(path)).toBe(false);
  });

  it("reaps each thing once when two clean at the same time", async () => {
    using host = testHost();
    writeJournal(host, [started, intent(1), intent(2)]);
    const { loader, reaped } = fakeReaper();
    const clean = () => cleanRuns({}, { host, components: [loader] });
    const reports = await Promise.all([clean(), clean(), clean()]);
    expect(reaped).toHaveLength(2);
    expect(reports.flatMap(({ runs }) => runs)).toHaveLength(1);
    expect(readdirSync(host.stateDirectory)).toEqual([]);
  });

  it("stops when it is aborted", async () => {
    using host = testHost();
    writeJournal(host, [started, intent(1), intent(2)]);
    const controller = new AbortController();
    const reap: Reaper["reap"] = async () => {
      controller.abort(new Error("enough"));
      return "destroyed";
    };
    const { signal } = controller;
    await expect(cleanRuns({ signal }, { host, components: [fakeReaper({ reap }).loader] })).rejects.toThrow("enough");
    expect(readdirSync(host.stateDirectory)).toEqual([`${runId}.ndjson`]);
  });

  it("says that it does not know a run", async () => {
    using host = testHost();
    await expect(cleanRuns({ runId: "../../etc" }, { host, components: [] })).rejects.toMatchObject({
      code: "RUN_UNKNOWN",
      message: `There is no journal of a run "../../etc" in ${host.stateDirectory}: it owes nothing, or it ran with another state directory.`,
    });
  });
});
