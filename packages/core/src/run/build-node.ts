import { reasonOf } from "@ingot/hcl";
import { checkResult } from "../arguments/check-argument.js";
import * as expected from "../arguments/components.js";
import type { Artifact } from "../artifact.js";
import type { BuildResult } from "../engine-api.js";
import type { BuildOutcomeJson } from "../events.js";
import { explainingFileErrors } from "../file-error.js";
import type { PlannedBuild } from "../plan/model.js";
import type { Machine } from "../plugin.js";
import { redactError } from "../redact/redact-error.js";
import { runUuid } from "../run-uuid.js";
import { artifactJson } from "./artifact-json.js";
import { type BuildScope, createBuildScope, tell } from "./build-scope.js";
import { createContext } from "./context.js";
import { withGrace } from "./deadline.js";
import { decodeConfig } from "./decode-config.js";
import { runErrorCleanup } from "./error-cleanup.js";
import { errorJson } from "./error-json.js";
import { pauseBeforeCleanUp, pauseForDebugging, phase } from "./phase.js";
import { postProcess, postProcessingError } from "./post-process.js";
import { provision } from "./provision.js";
import type { RunScope } from "./run-scope.js";
import { abandon, unwind } from "./unwind.js";

/** How a build ended, but for the clean-up. */
type Ending =
  | { readonly status: "succeeded"; readonly artifacts: readonly Artifact[] }
  | { readonly status: "failed"; readonly error: unknown; readonly artifacts: readonly Artifact[] }
  | { readonly status: "cancelled"; readonly reason: string; readonly artifacts: readonly Artifact[] };

/** Builds one source, from its start to the end of its clean-up. Never rejects. */
export async function runBuild(run: RunScope, build: PlannedBuild): Promise<BuildResult> {
  const { signal, close } = run.branchSignal();
  const scope = createBuildScope(run, build, signal);
  const began = run.host.now().getTime();
  void run.emit({ type: "build-started", build: build.name, builderType: build.builderType });
  const ending = await runToEnd(scope);
  await cleanUp(scope, ending);
  close();
  const ms = run.host.now().getTime() - began;
  void run.emit({ type: "build-finished", build: build.name, ms, outcome: outcomeJson(ending) });
  const { cleanupErrors } = scope;
  return { name: build.name, ms, ...redacted(run, ending), ...(cleanupErrors.length > 0 && { cleanupErrors }) };
}

/** Start, provision, save, post-process. */
async function runToEnd(scope: BuildScope): Promise<Ending> {
  let machine: Machine | undefined;
  try {
    machine = await startMachine(scope);
    await provisionAll(scope, machine);
    const artifact = await saveMachine(scope, machine);
    machine = undefined; // what fails from here on is not the provisioning
    return await finish(scope, artifact);
  } catch (error) {
    const { signal } = scope;
    const ending: Ending = signal.aborted ? cancelled(scope, []) : { status: "failed", error, artifacts: [] };
    if (machine) await runErrorCleanup(scope, machine, error);
    return ending;
  }
}

function startMachine(scope: BuildScope): Promise<Machine> {
  const { run, build } = scope;
  const { component } = build.source;
  return phase(scope, "start", async () => {
    const config = await decodeConfig(scope, build.source);
    const context = createContext(scope, { signal: scope.signal });
    const work = explainingFileErrors(() => component.start(config, context));
    const machine = await withGrace(run.host, scope.signal, run.tuning.grace, work);
    checkResult(`The builder "${build.builderType}"`, "machine", machine, expected.machine);
    scope.exports = { ...machine.exports, PackerRunUUID: runUuid(run.runId) };
    hideCredentials(scope);
    return machine;
  });
}

const credentials = ["Password", "SSHPrivateKey", "WinRMPassword"];

function hideCredentials({ run, exports }: BuildScope): void {
  for (const name of credentials) run.redactor.add(exports[name] ?? "");
}

async function provisionAll(scope: BuildScope, machine: Machine): Promise<void> {
  const signal = machine.lost ? AbortSignal.any([scope.signal, machine.lost]) : scope.signal;
  for (const planned of scope.build.provisioners) {
    await pauseForDebugging(scope, "Pausing before the next provisioner . Press enter to continue.");
    await phase(scope, `provision ${planned.type}`, () => provision(scope, planned, machine, signal));
  }
}

function saveMachine(scope: BuildScope, machine: Machine): Promise<Artifact | undefined> {
  const { run } = scope;
  return phase(scope, "save", () => {
    const context = createContext(scope, { signal: scope.signal });
    return withGrace(
      run.host,
      scope.signal,
      run.tuning.grace,
      explainingFileErrors(() => machine.save(context)),
    );
  });
}

/** Without an artifact there is nothing to process. One that is saved stays, and is told of, also when the build is cancelled then. */
async function finish(scope: BuildScope, built: Artifact | undefined): Promise<Ending> {
  const { run, build, signal } = scope;
  const isCut = signal.aborted;
  if (!built) return isCut ? cancelled(scope, []) : { status: "succeeded", artifacts: [] };
  run.artifacts.made(build.id, built);
  void run.emit({ type: "artifact-saved", build: build.name, artifact: artifactJson(built) });
  const { artifacts, errors } = await postProcess(scope, built);
  if (isCut || (signal.aborted && errors.length > 0)) return cancelled(scope, artifacts);
  if (errors.length === 0) return { status: "succeeded", artifacts };
  return { status: "failed", error: postProcessingError(errors), artifacts };
}

const cancelled = ({ signal }: BuildScope, artifacts: readonly Artifact[]): Ending => ({
  status: "cancelled",
  reason: reasonOf(signal.reason),
  artifacts,
});

async function cleanUp(scope: BuildScope, ending: Ending): Promise<void> {
  const { onError } = scope.run;
  const { status } = ending;
  const isAborting = onError === "abort" || onError === "run-cleanup-provisioner" || scope.isAbandoned;
  if (status !== "succeeded" && isAborting) {
    tell(scope, status === "cancelled" ? "Interrupted, aborting..." : "The build failed, aborting...", "error");
    await abandon(scope);
  } else {
    if (status === "failed" && onError === "cleanup") await pauseBeforeCleanUp(scope, ending.error);
    await unwind(scope);
  }
  scope.closed = true;
  await unwind(scope); // what came in between the last of the others and the closing
}

function outcomeJson(ending: Ending): BuildOutcomeJson {
  const artifacts = ending.artifacts.map(artifactJson);
  if (ending.status === "cancelled") return { ...ending, artifacts };
  return ending.status === "succeeded"
    ? { status: "succeeded", artifacts }
    : { status: "failed", error: errorJson(ending.error), artifacts };
}

function redacted({ redactor }: RunScope, ending: Ending): Ending {
  if (ending.status === "failed") return { ...ending, error: redactError(ending.error, redactor) };
  return ending.status === "cancelled" ? { ...ending, reason: redactor.redact(ending.reason) } : ending;
}
