import { IngotError } from "../errors.js";
import { explainingFileErrors } from "../file-error.js";
import { redactError } from "../redact/redact-error.js";
import { type BuildScope, tell } from "./build-scope.js";
import { createController } from "./cancellation.js";
import type { CleanupTask } from "./cleanup.js";
import { withDeadline, withGrace } from "./deadline.js";
import { errorJson } from "./error-json.js";

/** Cleans up what stands above `mark`, newest first. Never rejects: errors are told, and kept beside the build's own. */
export async function unwind(scope: BuildScope, mark = 0): Promise<void> {
  await scope.cleanups.unwind(
    mark,
    (task) => runTask(scope, task),
    (error, { resource }) => reportFailure(scope, error, resource),
  );
}

/** `-on-error=abort`: what dies with this process is still let go, but nothing is destroyed. */
export async function abandon(scope: BuildScope): Promise<void> {
  const resources = scope.cleanups.drop(({ resource }) => resource !== undefined);
  const owed = resources.filter(({ isOwed }) => isOwed?.() ?? true);
  await unwind(scope);
  for (const { resource } of owed) tell(scope, `aborted: skipping cleanup of ${resource}`);
  if (owed.length > 0)
    tell(
      scope,
      `Nothing was cleaned up. "ingot clean" removes what was left behind (run ${scope.run.runId}).`,
      "warning",
    );
}

/** With a signal of its own, which aborts when the clean-up takes too long. */
async function runTask(scope: BuildScope, task: CleanupTask): Promise<void> {
  const { host, tuning } = scope.run;
  const deadline = task.patience ?? tuning.cleanupDeadline;
  const never = createController().signal;
  const late = () =>
    new IngotError({
      code: "CLEANUP_TIMEOUT",
      source: "outside",
      message: `It was not done within ${deadline / 1000} seconds.`,
    });
  try {
    await withDeadline(host, deadline, never, late, (signal) => {
      scope.cleanupSignal = signal;
      return withGrace(
        host,
        signal,
        0,
        explainingFileErrors(() => task.run()),
      );
    });
  } finally {
    scope.cleanupSignal = undefined;
  }
}

function reportFailure(scope: BuildScope, error: unknown, resource: string | undefined): void {
  scope.cleanupErrors.push(redactError(error, scope.run.redactor));
  const named = resource === undefined ? {} : { resource };
  void scope.run.emit({ type: "cleanup-failed", build: scope.build.name, error: errorJson(error), ...named });
}
