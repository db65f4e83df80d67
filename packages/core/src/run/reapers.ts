import type { CleanedRun } from "../engine-api.js";
import { IngotError } from "../errors.js";
import type { ComponentLoader, ReapContext, Reaper } from "../plugin.js";
import type { OwedResource } from "./journal-reader.js";
import { localReaper } from "./local-reaper.js";

type ReaperLoader = Extract<ComponentLoader, { kind: "reaper" }>;

export interface Reaped {
  readonly destroyed: readonly string[];
  readonly failures: CleanedRun["failures"];
}

/** The reapers of all plugins, and the engine's own for local things. One is loaded when a journal names a kind of its. */
export interface Reapers {
  /** Newest first; one failure does not stop the others. */
  reapAll(owed: readonly OwedResource[], run: ReapContext): Promise<Reaped>;
  /** Sweeps by those reapers only that know one of `kinds`: others need not even be reachable. */
  sweepAll(runId: string, kinds: ReadonlySet<string>, run: ReapContext): Promise<Reaped>;
}

export function createReapers(components: readonly ComponentLoader[]): Reapers {
  const local: ReaperLoader = { kind: "reaper", kinds: localReaper.kinds, load: async () => localReaper };
  const loaders = [local, ...components.filter((each) => each.kind === "reaper")];
  return {
    reapAll: (owed, run) =>
      collect([...owed].reverse(), run, (resource) => ({
        resource: resource.description,
        found: async () => reapOne(loaders, resource, run),
      })),
    sweepAll: (runId, kinds, run) =>
      collect(concerned(loaders, kinds), run, (loader) => ({
        resource: `what else run ${runId} left (${loader.kinds.join(", ")})`,
        found: async () => (await loader.load()).sweep?.(runId, run) ?? [],
      })),
  };
}

const concerned = (loaders: readonly ReaperLoader[], kinds: ReadonlySet<string>) =>
  loaders.filter((loader, index) => index === 0 || loader.kinds.some((kind) => kinds.has(kind)));

async function reapOne(
  loaders: readonly ReaperLoader[],
  resource: OwedResource,
  run: ReapContext,
): Promise<readonly string[]> {
  if (resource.isMasked) throw maskedHandle();
  const reaper = await findReaper(loaders, resource.kind);
  return (await reaper.reap(resource, run)) === "destroyed" ? [resource.description] : [];
}

async function findReaper(loaders: readonly ReaperLoader[], kind: string): Promise<Reaper> {
  const loader = loaders.find(({ kinds }) => kinds.includes(kind));
  if (loader) return loader.load();
  throw new IngotError({
    code: "REAPER_MISSING",
    source: "user",
    message: `No plugin that is loaded here can destroy a "${kind}". Run this with the plugins that the run had.`,
    data: { kind },
  });
}

const maskedHandle = () =>
  new IngotError({
    code: "RESOURCE_MASKED",
    source: "user",
    message: "Its name holds a sensitive value, which the journal does not. Remove it by hand.",
  });

interface Task {
  readonly resource: string;
  found(): Promise<readonly string[]>;
}

async function collect<T>(items: readonly T[], run: ReapContext, taskOf: (item: T) => Task): Promise<Reaped> {
  const destroyed: string[] = [];
  const failures: { resource: string; error: unknown }[] = [];
  for (const item of items) {
    run.signal.throwIfAborted();
    const { resource, found } = taskOf(item);
    try {
      for (const each of await found()) {
        run.say(`Destroyed ${each}`);
        destroyed.push(each);
      }
    } catch (error) {
      run.signal.throwIfAborted();
      failures.push({ resource, error });
    }
  }
  return { destroyed, failures };
}
