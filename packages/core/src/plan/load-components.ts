import { type Diagnostic, distinctDiagnostics, errorAt, type SourceRange, suggest } from "@ingot/hcl";
import type { AnyBuilder, AnyPostProcessor, AnyProvisioner } from "../plugin.js";
import type { Registry } from "../registry.js";
import type { Draft, LinkedBuild, ListedBuild } from "./draft.js";

/** The components that the builds of a draft use, by type. */
export interface LoadedComponents {
  readonly builders: ReadonlyMap<string, AnyBuilder>;
  readonly provisioners: ReadonlyMap<string, AnyProvisioner>;
  readonly postProcessors: ReadonlyMap<string, AnyPostProcessor>;
}

interface Need {
  readonly kind: "builder" | "provisioner" | "post-processor";
  readonly type: string;
  /** The label that says it. */
  readonly range: SourceRange;
}

export interface DraftWithComponents extends Draft<LinkedBuild> {
  readonly components: LoadedComponents;
}

/** Loads what the builds use and nothing else; builds with a type that does not exist drop out. */
export async function loadComponents(draft: Draft<LinkedBuild>, registry: Registry): Promise<DraftWithComponents> {
  const needs = needsOfBuilds();
  const unknown = draft.builds.flatMap((build) => needs(build).filter(({ kind, type }) => !registry.has(kind, type)));
  const builds = draft.builds.filter((build) => needs(build).every(({ kind, type }) => registry.has(kind, type)));
  const used = builds.flatMap((build) => [...needs(build)]);
  const load = <K extends Need["kind"]>(kind: K) => loadTypes(registry, kind, used);
  const [builders, provisioners, postProcessors] = await Promise.all([
    load("builder"),
    load("provisioner"),
    load("post-processor"),
  ]);
  const problems = distinctDiagnostics(unknown.map((need) => unknownType(need, registry)));
  return {
    builds,
    components: { builders, provisioners, postProcessors },
    diagnostics: [...draft.diagnostics, ...problems],
  };
}

async function loadTypes<K extends Need["kind"]>(registry: Registry, kind: K, needs: readonly Need[]) {
  const types = [...new Set(needs.filter((need) => need.kind === kind).map((need) => need.type))];
  return new Map(await Promise.all(types.map(async (type) => [type, await registry.load(kind, type)] as const)));
}

/** A build block's own components are listed once, however many sources it has. */
function needsOfBuilds(): (build: ListedBuild) => readonly Need[] {
  const ofBlocks = new Map<ListedBuild["block"], readonly Need[]>();
  const ofSources = new Map<ListedBuild, readonly Need[]>();
  return (build) => {
    const known = ofSources.get(build);
    if (known) return known;
    const shared = ofBlocks.get(build.block) ?? needsOfBlock(build.block);
    ofBlocks.set(build.block, shared);
    const { labels } = build.use.source.block;
    const all: Need[] = [{ kind: "builder", type: build.builderType, range: labels[0]!.range }, ...shared];
    ofSources.set(build, all);
    return all;
  };
}

function needsOfBlock({ provisioners, errorCleanup, postProcessors }: ListedBuild["block"]): Need[] {
  const need = (kind: Need["kind"]) => (scoped: (typeof provisioners)[number]) => {
    const label = scoped.block.labels[0]!;
    return { kind, type: label.text, range: label.range };
  };
  return [
    ...[...provisioners, ...(errorCleanup ? [errorCleanup] : [])].map(need("provisioner")),
    ...postProcessors.flat().map(need("post-processor")),
  ];
}

const summaries: Readonly<Record<Need["kind"], string>> = {
  builder: "Unknown source type",
  provisioner: "Unknown provisioner type",
  "post-processor": "Unknown post-processor type",
};

function unknownType({ kind, type, range }: Need, registry: Registry): Diagnostic {
  const known = registry.types(kind);
  const near = suggest(type, known);
  const guess = near ? ` Did you mean "${near}"?` : "";
  const all = known.length > 0 ? `Ingot has these: ${known.join(", ")}.` : `Ingot has no ${kind} at all.`;
  return errorAt(range, summaries[kind], `There is no ${kind} of the type "${type}".${guess} ${all}`);
}
