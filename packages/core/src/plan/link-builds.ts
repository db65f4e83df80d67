import { type Diagnostic, distinctDiagnostics, errorAt, hasErrors, placeOf, warningAt } from "@ingot/hcl";
import type { Draft, LinkedBuild, ListedBuild } from "./draft.js";
import type { BuildNeed } from "./model.js";
import { createNeeds } from "./needs.js";
import type { Selector } from "./select.js";

/**
 * Finds what the selected builds need, and takes in what `-only` did not name. What `-except` has taken out stays out, and then
 * whoever needs it is wrong.
 */
export function linkBuilds(
  selected: Draft<ListedBuild>,
  all: readonly ListedBuild[],
  selector: Selector,
): Draft<LinkedBuild> {
  const byName = new Map(all.toReversed().map((build) => [build.name, build])); // of one name the first
  const needsOf = createNeeds(all, selector);
  const wanted = new Set(selected.builds);
  const diagnostics: Diagnostic[] = [];
  const linked = new Map<ListedBuild, LinkedBuild>();
  for (const build of wanted) {
    const { needs, diagnostics: found } = needsOf(build);
    const excluded = needs.filter((need) => selector.cuts(need.build));
    const problems = [...found, ...excluded.map((need) => excludedNeed(build, need))];
    diagnostics.push(...problems);
    if (hasErrors(problems)) continue;
    linked.set(build, { ...build, needs });
    for (const need of needs) wanted.add(byName.get(need.build)!); // a set goes on with what is added while it is gone through
  }
  const chosen = new Set(selected.builds);
  const added = all.filter((build) => wanted.has(build) && !chosen.has(build));
  const notes = added.length > 0 ? [addedBuilds(added, selected.builds)] : [];
  return {
    builds: all.flatMap((build) => linked.get(build) ?? []),
    diagnostics: [...selected.diagnostics, ...notes, ...distinctDiagnostics(diagnostics)],
  };
}

function excludedNeed({ name }: ListedBuild, { build, range }: BuildNeed): Diagnostic {
  const detail = `-except leaves out "${build}", which "${name}" needs, as written at ${placeOf(range)}. Leave out "${name}" as well, or neither.`;
  return errorAt(range, "Excluded build is needed", detail);
}

function addedBuilds(added: readonly ListedBuild[], selected: readonly ListedBuild[]): Diagnostic {
  const detail = `-only selects ${namesOf(selected)}. What it needs is built as well: ${namesOf(added)}.`;
  return warningAt(undefined, "Builds added to the selection", detail);
}

const mostShown = 20;

function namesOf(builds: readonly ListedBuild[]): string {
  const shown = builds.slice(0, mostShown).map(({ name }) => name);
  const hidden = builds.length - shown.length;
  return `${shown.join(", ")}${hidden > 0 ? ` and ${hidden} more` : ""}`;
}
