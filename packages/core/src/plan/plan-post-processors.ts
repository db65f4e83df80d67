import type { ScopedBlock } from "@ingot/hcl";
import type { AnyPostProcessor } from "../plugin.js";
import { appliesTo, selectionWarnings } from "./applies-to.js";
import { machineScope } from "./build-values.js";
import { type PostProcessorArguments, postProcessorArguments } from "./meta-arguments.js";
import type { PlannedPostProcessor } from "./model.js";
import { type BuildPlanning, notPlanned, type PlannedPart } from "./plan-provisioner.js";
import { plannedComponent, type ReadBlock } from "./planned-component.js";
import type { Selector } from "./select.js";

export interface PlannedChain extends PlannedPart<readonly PlannedPostProcessor[]> {
  /** What `-except` can call each of the chain's post-processors, those that it cut included. */
  readonly labels: readonly string[];
}

/** A chain of one build: `-except` takes a post-processor and all that come after it, `only` and `except` just one. */
export function planChain(
  chain: readonly ScopedBlock[],
  components: ReadonlyMap<string, AnyPostProcessor>,
  planning: BuildPlanning,
  selector: Selector,
): PlannedChain {
  const links = chain.map((scoped) => readLink(scoped, components, planning));
  const labels = links.map(({ meta, component }) => meta.name || component.type);
  const cutAt = labels.findIndex((label) => selector.cuts(label));
  const kept = cutAt === -1 ? links : links.slice(0, cutAt);
  const parts = kept.map((link) => planLink(link, planning));
  return {
    part: parts.flatMap(({ part }) => part ?? []),
    labels,
    diagnostics: parts.flatMap(({ diagnostics }) => diagnostics),
    secrets: parts.flatMap(({ secrets }) => secrets),
  };
}

interface Link {
  readonly scoped: ScopedBlock;
  readonly component: AnyPostProcessor;
  readonly meta: PostProcessorArguments;
}

function readLink(
  scoped: ScopedBlock,
  components: ReadonlyMap<string, AnyPostProcessor>,
  planning: BuildPlanning,
): Link {
  const component = components.get(scoped.block.labels[0]!.text)!;
  return {
    scoped,
    component,
    meta: postProcessorArguments(
      scoped,
      machineScope(scoped.scope, planning, planning.artifacts(undefined), undefined),
    ),
  };
}

function planLink({ scoped, component, meta }: Link, planning: BuildPlanning): PlannedPart<PlannedPostProcessor> {
  const { build, host, texts, siblings } = planning;
  const warnings = selectionWarnings(meta, siblings);
  if (!appliesTo(meta, build)) return notPlanned([...meta.diagnostics, ...warnings]);
  const read: ReadBlock = (exports, known) => {
    const scope = machineScope(meta.rest.scope, planning, planning.artifacts(known), exports);
    return { bodies: [{ ...meta.rest, scope }], scope };
  };
  const { planned, check } = plannedComponent(
    { component, range: scoped.block.header, read, known: texts?.withMachine },
    host,
  );
  const { diagnostics, secrets } = check();
  const part = { ...planned, name: meta.name, keepInput: meta.keepInput };
  return { part, diagnostics: [...meta.diagnostics, ...warnings, ...diagnostics], secrets };
}
