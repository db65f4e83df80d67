import { IngotError } from "../errors.js";
import type { Host } from "../host.js";
import { isSameProcess, leadsGroup, type ProcessIdentity, signalProcess } from "./process-identity.js";

/** Milliseconds between two looks. */
const interval = 50;

/** Milliseconds that each signal is given; what is killed ends, but on a loaded machine not at once. */
const patience = [
  ["SIGTERM", 2_000],
  ["SIGKILL", 10_000],
] as const;

/** Ends a process, with its group when it leads one: politely, then not. */
export async function stopProcess(identity: ProcessIdentity, host: Host, signal: AbortSignal): Promise<void> {
  const target = leadsGroup(identity.pid) ? -identity.pid : identity.pid;
  for (const [name, time] of patience) {
    if (!isSameProcess(identity)) return;
    signalProcess(target, name);
    for (let waited = 0; waited < time; waited += interval) {
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
