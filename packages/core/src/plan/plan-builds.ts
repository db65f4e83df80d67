import { type Diagnostic, distinctDiagnostics, hasErrors } from "@ingot/hcl";
import type { CheckHost } from "../plugin.js";
import type { Template } from "../template/model.js";
import { addressTree } from "./addresses.js";
import { sourcesOfBlock } from "./applies-to.js";
import { artifactsInBuild } from "./artifact-object.js";
import { blocksOf } from "./blocks-of-build.js";
import { buildNaming } from "./build-naming.js";
import { machineValues } from "./build-values.js";
import type { Draft, LinkedBuild, ListedBuild } from "./draft.js";
import type { DraftWithComponents, LoadedComponents } from "./load-components.js";
import type { PlannedBuild } from "./model.js";
import { onceForEach } from "./once-for-each.js";
import { planChain } from "./plan-post-processors.js";
import { type BuildPlanning, notPlanned, planProvisioner } from "./plan-provisioner.js";
import { planSource } from "./plan-source.js";
import type { Selector } from "./select.js";

export interface PlannedDraft extends Draft<PlannedBuild> {
  /** What the checked configs hold that is sensitive. */
  readonly secrets: readonly string[];
  /** What `-except` can call the builds' post-processors. */
  readonly postProcessorLabels: ReadonlySet<string>;
}

/** Checks every config of every build. A build with an error drops out, and leaves its diagnostics. */
export function planBuilds(
  draft: DraftWithComponents,
  listed: readonly ListedBuild[],
  template: Template,
  selector: Selector,
  host: CheckHost,
): PlannedDraft {
  const siblingsOf = onceForEach((block: ListedBuild["block"]) => sourcesOfBlock(block, buildNaming(template)));
  const { components } = draft;
  const names = {
    ...{ builds: listed, tree: addressTree(listed), components },
    blocksOf: onceForEach((build: ListedBuild) => blocksOf(build, selector)),
  };
  const results = draft.builds.map((build) => {
    const builder = draft.components.builders.get(build.builderType)!;
    const texts = template.legacy?.texts(build, machineValues(builder));
    const artifacts = artifactsInBuild(names, build);
    const planning = { build, builder, host, texts, artifacts, siblings: siblingsOf(build.block) };
    return planBuild(planning, build, components, template, selector);
  });
  const diagnostics = distinctDiagnostics(results.flatMap((result) => result.diagnostics));
  return {
    builds: results.flatMap(({ planned, diagnostics: own }) => (hasErrors(own) ? [] : [planned])),
    diagnostics: [...draft.diagnostics, ...diagnostics],
    secrets: [...new Set(results.flatMap(({ secrets }) => secrets))],
    postProcessorLabels: new Set(results.flatMap(({ labels }) => labels)),
  };
}

interface BuildResult {
  readonly planned: PlannedBuild;
  readonly diagnostics: readonly Diagnostic[];
  readonly secrets: readonly string[];
  readonly labels: readonly string[];
}

function planBuild(
  planning: BuildPlanning,
  { name, builderType, sourceName, block, needs }: LinkedBuild,
  { provisioners, postProcessors }: LoadedComponents,
  template: Template,
  selector: Selector,
): BuildResult {
  const provisioner = (scoped: (typeof block.provisioners)[number]) =>
    planProvisioner(scoped, provisioners.get(scoped.block.labels[0]!.text)!, planning);
  const source = planSource(planning, template);
  const checkedSource = source.check();
  const steps = block.provisioners.map(provisioner);
  const errorCleanup = block.errorCleanup ? provisioner(block.errorCleanup) : notPlanned();
  const chains = block.postProcessors.map((chain) => planChain(chain, postProcessors, planning, selector));
  const checked = [checkedSource, ...steps, errorCleanup, ...chains];
  return {
    planned: {
      ...{ id: name, name, builderType, sourceName, needs, source: source.planned },
      provisioners: steps.flatMap(({ part }) => part ?? []),
      errorCleanup: errorCleanup.part,
      postProcessors: chains.flatMap(({ part }) => (part && part.length > 0 ? [part] : [])),
    },
    diagnostics: checked.flatMap(({ diagnostics }) => diagnostics),
    secrets: checked.flatMap(({ secrets }) => secrets),
    labels: chains.flatMap(({ labels }) => labels),
  };
}
