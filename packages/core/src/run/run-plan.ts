import { reasonOf } from "@ingot/hcl";
import type { BuildResult, RunOptions, RunResult } from "../engine-api.js";
import type { RunStatus } from "../events.js";
import type { PlannedBuild } from "../plan/model.js";
import { runBuild } from "./build-node.js";
import type { EventStream } from "./event-stream.js";
import { execute, type NodeLimit, type NodeOutcome } from "./execute.js";
import type { RunScope } from "./run-scope.js";

/** Runs every node, and gives every build its result. */
export async function runPlan(scope: RunScope, events: EventStream, options: RunOptions): Promise<RunResult> {
  const { plan, host, signal, startedAt, artifacts } = scope;
  const concurrency = concurrencyOf(options);
  const names = plan.builds.map(({ name }) => name);
  void scope.emit({ type: "run-started", builds: names, parallelBuilds: concurrency });
  announceCancellation(scope, events);
  const builds = new Map(plan.builds.map((build) => [build.id, build]));
  const results = new Map<string, BuildResult>();
  const runNode = async (id: string): Promise<NodeOutcome> => {
    const build = builds.get(id);
    if (!build) return { status: "succeeded" };
    const result = await runBuild(scope, build);
    results.set(id, result);
    return outcomeOf(result);
  };
  const limitOf = (id: string) => limitOfBuild(builds.get(id), options);
  const outcomes = await execute(plan.nodes, runNode, { concurrency, limitOf, signal, onOutcome: artifacts.ended });
  await artifacts.settled();
  for (const build of plan.builds)
    if (!results.has(build.id)) results.set(build.id, endUnstarted(scope, build, outcomes.get(build.id)));
  await closeJournal(scope);
  const ordered = plan.builds.map(({ id }) => results.get(id)!);
  const status = statusOf(ordered);
  void scope.emit({ type: "run-finished", ms: host.now().getTime() - startedAt.getTime(), status });
  await events.flush();
  return { status, builds: ordered };
}

/** The user's word counts before the builder's. */
function limitOfBuild(build: PlannedBuild | undefined, { builderConcurrency = {} }: RunOptions): NodeLimit | undefined {
  if (!build) return undefined;
  const { type, component } = build.source;
  const asked = Object.hasOwn(builderConcurrency, type) ? builderConcurrency[type] : component.concurrency;
  const most = Math.floor(asked ?? 0);
  return most >= 1 ? { name: type, most } : undefined;
}

/** Before any component hears of it, since this listener is the first. */
function announceCancellation({ signal, emit }: RunScope, events: EventStream): void {
  const announce = () => {
    void emit({ type: "cancelling", reason: reasonOf(signal.reason) });
    events.release();
  };
  if (signal.aborted) announce();
  else signal.addEventListener("abort", announce, { once: true });
}

/** `-debug` waits for people, who can follow one build at a time. */
function concurrencyOf({ parallelBuilds = 0, debug }: RunOptions): number {
  return debug ? 1 : Math.max(0, Math.floor(parallelBuilds));
}

function outcomeOf(result: BuildResult): NodeOutcome {
  return result.status === "skipped" || result.status === "failed"
    ? { status: "failed", error: result }
    : { status: result.status };
}

/** A build that never began: the run was cancelled before, or what it needs did not succeed. */
function endUnstarted(scope: RunScope, { name }: PlannedBuild, outcome: NodeOutcome | undefined): BuildResult {
  const reason = () => scope.redactor.redact(reasonOf(scope.signal.reason));
  const ending =
    outcome?.status === "skipped"
      ? { status: "skipped" as const, because: outcome.because }
      : { status: "cancelled" as const, reason: reason(), artifacts: [] };
  void scope.emit({ type: "build-finished", build: name, ms: 0, outcome: ending });
  return { name, ms: 0, ...ending };
}

/** What cannot be recorded at the end is known from the intents. */
async function closeJournal({ journal, emit }: RunScope): Promise<void> {
  try {
    await journal.finish();
  } catch (error) {
    const text = `The run's journal ${journal.path} could not be closed: ${reasonOf(error)}`;
    void emit({ type: "message", build: "", level: "warning", text });
  }
}

function statusOf(builds: readonly BuildResult[]): RunStatus {
  if (builds.some(({ status }) => status === "cancelled")) return "cancelled";
  return builds.every(({ status }) => status === "succeeded") ? "succeeded" : "failed";
}
