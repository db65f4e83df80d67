import { lstat, readdir, rm } from "node:fs/promises";
import { basename, isAbsolute, join, normalize } from "node:path";
import { IngotError } from "../errors.js";
import type { ReapContext, Reaper } from "../plugin.js";
import type { DestroyOutcome, ResourceRecord } from "../resource.js";
import { stopMarkedProcesses } from "./marked-processes.js";
import { isSameProcess, type ProcessIdentity } from "./process-identity.js";
import { removeTree } from "./remove-tree.js";
import { stopProcess } from "./stop-process.js";

/**
 * What runs leave on this machine. Handles: "local.directory" and "local.file" have `path`, whose last part must hold the run id; a
 * file may have an `alias`, another path of the same file, which goes with it. "local.process" has `pid`, `startTime`, `bootId`.
 * "local.programs" needs nothing: they, and all that they started, carry the run's id in their environment.
 */
export const localReaper: Reaper = {
  kinds: ["local.directory", "local.file", "local.process", "local.programs"],
  reap: (record, run) => {
    if (record.kind === "local.directory") return reapDirectory(record);
    if (record.kind === "local.programs") return reapPrograms(record, run);
    return record.kind === "local.file" ? reapFile(record) : reapProcess(record, run);
  },
  sweep: sweepTemporary,
};

async function reapDirectory(record: ResourceRecord): Promise<DestroyOutcome> {
  const path = ownPath(record);
  if (!(await identityOf(path))) return "absent";
  await removeTree(path);
  return "destroyed";
}

async function reapFile(record: ResourceRecord): Promise<DestroyOutcome> {
  const path = ownPath(record);
  const identity = await identityOf(path);
  if (!identity) return "absent";
  const { alias } = record.handle;
  if (typeof alias === "string" && (await identityOf(alias)) === identity) await rm(alias, { force: true });
  await rm(path, { force: true });
  return "destroyed";
}

async function reapProcess({ handle }: ResourceRecord, { host, signal }: ReapContext): Promise<DestroyOutcome> {
  const { pid, startTime, bootId } = handle;
  if (typeof pid !== "number" || pid <= 1 || typeof startTime !== "string" || typeof bootId !== "string")
    throw damaged("it does not say which process it means");
  const identity: ProcessIdentity = { pid, startTime, bootId };
  if (!isSameProcess(identity)) return "absent";
  await stopProcess(identity, host, signal);
  return "destroyed";
}

async function reapPrograms({ runId }: ResourceRecord, { host, signal }: ReapContext): Promise<DestroyOutcome> {
  return (await stopMarkedProcesses(runId, host, signal)) > 0 ? "destroyed" : "absent";
}

/** A damaged or forged journal must not delete what is not the run's. */
function ownPath({ handle, runId }: ResourceRecord): string {
  const { path } = handle;
  if (typeof path !== "string" || !isAbsolute(path) || normalize(path) !== path)
    throw damaged(`it names no usable path: ${JSON.stringify(path)}`);
  if (!basename(path).includes(runId))
    throw damaged(`the name of ${path} does not hold the run's id, so it is not deleted`);
  return path;
}

const damaged = (what: string) =>
  new IngotError({
    code: "JOURNAL_DAMAGED",
    source: "outside",
    message: `The journal's record is not trusted: ${what}.`,
  });

/** Tells files apart; undefined when there is none. Links are not followed. */
async function identityOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await lstat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Temporary directories, by their names: `ingot-<runId>-…`. */
async function sweepTemporary(runId: string, { host }: ReapContext): Promise<readonly string[]> {
  const names = await readdir(host.tempDirectory).catch(() => []);
  const paths = names
    .filter((name) => name.startsWith(`ingot-${runId}-`))
    .map((name) => join(host.tempDirectory, name));
  for (const path of paths) await removeTree(path);
  return paths;
}
