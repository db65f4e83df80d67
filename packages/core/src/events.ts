import type { NamedValue, Position } from "@ingot/hcl";

/**
 * Everything a run tells. JSON-safe and redacted. Stable: `v`, `type` and the data fields. Never stable: texts, and the order of
 * events of different builds. `docs/events.md` is the reference.
 */
export type RunEvent = EventHeader & RunEventBody;

/** What all events of a run have. */
export interface EventHeader {
  readonly v: 1;
  /** Without gaps, from 1. */
  readonly seq: number;
  /** ISO 8601, UTC, with milliseconds. */
  readonly time: string;
  readonly runId: string;
}

/** What an event tells, by its type. */
export type RunEventBody =
  | { readonly type: "run-started"; readonly builds: readonly string[]; readonly parallelBuilds: number }
  | { readonly type: "diagnostic"; readonly diagnostic: DiagnosticJson }
  | { readonly type: "build-started"; readonly build: string; readonly builderType: string }
  | { readonly type: "step-started"; readonly build: string; readonly step: string }
  | {
      readonly type: "step-finished";
      readonly build: string;
      readonly step: string;
      readonly ms: number;
      readonly ok: boolean;
    }
  /** Progress in words. `component` is the post-processor's type (or name) where one speaks. */
  | {
      readonly type: "message";
      readonly build: string;
      readonly component?: string;
      readonly level: "info" | "warning" | "error";
      readonly text: string;
    }
  /** One line that a machine or a local program printed. */
  | {
      readonly type: "output";
      readonly build: string;
      readonly component?: string;
      readonly stream: "stdout" | "stderr";
      readonly text: string;
    }
  | { readonly type: "artifact-saved"; readonly build: string; readonly artifact: ArtifactJson }
  | { readonly type: "cleanup-failed"; readonly build: string; readonly error: ErrorJson; readonly resource?: string }
  | { readonly type: "build-finished"; readonly build: string; readonly ms: number; readonly outcome: BuildOutcomeJson }
  | { readonly type: "cancelling"; readonly reason: string }
  | { readonly type: "run-finished"; readonly ms: number; readonly status: RunStatus };

/** What a load tells of its reads from outside. They belong to no run, so they have neither `runId` nor `seq`. */
export type ReadEvent = {
  readonly v: 1;
  /** ISO 8601, UTC, with milliseconds. */
  readonly time: string;
  /** "data.http.release", or the function that asks: "vault()". */
  readonly name: string;
} & (
  | { readonly type: "read-started" }
  /** It takes longer than a moment: once, before it has finished. */
  | { readonly type: "read-waiting" }
  | { readonly type: "read-finished"; readonly ms: number; readonly ok: boolean }
);

/** How a run ended: it succeeded when all its builds did. */
export type RunStatus = "succeeded" | "failed" | "cancelled";

/** How a build ended, and what there is of it. */
export type BuildOutcomeJson =
  | { readonly status: "succeeded"; readonly artifacts: readonly ArtifactJson[] }
  | { readonly status: "failed"; readonly error: ErrorJson; readonly artifacts: readonly ArtifactJson[] }
  | { readonly status: "cancelled"; readonly reason: string; readonly artifacts: readonly ArtifactJson[] }
  | { readonly status: "skipped"; readonly because: string };

/** An artifact as events tell it. */
export interface ArtifactJson {
  readonly builderId: string;
  readonly id: string;
  readonly files: readonly string[];
  readonly description: string;
}

/** An error as events tell it; its code is stable, its message is not. */
export interface ErrorJson {
  readonly code: string;
  readonly source: "user" | "engine" | "outside";
  readonly message: string;
  readonly attempts?: readonly ErrorJson[];
}

/** A diagnostic with its places as lines and columns. */
export interface DiagnosticJson {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  readonly subject?: RangeJson;
  readonly context?: RangeJson;
  /** What the names within the subject stood for; nothing that is sensitive. */
  readonly values?: readonly NamedValue[];
}

/** A stretch of a file; `end` is behind its last character. */
export interface RangeJson {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}
