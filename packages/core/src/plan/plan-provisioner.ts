import type { Diagnostic, ScopedBlock } from "@ingot/hcl";
import { bodySpecOf } from "../config/body-spec.js";
import type { AnyBuilder, AnyProvisioner, CheckHost } from "../plugin.js";
import type { LegacyTexts } from "../template/model.js";
import { appliesTo, selectionWarnings } from "./applies-to.js";
import type { ArtifactsInBuild } from "./artifact-object.js";
import { machineScope } from "./build-values.js";
import type { ListedBuild } from "./draft.js";
import { type ProvisionerArguments, provisionerArguments } from "./meta-arguments.js";
import type { PlannedProvisioner } from "./model.js";
import { applyOverride, overrideWarnings } from "./override.js";
import { plannedComponent, type ReadBlock } from "./planned-component.js";

export interface BuildPlanning {
  readonly build: ListedBuild;
  readonly builder: AnyBuilder;
  readonly host: CheckHost;
  /** Only of a legacy JSON template. */
  readonly texts: LegacyTexts | undefined;
  readonly artifacts: ArtifactsInBuild;
  /** "type.name" of all sources of the build block. */
  readonly siblings: ReadonlySet<string>;
}

/** What came of one block: nothing planned where its `only` and `except` leave this build out. */
export interface PlannedPart<Part> {
  readonly part: Part | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly secrets: readonly string[];
}

export const notPlanned = (diagnostics: readonly Diagnostic[] = []) => ({ part: undefined, diagnostics, secrets: [] });

/** A provisioner of one build, its config checked as far as it is known. */
export function planProvisioner(
  scoped: ScopedBlock,
  component: AnyProvisioner,
  planning: BuildPlanning,
): PlannedPart<PlannedProvisioner> {
  const { build, host, texts } = planning;
  const meta = provisionerArguments(
    scoped,
    machineScope(scoped.scope, planning, planning.artifacts(undefined), undefined),
  );
  const warnings = [...selectionWarnings(meta, planning.siblings), ...overrideWarnings(meta.override, build.block)];
  if (!appliesTo(meta, build)) return notPlanned([...meta.diagnostics, ...warnings]);
  const read: ReadBlock = (...known) => readBlock(meta, component, planning, ...known);
  const { planned, check } = plannedComponent(
    { component, range: scoped.block.header, read, known: texts?.withMachine },
    host,
  );
  const { diagnostics, secrets } = check();
  const { name, pauseBefore, timeout, maxRetries, continueOnError } = meta;
  return {
    part: { ...planned, name, pauseBefore, timeout, maxRetries, continueOnError },
    diagnostics: [...meta.diagnostics, ...warnings, ...diagnostics],
    secrets,
  };
}

function readBlock(
  { rest, override }: ProvisionerArguments,
  component: AnyProvisioner,
  planning: BuildPlanning,
  ...[exports, known]: Parameters<ReadBlock>
): ReturnType<ReadBlock> {
  const { build } = planning;
  const scope = machineScope(rest.scope, planning, planning.artifacts(known), exports);
  const overridden = applyOverride({ ...rest, scope }, override, build.localName, bodySpecOf(component.config), scope);
  return { bodies: [overridden.block], scope, diagnostics: overridden.diagnostics };
}
