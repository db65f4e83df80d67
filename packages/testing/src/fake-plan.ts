import type {
  AnyBuilder,
  AnyConfig,
  AnyPostProcessor,
  AnyProvisioner,
  Plan,
  Planned,
  PlannedBuild,
  PlannedPostProcessor,
  PlannedProvisioner,
} from "@ingot/core";
import { fromPlain, Source } from "@ingot/hcl";
import { fakeBuilder, fakePostProcessor, fakeProvisioner } from "./fake-components.js";

/** A plan without a template: `fakePlan([fakeBuild("one", { source: { component: fakeBuilder() } })])`. Each build is a node. */
export function fakePlan(
  builds: readonly PlannedBuild[],
  parts: Partial<Omit<Plan, "builds">> & { needs?: Readonly<Record<string, readonly string[]>> } = {},
): Plan {
  const { needs = {}, ...rest } = parts;
  return {
    nodes: builds.map(({ id }) => ({ id, needs: needs[id] ?? [] })),
    builds,
    secrets: [],
    variables: {},
    templateDirectory: ".",
    ...rest,
  };
}

export interface FakeBuildParts {
  readonly source?: FakePlanned<AnyBuilder>;
  readonly provisioners?: readonly FakeProvisionerPlan[];
  readonly errorCleanup?: FakeProvisionerPlan;
  readonly postProcessors?: readonly (readonly FakePostProcessorPlan[])[];
}

/** `config` is what the component gets; `decode` replaces that by a function of the machine's values. */
export interface FakePlanned<Component> {
  readonly component?: Component;
  readonly config?: AnyConfig;
  readonly decode?: Planned<Component>["decode"];
}

export type FakeProvisionerPlan = FakePlanned<AnyProvisioner> & Partial<PlannedProvisioner>;
export type FakePostProcessorPlan = FakePlanned<AnyPostProcessor> & Partial<PlannedPostProcessor>;

/** The source "fake.NAME", with nothing but a fake builder unless told otherwise. */
export function fakeBuild(sourceName: string, parts: FakeBuildParts = {}): PlannedBuild {
  const source = planned(fakeBuilder(), parts.source ?? {});
  const name = `${source.type}.${sourceName}`;
  return {
    id: name,
    name,
    needs: [],
    builderType: source.type,
    sourceName,
    source,
    provisioners: (parts.provisioners ?? []).map(plannedProvisioner),
    errorCleanup: parts.errorCleanup && plannedProvisioner(parts.errorCleanup),
    postProcessors: (parts.postProcessors ?? []).map((chain) => chain.map(plannedPostProcessor)),
  };
}

function planned<Component extends { type: string }>(
  standard: Component,
  { component = standard, config = {}, decode }: FakePlanned<Component>,
): Planned<Component> {
  const range = { source: new Source("fake.pkr.hcl", ""), start: 0, end: 0 };
  return {
    component,
    type: component.type,
    range,
    decode: decode ?? (() => ({ config, diagnostics: [], secrets: [] })),
    preview: () => fromPlain(config),
  };
}

const plannedProvisioner = ({ component, config, decode, ...meta }: FakeProvisionerPlan): PlannedProvisioner => ({
  name: undefined,
  pauseBefore: undefined,
  timeout: undefined,
  maxRetries: 0,
  continueOnError: false,
  ...meta,
  ...planned(fakeProvisioner(), {
    ...(component && { component }),
    ...(decode && { decode }),
    config: config ?? { message: "true", repeat: 1, lines: [] },
  }),
});

const plannedPostProcessor = ({ component, config, decode, ...meta }: FakePostProcessorPlan): PlannedPostProcessor => ({
  name: undefined,
  keepInput: undefined,
  ...meta,
  ...planned(fakePostProcessor(), {
    ...(component && { component }),
    ...(decode && { decode }),
    config: config ?? { target: "processed", labels: [] },
  }),
});
