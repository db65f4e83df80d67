import { reasonOf } from "@ingot/hcl";
import { IngotError } from "../errors.js";
import type { Machine } from "../plugin.js";
import { type BuildScope, tell } from "./build-scope.js";
import { createController } from "./cancellation.js";
import { withDeadline } from "./deadline.js";
import { provision } from "./provision.js";

/**
 * The `error-cleanup-provisioner`, on failure and cancellation once the machine had started, before the machine goes. After a
 * cancellation the run's signal is no use to it: it gets one of its own, and the time of one clean-up.
 */
export async function runErrorCleanup(scope: BuildScope, machine: Machine, original: unknown): Promise<void> {
  const planned = scope.build.errorCleanup;
  const { signal, run } = scope;
  const { host, onError, tuning } = run;
  if (!planned || onError === "abort" || scope.isAbandoned) return;
  tell(scope, "Provisioning step had errors: Running the cleanup provisioner, if present...");
  const isCancelled = signal.aborted;
  const parent = isCancelled ? createController().signal : signal;
  const limit = isCancelled ? (planned.timeout ?? tuning.cleanupDeadline) : undefined;
  try {
    await withDeadline(host, limit, parent, tooLate, (own) => provision(scope, planned, machine, own));
  } catch (error) {
    const reasons = `${reasonOf(error)}. Original Provisioning error: ${reasonOf(original)}`;
    tell(scope, `Cleanup failed: ${reasons}`, "error");
  }
}

const tooLate = () =>
  new IngotError({
    code: "CLEANUP_TIMEOUT",
    source: "user",
    message: "The cleanup provisioner took too long after the cancellation. Give it a timeout if it needs longer.",
  });
