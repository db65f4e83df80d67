import { type Diagnostic, hasErrors, isWhollyKnown, toPlain } from "@ingot/hcl";
import { concealSecrets } from "../config/conceal-secrets.js";
import type { Planning, Selection } from "../engine-api.js";
import type { CheckHost } from "../plugin.js";
import type { Registry } from "../registry.js";
import type { Template } from "../template/model.js";
import { buildNaming } from "./build-naming.js";
import { refuseRepeatedNames } from "./distinct-names.js";
import { createGraph } from "./graph.js";
import { linkBuilds } from "./link-builds.js";
import { listBuilds } from "./list-builds.js";
import { loadComponents } from "./load-components.js";
import type { Plan } from "./model.js";
import { type PlannedDraft, planBuilds } from "./plan-builds.js";
import { createSelector, selectBuilds } from "./select.js";
import { dropUnmet, refuseCircles } from "./sound-builds.js";

export interface PlanContext {
  readonly registry: Registry;
  readonly host: CheckHost;
}

/** Template to plan, step by step; each step hands on the builds that are still sound. */
export async function makePlan(template: Template, selection: Selection, context: PlanContext): Promise<Planning> {
  const { selector, diagnostics: badPatterns } = createSelector(selection, buildNaming(template).isExact);
  const listed = listBuilds(template);
  if (hasErrors(badPatterns)) return { plan: undefined, diagnostics: [...listed.diagnostics, ...badPatterns] };
  const selected = selectBuilds(listed, selector);
  const linked = linkBuilds(selected, listed.builds, selector);
  const sound = refuseCircles(refuseRepeatedNames(linked));
  const loaded = await loadComponents(sound, context.registry);
  const planned = await template.outside.readings.settle(() =>
    planBuilds(loaded, listed.builds, template, selector, context.host),
  );
  const names = listed.builds.map(({ selectedBy }) => selectedBy);
  const unmatched = selector.unmatched(names, planned.postProcessorLabels);
  return finish(template, dropUnmet(planned), unmatched);
}

function finish(template: Template, planned: PlannedDraft, unmatched: readonly Diagnostic[]): Planning {
  const { builds } = planned;
  const secrets = [...new Set([...template.secrets, ...template.outside.secrets, ...planned.secrets])];
  const diagnostics = concealSecrets([...planned.diagnostics, ...unmatched], secrets);
  if (builds.length === 0) return { plan: undefined, diagnostics };
  const plan: Plan = {
    nodes: createGraph(builds.map(({ id, needs }) => ({ id, needs: needs.map(({ build }) => build) }))).nodes,
    builds,
    secrets,
    variables: variablesOf(template),
    templateDirectory: template.rootDirectory,
    outside: template.outside,
    ...(template.legacy && { legacy: { readAt: template.legacy.readAt } }),
  };
  return { plan, diagnostics };
}

function variablesOf({ variables }: Template): Record<string, unknown> {
  const known = [...variables].filter(([, { value }]) => isWhollyKnown(value));
  return Object.fromEntries(known.map(([name, { value }]) => [name, toPlain(value)]));
}
