import { readFileSync } from "node:fs";
import type { ResourceIntent } from "../resource.js";
import { ownProcess, type ProcessIdentity, pidNamespace } from "./process-identity.js";

/** A line of a journal. */
export type JournalRecord =
  | ({ readonly type: "run-started"; readonly v: 1; readonly runId: string; readonly time: string } & RunPlace)
  | ({
      readonly type: "intent";
      readonly resourceId: number;
      /** The handle held a secret, which is not written: no reaper can use it. */
      readonly masked?: true;
    } & ResourceIntent)
  | { readonly type: "created" | "destroyed" | "kept"; readonly resourceId: number }
  | { readonly type: "run-finished"; readonly time: string };

/** Where a run's process is, for others to tell whether it still lives. */
export interface RunPlace {
  readonly process: ProcessIdentity;
  /** Empty where unknown. Process numbers of another namespace say nothing here. */
  readonly pidNamespace: string;
  /** Empty where unknown. State directories may be shared between machines. */
  readonly machineId: string;
}

export const runPlace = (): RunPlace => ({
  process: ownProcess(),
  pidNamespace: pidNamespace(),
  machineId: machineId(),
});

function machineId(): string {
  try {
    return readFileSync("/etc/machine-id", "utf8").trim();
  } catch {
    return "";
  }
}
