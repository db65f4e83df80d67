import { reasonOf } from "@ingot/hcl";
import { mismatchOf } from "./arguments/check-argument.js";
import { componentOf } from "./arguments/components.js";
import { IngotError } from "./errors.js";
import type {
  AnyBuilder,
  AnyDataSource,
  AnyPostProcessor,
  AnyProvisioner,
  ComponentLoader,
  ValueStore,
} from "./plugin.js";

interface Components {
  readonly builder: AnyBuilder;
  readonly provisioner: AnyProvisioner;
  readonly "post-processor": AnyPostProcessor;
  readonly "data-source": AnyDataSource;
  readonly "value-store": ValueStore;
}

export type ComponentKind = keyof Components;
export type AnyComponent = Components[ComponentKind];

/** The components that an engine knows. Their code is loaded on first use, once. */
export interface Registry {
  /** The known types, in alphabetical order. */
  types(kind: ComponentKind): readonly string[];
  has(kind: ComponentKind, type: string): boolean;
  /** Throws an `IngotError`: COMPONENT_UNKNOWN, or COMPONENT_LOAD when its code does not load; that is tried afresh next time. */
  load<K extends ComponentKind>(kind: K, type: string): Promise<Components[K]>;
}

/** Of two loaders for one type the first counts, so that built-ins come before what is added to them. */
export function createRegistry(loaders: readonly ComponentLoader[]): Registry {
  const byKey = new Map<string, () => Promise<AnyComponent>>();
  for (const loader of loaders) {
    if (loader.kind === "reaper") continue;
    const key = keyOf(loader.kind, loader.type);
    if (!byKey.has(key))
      byKey.set(
        key,
        once(() => loadComponent(loader)),
      );
  }
  return {
    types: (kind) => [...new Set(loaders.flatMap((each) => (each.kind === kind ? [each.type] : [])))].sort(),
    has: (kind, type) => byKey.has(keyOf(kind, type)),
    load: async <K extends ComponentKind>(kind: K, type: string) => {
      const load = byKey.get(keyOf(kind, type));
      if (!load) throw unknownComponent(kind, type);
      return (await load()) as Components[K];
    },
  };
}

const keyOf = (kind: string, type: string) => `${kind} ${type}`;

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().catch((error) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}

type Loader = Exclude<ComponentLoader, { kind: "reaper" }>;

async function loadComponent({ kind, type, load }: Loader): Promise<AnyComponent> {
  const loaded = await attempt(load, (cause) => notLoaded(kind, type, whyNot(cause), cause));
  const wrong = mismatchOf(kind, loaded, componentOf[kind]);
  if (!wrong) return loaded as AnyComponent;
  throw notLoaded(kind, type, `its load() gave ${wrong.given} as "${wrong.name}". It must be ${wrong.expected}.`);
}

async function attempt(work: () => unknown, explain: (cause: unknown) => IngotError): Promise<unknown> {
  try {
    return await work();
  } catch (cause) {
    throw explain(cause);
  }
}

const missing: readonly unknown[] = ["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"];

/** Of a package that is not there, without Node's list of who has asked for it. */
function whyNot(cause: unknown): string {
  if (!missing.includes((cause as NodeJS.ErrnoException | undefined)?.code)) return reasonOf(cause);
  return `${reasonOf(cause).split("\n")[0]}. Install the package that it is in.`;
}

function notLoaded(kind: ComponentKind, type: string, why: string, cause?: unknown): IngotError {
  const message = `The ${kind} "${type}" could not be loaded: ${why}`;
  return new IngotError({ code: "COMPONENT_LOAD", source: "engine", message, cause });
}

function unknownComponent(kind: ComponentKind, type: string): IngotError {
  return new IngotError({
    code: "COMPONENT_UNKNOWN",
    source: "user",
    message: `There is no ${kind} of the type "${type}".`,
  });
}
