import type { PlannedBuild } from "../plan/model.js";
import { type CleanupStack, createCleanupStack } from "./cleanup.js";
import type { RunScope } from "./run-scope.js";

/** What the components of one build share. */
export interface BuildScope {
  readonly run: RunScope;
  readonly build: PlannedBuild;
  /** Aborts with the run's. */
  readonly signal: AbortSignal;
  readonly cleanups: CleanupStack;
  readonly cleanupErrors: unknown[];
  /** Set while a clean-up runs: the build's own signal may be aborted then, and the clean-up must be able to work. */
  cleanupSignal: AbortSignal | undefined;
  /** The machine's values, for `{{ build }}`. */
  exports: Readonly<Record<string, string>>;
  /** The user chose, for this build, that nothing be cleaned up. */
  isAbandoned: boolean;
  /** The build is over: nothing more may be acquired. */
  closed: boolean;
}

export const createBuildScope = (run: RunScope, build: PlannedBuild, signal: AbortSignal): BuildScope => ({
  run,
  build,
  signal,
  cleanups: createCleanupStack(),
  cleanupErrors: [],
  cleanupSignal: undefined,
  exports: {},
  isAbandoned: false,
  closed: false,
});

/** A line of the engine's own about this build. */
export function tell({ run, build }: BuildScope, text: string, level: "info" | "warning" | "error" = "info"): void {
  void run.emit({ type: "message", build: build.name, level, text });
}
