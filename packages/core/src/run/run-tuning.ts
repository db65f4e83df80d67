import type { Host } from "../host.js";
import { type Journal, openJournal } from "./journal.js";

/** How long a run waits for others, and what it writes its journal with. Times are milliseconds. */
export interface RunTuning {
  /** After an abort: how long a component may go on before the run goes on without it. */
  readonly grace: number;
  /** How long one clean-up may take before it counts as failed, and stays owed in the journal. */
  readonly cleanupDeadline: number;
  /** How long the listener may hold one event before the run stops waiting for it. */
  readonly listenerPatience: number;
  readonly openJournal: (runId: string, host: Host, hide: (text: string) => string) => Journal;
}

export const defaultTuning: RunTuning = {
  grace: 10_000,
  cleanupDeadline: 60_000,
  listenerPatience: 60_000,
  openJournal,
};
