import { IngotError } from "../errors.js";
import type { Host } from "../host.js";
import { isSameProcess, leadsGroup, type ProcessIdentity, signalProcess } from "./process-identity.js";

/** Milliseconds between two looks, and how long each signal is given. */
const interval = 50;
const patience = 2000;

/** Ends a process, with its group when it leads one: politely, then not. */
export async function stopProcess(identity: ProcessIdentity, host: Host, signal: AbortSignal): Promise<void> {
  const target = leadsGroup(identity.pid) ? -identity.pid : identity.pid;
  for (const name of ["SIGTERM", "SIGKILL"] as const) {
    if (!isSameProcess(identity)) return;
    signalProcess(target, name);
    for (let waited = 0; waited < patience; waited += interval) {
      if (!isSameProcess(identity)) return;
      await host.sleep(interval, signal);
    }
  }
  if (isSameProcess(identity))
    throw new IngotError({
      code: "PROCESS_STAYS",
      source: "outside",
      message: `Process ${identity.pid} does not end, even when killed: it waits for the system.`,
    });
}
