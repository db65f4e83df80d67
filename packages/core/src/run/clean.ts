import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "@ingot/hcl";
import type { CleanedRun, CleanOptions, CleanReport, EngineOptions } from "../engine-api.js";
import { IngotError } from "../errors.js";
import { withFileLock } from "../file-lock.js";
import type { Host } from "../host.js";
import type { ReapContext } from "../plugin.js";
import { type JournalContent, readJournal } from "./journal-reader.js";
import { createReapers, type Reapers } from "./reapers.js";
import { lifeOf } from "./run-life.js";

/** A journal without its first line is being written at this moment, or its run died then: milliseconds. */
const newJournal = 600_000;

interface Cleaning {
  readonly host: Host;
  readonly reapers: Reapers;
  readonly context: ReapContext;
  readonly options: CleanOptions;
}

/**
 * Destroys what dead runs left behind, by their journals and then by run id, and deletes the journals of those that owe nothing any
 * more. Live runs are not touched, nor those that may live where this process cannot look, unless `runId` names them. Rejects when
 * aborted; what cannot be destroyed is in the report.
 */
export async function cleanRuns(options: CleanOptions, { host, components }: EngineOptions): Promise<CleanReport> {
  const { signal = new AbortController().signal, say = () => {} } = options;
  const cleaning: Cleaning = { host, reapers: createReapers(components), context: { signal, host, say }, options };
  const runs: CleanedRun[] = [];
  for (const runId of await chosenRuns(host, options)) {
    signal.throwIfAborted();
    const cleaned = await cleanRun(runId, cleaning);
    if (cleaned) runs.push(cleaned);
  }
  return { runs };
}

async function chosenRuns({ stateDirectory }: Host, { runId }: CleanOptions): Promise<readonly string[]> {
  const known = (await filesIn(stateDirectory))
    .flatMap((name) => /^([0-9a-f]{32})\.ndjson$/.exec(name)?.[1] ?? [])
    .sort();
  if (runId === undefined) return known;
  if (known.includes(runId)) return [runId];
  throw new IngotError({
    code: "RUN_UNKNOWN",
    source: "user",
    message: `There is no journal of a run "${runId}" in ${stateDirectory}: it owes nothing, or it ran with another state directory.`,
  });
}

/** Journals are plain files: what only has the name of one is not read, and stays. */
async function filesIn(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true }).catch(whenAbsent([]));
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (cause) {
    throw new IngotError({
      code: "JOURNALS_UNREADABLE",
      source: "outside",
      message: `The journals of crashed runs cannot be looked for in ${directory}: ${reasonOf(cause)}. Make it a directory that you can read, or choose another place with XDG_STATE_HOME.`,
      cause,
    });
  }
}

/** Undefined when there is nothing to say: another clean was faster, or nothing had begun. */
async function cleanRun(runId: string, cleaning: Cleaning): Promise<CleanedRun | undefined> {
  const path = journalPath(runId, cleaning);
  try {
    const content = await readContent(runId, path);
    return content && (await cleanByContent(runId, content, path, cleaning));
  } catch (error) {
    cleaning.context.signal.throwIfAborted();
    return { runId, state: "owes", destroyed: [], failures: [{ resource: `what run ${runId} left`, error }] };
  }
}

async function cleanByContent(
  runId: string,
  content: JournalContent,
  path: string,
  cleaning: Cleaning,
): Promise<CleanedRun | undefined> {
  if (isEmpty(content) && !(await isOld(path, cleaning.host))) return undefined;
  if (!content.place && !isEmpty(content) && cleaning.options.runId === undefined) throw withoutPlace(runId, path);
  const life = lifeOf(content);
  if (life === "elsewhere" && cleaning.options.runId === undefined) {
    cleaning.context.say(
      `Run ${runId} was started on another machine or in another container, and may still go on there.`,
    );
    return untouched(runId);
  }
  if (life === "live") return untouched(runId);
  if (cleaning.options.dryRun) return wouldDestroy(runId, content);
  return reapLocked(runId, path, cleaning);
}

const journalPath = (runId: string, { host }: Cleaning) => join(host.stateDirectory, `${runId}.ndjson`);

const untouched = (runId: string): CleanedRun => ({ runId, state: "live", destroyed: [], failures: [] });

const wouldDestroy = (runId: string, { owed }: JournalContent): CleanedRun => ({
  runId,
  state: "owes",
  destroyed: owed.map(({ description }) => description).reverse(),
  failures: [],
});

/** Two cleans at once take turns; who comes second finds the journal gone. */
async function reapLocked(runId: string, path: string, cleaning: Cleaning): Promise<CleanedRun | undefined> {
  return withFileLock(path, cleaning.context, async () => {
    const content = await readContent(runId, path);
    return content && reapRun(runId, content, cleaning);
  });
}

async function reapRun(runId: string, content: JournalContent, cleaning: Cleaning): Promise<CleanedRun> {
  const { reapers, context } = cleaning;
  const reaped = await reapers.reapAll(content.owed, context);
  const swept = await reapers.sweepAll(runId, content.kinds, context);
  const failures = [...damage(content), ...reaped.failures, ...swept.failures];
  if (failures.length === 0) await rm(journalPath(runId, cleaning), { force: true });
  return {
    runId,
    state: failures.length === 0 ? "cleaned" : "owes",
    destroyed: [...reaped.destroyed, ...swept.destroyed],
    failures,
  };
}

/** Not one whole line: nothing had been created. */
const isEmpty = ({ place, owed, damagedLines }: JournalContent) =>
  !place && owed.length === 0 && damagedLines.length === 0;

/** Whatever such a journal owes may be a live run's. */
const withoutPlace = (runId: string, path: string) =>
  new IngotError({
    code: "JOURNAL_DAMAGED",
    source: "outside",
    message: `The journal ${path} is damaged: it does not say which process wrote it, and that may still be at work. When no build is running, "ingot clean -run=${runId}" destroys what the journal names.`,
  });

function damage({ damagedLines }: JournalContent): CleanedRun["failures"] {
  if (damagedLines.length === 0) return [];
  const error = new IngotError({
    code: "JOURNAL_DAMAGED",
    source: "outside",
    message: `The journal cannot be read at ${damagedLines.length > 1 ? "lines" : "line"} ${damagedLines.join(", ")}. Look for what the run left, and delete the journal by hand.`,
    data: { lines: damagedLines },
  });
  return [{ resource: "what the damaged lines of the journal name", error }];
}

async function readContent(runId: string, path: string): Promise<JournalContent | undefined> {
  try {
    const text = await readFile(path, "utf8").catch(whenAbsent(undefined));
    return text === undefined ? undefined : readJournal(runId, text);
  } catch (cause) {
    throw new IngotError({
      code: "JOURNAL_UNREADABLE",
      source: "outside",
      message: `The journal ${path} cannot be read: ${reasonOf(cause)}. Make it readable and try again; should it be lost, look for what the run left, and delete the journal by hand.`,
      cause,
    });
  }
}

async function isOld(path: string, host: Host): Promise<boolean> {
  const found = await stat(path).catch(whenAbsent(undefined));
  return found !== undefined && host.now().getTime() - found.mtimeMs > newJournal;
}

/** The value to take where there is no such file; other errors are thrown on. */
const whenAbsent =
  <T>(value: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === "ENOENT") return value;
    throw error;
  };
