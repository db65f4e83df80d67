import { type Diagnostic, errorAt, placeOf } from "@ingot/hcl";
import type { Draft, LinkedBuild, ListedBuild } from "./draft.js";

/** Two builds of one name would overwrite each other in every report, so the second is an error and drops out. */
export function refuseRepeatedNames(draft: Draft<LinkedBuild>): Draft<LinkedBuild> {
  const first = new Map<string, LinkedBuild>();
  const diagnostics: Diagnostic[] = [];
  for (const build of draft.builds) {
    const earlier = first.get(build.name);
    if (earlier) diagnostics.push(repeatedName(build, earlier));
    else first.set(build.name, build);
  }
  return { builds: [...first.values()], diagnostics: [...draft.diagnostics, ...diagnostics] };
}

function repeatedName({ name, builderType, sourceName, use }: ListedBuild, earlier: ListedBuild): Diagnostic {
  const detail = `There is already a build called "${name}", at ${placeOf(earlier.use.range)}. Give the source another name in one of the two, source "source.${builderType}.${sourceName}" { name = … }, or give the build blocks different names.`;
  return errorAt(use.range, "Duplicate build name", detail);
}
