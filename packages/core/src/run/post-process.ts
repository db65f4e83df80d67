import { reasonOf } from "@ingot/hcl";
import { checkResult } from "../arguments/check-argument.js";
import { postProcessed } from "../arguments/components.js";
import type { Artifact } from "../artifact.js";
import { IngotError, isIngotError } from "../errors.js";
import { explainingFileErrors } from "../file-error.js";
import type { PlannedPostProcessor } from "../plan/model.js";
import type { PostProcessed } from "../plugin.js";
import { artifactJson } from "./artifact-json.js";
import { type BuildScope, tell } from "./build-scope.js";
import { createContext } from "./context.js";
import { withGrace } from "./deadline.js";
import { decodeConfig } from "./decode-config.js";
import { timedStep } from "./timed-step.js";

export interface PostProcessing {
  /** All that the build leaves: the builder's artifact first where it stays. */
  readonly artifacts: readonly Artifact[];
  readonly errors: readonly unknown[];
}

/** What has been decided about the artifacts so far. */
interface Ledger {
  readonly results: Artifact[];
  readonly errors: unknown[];
  /** Must stay, whatever else happens to it. */
  readonly kept: Set<Artifact>;
}

/**
 * Runs the chains one after the other, each from the builder's artifact. A failing post-processor ends its chain; the next chains
 * still run. The builder's artifact is destroyed only when every chain has replaced it and none keeps it: Packer destroys it also
 * when its only chain has failed, and with it the work of hours.
 */
export async function postProcess(scope: BuildScope, built: Artifact): Promise<PostProcessing> {
  const ledger: Ledger = { results: [], errors: [], kept: new Set() };
  for (const chain of scope.build.postProcessors) await runChain(scope, chain, built, ledger);
  const { results, errors, kept } = ledger;
  const isReplaced = results.length > 0 && errors.length === 0 && !kept.has(built) && !scope.signal.aborted;
  if (!isReplaced) return { artifacts: [built, ...results], errors };
  await discard(scope, built);
  return { artifacts: results, errors };
}

async function runChain(
  scope: BuildScope,
  chain: readonly PlannedPostProcessor[],
  built: Artifact,
  ledger: Ledger,
): Promise<void> {
  let current: Artifact = built;
  try {
    for (const planned of chain) {
      const { artifact, keepInput } = await runPostProcessor(scope, planned, current);
      if (artifact) scope.run.artifacts.made(scope.build.id, artifact, planned.name || planned.type);
      const keeps = keepsInput(scope, planned, keepInput);
      if (keeps || !artifact) ledger.kept.add(current);
      if (!artifact) break;
      if (artifact !== current) await replace(scope, current, artifact, built, ledger);
      current = artifact;
    }
    if (current === built) ledger.kept.add(built);
  } catch (error) {
    ledger.errors.push(error);
  }
  if (current !== built) ledger.results.push(current);
}

/** The user decides, unless the post-processor cannot do without. */
function keepsInput(scope: BuildScope, planned: PlannedPostProcessor, keepInput: PostProcessed["keepInput"]): boolean {
  if (keepInput !== "always") return planned.keepInput ?? keepInput;
  if (planned.keepInput === false)
    tell(scope, `keep_input_artifact = false has no effect: "${planned.type}" always keeps its input.`, "warning");
  return true;
}

/** The builder's artifact waits for the other chains. */
async function replace(
  scope: BuildScope,
  input: Artifact,
  output: Artifact,
  built: Artifact,
  { kept, results }: Ledger,
): Promise<void> {
  void scope.run.emit({ type: "artifact-saved", build: scope.build.name, artifact: artifactJson(output) });
  if (input === built) return;
  if (kept.has(input)) results.push(input);
  else await discard(scope, input);
}

async function runPostProcessor(
  scope: BuildScope,
  planned: PlannedPostProcessor,
  artifact: Artifact,
): Promise<PostProcessed> {
  const { run, signal, exports } = scope;
  const { type, name, component } = planned;
  signal.throwIfAborted();
  const label = name === undefined || name === type ? type : `${name} (type ${type})`;
  tell(scope, `Running post-processor: ${label}`);
  const config = await decodeConfig(scope, planned, exports);
  const context = createContext(scope, { signal, component: type });
  const work = () => explainingFileErrors(() => component.process(config, artifact, context));
  const bounded = () => withGrace(run.host, signal, run.tuning.grace, work());
  const processed = await timedStep(scope, `post-process ${type}`, bounded);
  checkResult(`The post-processor "${type}"`, "result", processed, postProcessed);
  return processed;
}

/** Other builds may need it: it goes when they are done with it. */
const discard = (scope: BuildScope, artifact: Artifact): Promise<void> =>
  scope.run.artifacts.discard(scope.build.id, () => destroy(scope, artifact));

/** What cannot be destroyed stays: a warning, not a failure of the build. */
async function destroy(scope: BuildScope, artifact: Artifact): Promise<void> {
  try {
    await artifact.destroy();
  } catch (error) {
    tell(scope, `An artifact that is no longer needed could not be destroyed: ${reasonOf(error)}`, "warning");
  }
}

/** The errors of all chains as one, in Packer's words. */
export function postProcessingError(errors: readonly unknown[]): IngotError {
  const lines = errors.map((error) => `* Post-processor failed: ${reasonOf(error)}`);
  return new IngotError({
    code: "POST_PROCESSOR_FAILED",
    source: errors.length === 1 && isIngotError(errors[0]) ? errors[0].source : "outside",
    message: `${errors.length} error(s) occurred:\n\n${lines.join("\n")}`,
    cause: errors.length === 1 ? errors[0] : new AggregateError(errors),
  });
}
