import { placeOf, reasonOf } from "@ingot/hcl";
import { IngotError } from "../errors.js";
import { explainingFileErrors } from "../file-error.js";
import type { PlannedProvisioner } from "../plan/model.js";
import type { AnyConfig, Machine } from "../plugin.js";
import { type BuildScope, tell } from "./build-scope.js";
import { createContext } from "./context.js";
import { longestWait, withDeadline, withGrace } from "./deadline.js";
import { decodeConfig } from "./decode-config.js";
import { formatDuration } from "./format-duration.js";
import { retry } from "./retry.js";

/** One provisioner with its pause, timeout and retries. `signal` is the run's, or a fresh one for the clean-up provisioner. */
export async function provision(
  scope: BuildScope,
  planned: PlannedProvisioner,
  machine: Machine,
  signal: AbortSignal,
): Promise<void> {
  const config = await decodeConfig(scope, planned, scope.exports, signal);
  try {
    await retry(
      planned.maxRetries,
      () => attempt(scope, planned, config, machine, signal),
      (error, triesLeft) => {
        signal.throwIfAborted();
        tell(scope, `Provisioner failed with "${reasonOf(error)}", retrying with ${triesLeft} trie(s) left`);
      },
    );
  } catch (error) {
    if (signal.aborted) throw error;
    if (planned.maxRetries > 0) tell(scope, "retry limit reached.");
    if (!planned.continueOnError) {
      tell(scope, `The provisioner "${planned.type}" at ${placeOf(planned.range)} has failed.`, "error");
      throw error;
    }
    const reason = `Provisioner failed with "${reasonOf(error)}"`;
    tell(scope, `Warning: ${reason}, but continue_on_error is set; continuing the build.`, "warning");
  }
}

/** Each attempt has the pause, and a signal, of its own; the pause does not count against the timeout. */
async function attempt(
  scope: BuildScope,
  planned: PlannedProvisioner,
  config: AnyConfig,
  machine: Machine,
  parent: AbortSignal,
): Promise<void> {
  const { host, tuning } = scope.run;
  const { pauseBefore, timeout, component } = planned;
  if (pauseBefore) {
    tell(scope, `Pausing ${formatDuration(pauseBefore)} before the next provisioner...`);
    await host.sleep(Math.min(pauseBefore, longestWait), parent);
  }
  parent.throwIfAborted();
  if (timeout !== undefined) tell(scope, `Setting a ${formatDuration(timeout)} timeout for the next provisioner...`);
  const expired = () => {
    tell(scope, "Cancelling provisioner after a timeout...");
    return timeoutError(planned, timeout!);
  };
  await withDeadline(host, timeout, parent, expired, async (signal) => {
    const target = { communicator: machine.communicator, exports: scope.exports };
    const work = explainingFileErrors(() => component.provision(config, target, createContext(scope, { signal })));
    await withGrace(host, signal, tuning.grace, work);
    signal.throwIfAborted(); // what was cut short is not done, even when the provisioner says nothing of it
  });
}

function timeoutError({ type }: PlannedProvisioner, timeout: number): IngotError {
  return new IngotError({
    code: "PROVISIONER_TIMEOUT",
    source: "user",
    message: `The provisioner "${type}" was not done within ${formatDuration(timeout)}. Raise its timeout if it needs longer.`,
    data: { timeout },
  });
}
