import type { ArtifactJson, BuildOutcomeJson, RunEvent, RunStatus } from "@ingot/core";
import { durationWords } from "./duration-words.js";
import { errorText, type Row, type UiLine } from "./ui-lines.js";

interface FinishedBuild {
  readonly name: string;
  readonly outcome: BuildOutcomeJson;
}

/** Remembers how builds ended, and at the run's end tells it as Packer does, in the template's order. */
export class Summary {
  #builds: readonly string[] = [];
  readonly #outcomes = new Map<string, BuildOutcomeJson>();
  readonly #begun = new Set<string>();
  readonly #owed: UiLine[] = [];

  /** The builds that have begun. */
  get begun(): ReadonlySet<string> {
    return this.#begun;
  }

  /** The lines that end the run; none for any other event. */
  lines(event: RunEvent): readonly UiLine[] {
    if (event.type === "run-started") this.#builds = event.builds;
    if (event.type === "build-started") this.#begun.add(event.build);
    if (event.type === "build-finished") this.#outcomes.set(event.build, event.outcome);
    if (event.type === "cleanup-failed" && event.resource !== undefined)
      this.#owed.push({ kind: "error", text: `--> ${event.build}: ${event.resource}` });
    if (event.type !== "run-finished") return [];
    const isClean = this.#owed.length === 0;
    return [...summaryLines(this.#finished(), event.status, event.ms, isClean), ...owedLines(this.#owed)];
  }

  #finished(): FinishedBuild[] {
    return this.#builds.flatMap((name) => {
      const outcome = this.#outcomes.get(name);
      return outcome ? [{ name, outcome }] : [];
    });
  }
}

/** What a build has made, and could not remove. Packer lets the lines of the clean-up do. */
const owedLines = (owed: readonly UiLine[]): readonly UiLine[] =>
  owed.length === 0
    ? []
    : [
        { kind: "error", text: "\n==> These could not be cleaned up, and may still be there:" },
        ...owed,
        { kind: "error", text: 'Run "ingot clean" to try again.' },
      ];

function summaryLines(
  builds: readonly FinishedBuild[],
  status: RunStatus,
  ms: number,
  isClean: boolean,
): readonly UiLine[] {
  const waited: UiLine = { kind: "say", text: `\n==> Wait completed after ${durationWords(ms)}` };
  if (status === "cancelled") {
    return [
      waited,
      { kind: "error", text: `\n${isClean ? "Cleanly cancelled" : "Cancelled"} builds after being interrupted.` },
      ...leftLines(builds),
    ];
  }
  return [waited, ...failureLines(builds), ...skippedLines(builds), ...artifactLines(builds)];
}

function failureLines(builds: readonly FinishedBuild[]): readonly UiLine[] {
  const failed = builds.flatMap(({ name, outcome }) =>
    outcome.status === "failed" ? [failureLine(name, errorText(outcome.error))] : [],
  );
  if (failed.length === 0) return [];
  const text = "\n==> Some builds didn't complete successfully and had errors:";
  return [{ kind: "error", text, facts: [["", "error-count", String(failed.length)]] }, ...failed];
}

const failureLine = (name: string, error: string): UiLine => ({
  kind: "error",
  text: `--> ${name}: ${error}`,
  facts: [[name, "error", error]],
});

/** Packer skips no builds; programs find these in the events. */
function skippedLines(builds: readonly FinishedBuild[]): readonly UiLine[] {
  const skipped = builds.flatMap(({ name, outcome }): UiLine[] =>
    outcome.status === "skipped" ? [{ kind: "error", text: `--> ${name}: ${outcome.because}` }] : [],
  );
  return skipped.length === 0 ? [] : [{ kind: "error", text: "\n==> Some builds were skipped:" }, ...skipped];
}

function artifactLines(builds: readonly FinishedBuild[]): readonly UiLine[] {
  const [made, left] = [artifactsAfter(builds, "succeeded"), artifactsAfter(builds, "failed")];
  const text =
    made.length > 0
      ? "\n==> Builds finished. The artifacts of successful builds are:"
      : "\n==> Builds finished but no artifacts were created.";
  if (left.length === 0) return [{ kind: "say", text }, ...made];
  const ofFailed: UiLine = { kind: "say", text: "\n==> Builds that failed have left these artifacts:" };
  return [...(made.length > 0 ? [{ kind: "say", text } as const, ...made] : []), ofFailed, ...left];
}

/** Packer does not tell of them. */
function leftLines(builds: readonly FinishedBuild[]): readonly UiLine[] {
  const left = [...artifactsAfter(builds, "succeeded"), ...artifactsAfter(builds, "cancelled")];
  return left.length === 0
    ? []
    : [{ kind: "say", text: "\n==> These artifacts were finished before, and stay:" }, ...left];
}

const artifactsAfter = (
  builds: readonly FinishedBuild[],
  status: "succeeded" | "failed" | "cancelled",
): readonly UiLine[] =>
  builds.flatMap(({ name, outcome }) => (outcome.status === status ? linesOf(name, outcome.artifacts) : []));

function linesOf(build: string, artifacts: readonly ArtifactJson[]): UiLine[] {
  const count: Row = [build, "artifact-count", String(artifacts.length)];
  return artifacts.map((artifact, index) => ({
    kind: "say",
    text: `--> ${build}: ${artifact.description}`,
    facts: [...(index === 0 ? [count] : []), ...artifactRows(build, String(index), artifact)],
  }));
}

function artifactRows(build: string, index: string, { builderId, id, files, description }: ArtifactJson): Row[] {
  return [
    [build, "artifact", index, "builder-id", builderId],
    [build, "artifact", index, "id", id],
    [build, "artifact", index, "string", description],
    [build, "artifact", index, "files-count", String(files.length)],
    ...files.map((file, number): Row => [build, "artifact", index, "file", String(number), file]),
    [build, "artifact", index, "end"],
  ];
}
