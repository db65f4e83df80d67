/**
 * A run in a process of its own, which kills itself at the journal call with the number given: even numbers before the call, odd
 * ones after it. Ends with status 0 when the run has fewer calls. Arguments: a directory, the number.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fakeArtifact, fakeBuild, fakeBuilder, fakeMachine, fakePlan } from "@ingot/testing";
import { nodeHost } from "../node-host.js";
import type { BuildContext } from "../plugin.js";
import { type Journal, openJournal } from "./journal.js";
import { startRun } from "./start-run.js";

const [directory = "", killAt = ""] = process.argv.slice(2);
const tempDirectory = join(directory, "tmp");
const host = nodeHost({ cwd: directory, env: {}, stateDirectory: join(directory, "state"), tempDirectory });
let calls = 0;

function killed<A extends unknown[], R>(call: (...values: A) => Promise<R>): (...values: A) => Promise<R> {
  return async (...values) => {
    dieAt(calls++);
    const result = await call(...values);
    dieAt(calls++);
    return result;
  };
}

function dieAt(call: number): void {
  if (call === Number(killAt)) process.kill(process.pid, "SIGKILL");
}

function killing(journal: Journal): Journal {
  return {
    path: journal.path,
    intend: killed(journal.intend),
    created: killed(journal.created),
    destroyed: killed(journal.destroyed),
    kept: killed(journal.kept),
    finish: killed(journal.finish),
  };
}

const file = (run: BuildContext, folder: string, word: string) => {
  const path = join(folder, `${word}-${run.runId}`);
  return run.acquire(
    { kind: "local.file", description: `file ${word}`, handle: { path } },
    () => writeFile(path, word),
    () => rm(path),
  );
};

const builder = fakeBuilder({
  start: async (_config, run) => {
    const temporary = await run.tempDirectory();
    await mkdir(join(temporary, "deep"));
    await writeFile(join(temporary, "deep/file"), "");
    await file(run, tempDirectory, "scratch");
    const early = await file(run, tempDirectory, "early");
    await early.release();
    const output = await file(run, directory, "output");
    return { ...fakeMachine(), save: async () => output.keep().then(() => fakeArtifact("output")) };
  },
});

await mkdir(tempDirectory, { recursive: true });
const tuning = { openJournal: (...values: Parameters<typeof openJournal>) => killing(openJournal(...values)) };
const { status } = await startRun(fakePlan([fakeBuild("crash", { source: { component: builder } })]), {}, host, tuning)
  .result;
process.exitCode = status === "succeeded" ? 0 : 3;
