import type { IoHost, OnError } from "../engine-api.js";
import type { RunEventBody } from "../events.js";
import type { Host } from "../host.js";
import type { Plan } from "../plan/model.js";
import type { Redactor } from "../redact/redactor.js";
import type { Branch } from "./cancellation.js";
import type { ChainArtifacts } from "./chain-artifacts.js";
import type { Journal } from "./journal.js";
import type { RunTuning } from "./run-tuning.js";

/** What the builds of one run share. */
export interface RunScope {
  readonly runId: string;
  readonly plan: Plan;
  readonly host: Host;
  readonly onError: OnError;
  readonly force: boolean;
  readonly debug: boolean;
  /** `{{timestamp}}` and `{{isotime}}` are the same in all builds of a run. */
  readonly startedAt: Date;
  /** Aborts when the run is cancelled; its reason is the error that says so. */
  readonly signal: AbortSignal;
  /** A signal of a build's own, which aborts with the run's. */
  branchSignal(): Branch;
  readonly journal: Journal;
  readonly redactor: Redactor;
  readonly artifacts: ChainArtifacts;
  readonly tuning: RunTuning;
  /** One question at a time: all builds share the terminal. */
  readonly ask: IoHost["ask"];
  emit(body: RunEventBody): Promise<void> | undefined;
}
