import type { Run, RunOptions } from "../engine-api.js";
import type { Host } from "../host.js";
import type { Plan } from "../plan/model.js";
import { createRedactor } from "../redact/redactor.js";
import { createCancellation } from "./cancellation.js";
import { createChainArtifacts } from "./chain-artifacts.js";
import { createEventStream } from "./event-stream.js";
import { inTurn } from "./in-turn.js";
import type { RunScope } from "./run-scope.js";
import { defaultTuning, type RunTuning } from "./run-tuning.js";

/**
 * Runs a plan. The handle is returned before anything happens, so that nobody misses the first event. `result` settles when all
 * is cleaned up, and never rejects for a build's failure.
 */
export function startRun(plan: Plan, options: RunOptions, host: Host, tuning: Partial<RunTuning> = {}): Run {
  const runId = Buffer.from(host.randomBytes(16)).toString("hex");
  const settings = { ...defaultTuning, ...tuning };
  const redactor = createRedactor(plan.secrets);
  const notify = options.io?.notify.bind(options.io);
  const events = createEventStream({ runId, host, redactor, patience: settings.listenerPatience, notify });
  const cancellation = createCancellation(options.signal);
  const scope: RunScope = {
    ...{ runId, plan, host, redactor, tuning: settings, emit: events.emit },
    ...choicesOf(options),
    startedAt: host.now(),
    signal: cancellation.signal,
    branchSignal: cancellation.branch,
    journal: settings.openJournal(runId, host, redactor.redact),
    artifacts: createChainArtifacts(plan.nodes),
  };
  const result = import("./run-plan.js") // who only plans needs none of it
    .then(({ runPlan }) => runPlan(scope, events, options))
    .finally(cancellation.close);
  const cancel = (reason?: string) => {
    cancellation.cancel(reason);
    return result;
  };
  return { id: runId, result, cancel, [Symbol.asyncDispose]: async () => void (await cancel("The run was closed.")) };
}

const choicesOf = ({ onError = "cleanup", force = false, debug = false, io }: RunOptions) => ({
  ...{ onError, force, debug },
  ask: io?.ask && inTurn(io.ask.bind(io)),
});
