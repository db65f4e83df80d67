import { type Diagnostic, errorAt, warningAt } from "@ingot/hcl";
import { circleText } from "../template/definition-circle.js";
import { orderByNeeds } from "../template/definition-order.js";
import type { Draft, LinkedBuild } from "./draft.js";
import type { BuildNeed } from "./model.js";

/** Builds that need one another could never start: those on such a circle drop out, and it is told once. */
export function refuseCircles(draft: Draft<LinkedBuild>): Draft<LinkedBuild> {
  const nodes = new Map(
    draft.builds.map((build) => [build.name, { address: build.name, range: build.use.range, build }]),
  );
  const { circles } = orderByNeeds(nodes, ({ build }) =>
    build.needs.flatMap(({ build: name, range }) => {
      const definition = nodes.get(name);
      return definition ? [{ definition, askedAt: range }] : [];
    }),
  );
  const found = [...circles.values()].flatMap((each) => [...each.values()]);
  const inCircles = new Set(found.flatMap(({ steps }) => steps.map(({ from }) => from)));
  const problems = found.map((circle) => {
    const detail = circleText(circle, { verb: "needs", rule: "a build cannot wait for itself" });
    return errorAt(circle.steps[0]!.at, "Cycle of builds", detail);
  });
  return {
    builds: draft.builds.filter(({ name }) => !inCircles.has(name)),
    diagnostics: [...draft.diagnostics, ...problems],
  };
}

interface Needing {
  readonly name: string;
  readonly needs: readonly BuildNeed[];
}

/** A build whose needs have dropped out drops out as well, and so on. What was wrong with them has been told. */
export function dropUnmet<Build extends Needing, D extends Draft<Build>>(draft: D): D {
  const dependants = new Map<string, { readonly build: Build; readonly need: BuildNeed }[]>();
  for (const build of draft.builds)
    for (const need of build.needs) {
      const others = dependants.get(need.build);
      if (others) others.push({ build, need });
      else dependants.set(need.build, [{ build, need }]);
    }
  const present = new Set(draft.builds.map(({ name }) => name));
  const lost = [...dependants.keys()].filter((name) => !present.has(name));
  const diagnostics: Diagnostic[] = [];
  for (const missing of lost)
    for (const { build, need } of dependants.get(missing) ?? []) {
      if (!present.delete(build.name)) continue;
      lost.push(build.name);
      diagnostics.push(leftOut(build.name, need));
    }
  const builds = draft.builds.filter(({ name }) => present.has(name));
  return { ...draft, builds, diagnostics: [...draft.diagnostics, ...diagnostics] };
}

function leftOut(name: string, { build, range }: BuildNeed): Diagnostic {
  const detail = `"${name}" is left out, because it needs "${build}", which cannot be built.`;
  return warningAt(range, "Build left out", detail);
}
