import type { Artifact } from "../artifact.js";
import type { GraphNode } from "../plan/graph.js";
import type { KnownArtifacts } from "../plan/model.js";

/** What the builds of a run have made for one another, and what must stay until those that need it are done. */
export interface ChainArtifacts extends Pick<KnownArtifacts, "find"> {
  /** The build's artifact, or what its post-processor made. Not kept where no build needs this one. */
  made(build: string, artifact: Artifact, postProcessor?: string): void;
  /** Does `destroy` when no build that needs this one is still to end: at once where there is none. */
  discard(build: string, destroy: () => Promise<void>): Promise<void>;
  /** A build has ended, however: what it needed may go. */
  ended(build: string): void;
  /** Settles when all that may go is gone. */
  settled(): Promise<void>;
}

interface Needed {
  /** The builds that need it, and have not ended. */
  readonly waiting: Set<string>;
  readonly made: Map<string | undefined, Artifact>;
  readonly discarded: (() => Promise<void>)[];
}

export function createChainArtifacts(nodes: readonly GraphNode[]): ChainArtifacts {
  const needed = new Map<string, Needed>();
  const needsOf = new Map(nodes.map(({ id, needs }) => [id, needs]));
  const going: Promise<void>[] = [];
  for (const { id, needs } of nodes)
    for (const need of needs) {
      const entry = needed.get(need) ?? { waiting: new Set(), made: new Map(), discarded: [] };
      needed.set(need, { ...entry, waiting: entry.waiting.add(id) });
    }
  return {
    find: (build, postProcessor) => needed.get(build)?.made.get(postProcessor),
    made: (build, artifact, postProcessor) => void needed.get(build)?.made.set(postProcessor, artifact),
    discard: async (build, destroy) => {
      const entry = needed.get(build);
      if (entry?.waiting.size) entry.discarded.push(destroy);
      else await destroy();
    },
    ended: (build) => {
      for (const need of needsOf.get(build) ?? []) {
        const { waiting, discarded } = needed.get(need)!;
        waiting.delete(build);
        if (waiting.size === 0) going.push(...discarded.splice(0).map((destroy) => destroy()));
      }
    },
    settled: async () => void (await Promise.all(going)),
  };
}
