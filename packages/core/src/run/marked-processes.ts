import { readdirSync, readFileSync } from "node:fs";
import type { Host } from "../host.js";
import { ownProcess, type ProcessIdentity, processIdentity } from "./process-identity.js";
import { stopProcess } from "./stop-process.js";

/** The variable that local programs of a run have in their environment, and hand on to all that they start. */
export const runVariable = "INGOT_RUN_ID";

/** Ends every process of this user that descends from the run's local programs; returns how many there were. */
export async function stopMarkedProcesses(runId: string, host: Host, signal: AbortSignal): Promise<number> {
  let stopped = 0;
  for (let found = markedProcesses(runId); found.length > 0; found = markedProcesses(runId)) {
    await Promise.all(found.map((identity) => stopProcess(identity, host, signal)));
    stopped += found.length; // and look again: one may have forked in the meantime
  }
  return stopped;
}

function markedProcesses(runId: string): ProcessIdentity[] {
  const mark = `${runVariable}=${runId}`;
  const own = ownProcess().pid;
  return processIds().flatMap((pid) => {
    if (pid === own || !environmentOf(pid).includes(mark)) return [];
    return processIdentity(pid) ?? [];
  });
}

/** None where there is no `/proc`. */
function processIds(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Empty for other users' processes, and for those that have ended. */
function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}
