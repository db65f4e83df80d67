import {
  convert,
  dynamicType,
  type Evaluated,
  errorAt,
  fromPlain,
  type LazyObject,
  listType,
  type SourceRange,
  stringType,
  type Type,
  Value,
} from "@ingot/hcl";
import type { Artifact } from "../artifact.js";
import { valueTypeOf } from "../config/value-type.js";
import { IngotError } from "../errors.js";
import type { ArtifactSchema } from "../plugin.js";
import { markTexts } from "../template/mark-secrets.js";
import { type AddressNode, addressOf, addressThrough, buildsWithin } from "./addresses.js";
import type { BlocksOfBuild, PostProcessorOfBuild } from "./blocks-of-build.js";
import type { LinkedBuild, ListedBuild } from "./draft.js";
import type { LoadedComponents } from "./load-components.js";
import type { KnownArtifacts } from "./model.js";

/** What the artifacts that one build asks for are known by. */
export interface ArtifactNames {
  readonly builds: readonly ListedBuild[];
  readonly tree: AddressNode;
  readonly components: LoadedComponents;
  blocksOf(build: ListedBuild): BlocksOfBuild;
}

/** What `artifact` means in a build, before a run: every value is unknown, and of the type that its component declares. */
export type ArtifactsInBuild = (known: KnownArtifacts | undefined) => LazyObject;

export function artifactsInBuild(names: ArtifactNames, asking: LinkedBuild): ArtifactsInBuild {
  const needed = new Set(asking.needs.map(({ build }) => build));
  return (known) => nodeObject(names.tree, [], { names, needed, known });
}

interface Asking {
  readonly names: ArtifactNames;
  /** The builds that are done before this one starts. */
  readonly needed: ReadonlySet<string>;
  readonly known: KnownArtifacts | undefined;
}

/** What `steps` of an address lead to, and the artifact that they may be the whole address of. */
function nodeObject(node: AddressNode, steps: readonly string[], asking: Asking): LazyObject {
  const { build, within } = node;
  const own = build && buildObject(build, asking);
  return {
    kind: "lazy",
    names: () => [...within.keys(), ...(own?.names() ?? [])],
    has: (name) => within.has(name) || (own?.has(name) ?? false),
    get: (name, range) => own!.get(name, range),
    child: (name) => {
      const inner = within.get(name);
      return inner ? nodeObject(inner, [...steps, name], asking) : own?.child?.(name);
    },
    whole: (range) => (build ? undefined : severalBuilds(node, range, asking)),
    meant: (name) => (build ? undefined : addressThrough(asking.names.builds, [...steps, name])),
  };
}

/** The artifacts of several builds together can be had where all of them are waited for. */
function severalBuilds(node: AddressNode, range: SourceRange, { needed }: Asking): Evaluated | undefined {
  const stranger = buildsWithin(node).find(({ name }) => !needed.has(name));
  return stranger && refused(incompleteAddress(stranger), range);
}

/** The builder's artifact; those of post-processors are within it. */
function buildObject(build: ListedBuild, asking: Asking): LazyObject {
  const builder = asking.names.components.builders.get(build.builderType);
  const artifact = artifactObject({ build, types: builder && attributesOf(builder.artifact) }, asking);
  return {
    ...artifact,
    names: () => [...artifact.names(), "post_processor"],
    has: (name) => name === "post_processor" || artifact.has(name),
    child: (name) => (name === "post_processor" ? postProcessorsObject(build, asking) : undefined),
  };
}

function postProcessorsObject(build: ListedBuild, asking: Asking): LazyObject {
  const { postProcessors } = asking.names.blocksOf(build);
  const labels = [...new Set(postProcessors.map(({ label }) => label))];
  const called = (name: string) => postProcessors.filter(({ label }) => label === name);
  return {
    kind: "lazy",
    names: () => labels,
    has: (name) => labels.includes(name),
    get: () => {
      throw new RangeError("its children are asked instead");
    },
    child: (name) => (labels.includes(name) ? resultObject(build, called(name), asking) : undefined),
  };
}

function resultObject(build: ListedBuild, called: readonly PostProcessorOfBuild[], asking: Asking): LazyObject {
  const [{ label, type, isCut }] = called as [PostProcessorOfBuild];
  const component = asking.names.components.postProcessors.get(type);
  const types = component && attributesOf(component.artifact);
  const refusal = called.length > 1 ? severalCalled(build, label, called.length) : isCut && cut(build, label);
  return artifactObject({ build, types, postProcessor: label, refusal: refusal || undefined }, asking);
}

interface Refusal {
  readonly summary: string;
  readonly detail: string;
}

const severalCalled = ({ name }: ListedBuild, label: string, count: number): Refusal => ({
  summary: "Ambiguous post-processor",
  detail: `"${name}" has ${count} post-processors called "${label}". Give them names of their own, as in name = "first", and write the one that is meant.`,
});

const cut = ({ name }: ListedBuild, label: string): Refusal => ({
  summary: "Excluded post-processor is needed",
  detail: `-except leaves out the post-processor "${label}" of "${name}", and its result is needed here.`,
});

interface ArtifactSource {
  readonly build: ListedBuild;
  readonly postProcessor?: string;
  /** Undefined where the component is not loaded, because its build is not fit to run, or is not waited for. */
  readonly types: ReadonlyMap<string, Type> | undefined;
  /** Why it cannot be asked for. */
  readonly refusal?: Refusal | undefined;
}

function attributesOf(schema: ArtifactSchema | undefined): ReadonlyMap<string, Type> {
  const own = Object.entries(schema?.shape ?? {}).map(([name, field]): [string, Type] => [name, valueTypeOf(field)]);
  return new Map<string, Type>([["id", stringType], ["files", listType(stringType)], ...own]);
}

function artifactObject(source: ArtifactSource, asking: Asking): LazyObject {
  const { types } = source;
  return {
    kind: "lazy",
    names: () => (types ? [...types.keys()] : []),
    has: (name) => types?.has(name) ?? true,
    get: (name, range) => attribute(source, name, range, asking),
  };
}

function attribute(source: ArtifactSource, name: string, range: SourceRange, { needed, known }: Asking): Evaluated {
  const type = source.types?.get(name) ?? dynamicType;
  const refuse = (refusal: Refusal) => refused(refusal, range, type);
  if (!needed.has(source.build.name)) return refuse(notAwaited(source.build));
  if (source.refusal) return refuse(source.refusal);
  if (!known) return { value: Value.unknown(type), diagnostics: [] };
  const artifact = known.find(source.build.name, source.postProcessor);
  if (!artifact) return refuse(noArtifact(source, name));
  const data = dataOf(artifact, name);
  if (data === undefined || data === null || data === "") return refuse(noValue(source, name));
  return { value: markTexts(typedValue(data, type, source, name), known.holdsSecret), diagnostics: [] };
}

function refused({ summary, detail }: Refusal, range: SourceRange, type: Type = dynamicType): Evaluated {
  return { value: Value.unknown(type), diagnostics: [errorAt(range, summary, detail)] };
}

const incompleteAddress = (build: ListedBuild): Refusal => ({
  summary: "Incomplete artifact address",
  detail: `This names no single build. Write one's address and which attribute of its artifact is meant, as in ${addressOf(build)}.id.`,
});

const notAwaited = (build: ListedBuild): Refusal => ({
  summary: "Computed artifact address",
  detail: `Which builds are needed must be clear before anything is computed, and here "${build.name}" is not. Write the address out, as in ${addressOf(build)}.id, or add depends_on = ["${build.name}"].`,
});

const nameOf = ({ build, postProcessor }: ArtifactSource) =>
  postProcessor === undefined ? `"${build.name}"` : `The post-processor "${postProcessor}" of "${build.name}"`;

const noArtifact = (source: ArtifactSource, name: string): Refusal => ({
  summary: "No artifact",
  detail: `${nameOf(source)} has made no artifact, so there is no ${name}.`,
});

const noValue = (source: ArtifactSource, name: string): Refusal => ({
  summary: "No value for artifact attribute",
  detail: `${nameOf(source)} has made an artifact without ${name}. Use it only where the artifact has one.`,
});

function dataOf({ id, files, values }: Artifact, name: string): unknown {
  if (name === "id") return id;
  if (name === "files") return files;
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function typedValue(data: unknown, type: Type, source: ArtifactSource, name: string): Value {
  try {
    return convert(fromPlain(data), type);
  } catch (cause) {
    const message = `${nameOf(source)} gave a value for ${name} that is other than it declares. That is a fault of the component.`;
    throw new IngotError({ code: "ARTIFACT_VALUE", source: "engine", message, cause });
  }
}
