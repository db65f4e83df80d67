import pLimit from "p-limit";
import type { GraphNode } from "../plan/graph.js";
import { createQueue } from "./queue.js";

export type NodeOutcome =
  | { readonly status: "succeeded" }
  | { readonly status: "failed"; readonly error: unknown }
  | { readonly status: "cancelled" }
  | { readonly status: "skipped"; readonly because: string };

/** Starts the node's work; what it throws is a failure. */
export type RunNode = (id: string) => Promise<NodeOutcome>;

export interface ExecuteOptions {
  /** Nodes side by side; 0: no limit. */
  readonly concurrency: number;
  /** The limit that the node is under beside that, shared with all nodes of the same `name`. */
  limitOf?(id: string): NodeLimit | undefined;
  /** Once aborted, no more nodes start. Those that run are waited for: an outcome means *already cleaned up*. */
  readonly signal: AbortSignal;
  /** Called once for each node, in the order in which they settle. */
  onOutcome?(id: string, outcome: NodeOutcome): void;
}

export interface NodeLimit {
  readonly name: string;
  readonly most: number;
}

interface Settled {
  readonly id: string;
  readonly outcome: NodeOutcome;
  /** It had started; otherwise a dependency settled it. */
  readonly ran: boolean;
}

/**
 * Runs each node once its dependencies have succeeded; those of a node that did not are skipped, its siblings go on. Never
 * rejects: every node gets an outcome. Takes time in proportion to the nodes and edges.
 */
export async function execute(
  nodes: readonly GraphNode[],
  run: RunNode,
  { concurrency, limitOf, signal, onOutcome }: ExecuteOptions,
): Promise<ReadonlyMap<string, NodeOutcome>> {
  const outcomes = new Map<string, NodeOutcome>();
  const edges = indexEdges(nodes);
  const inbox = createInbox<Settled>();
  const withSlot = createSlots(concurrency, limitOf);
  let running = 0;
  const record = (id: string, outcome: NodeOutcome) => {
    outcomes.set(id, outcome);
    onOutcome?.(id, outcome);
  };
  const start = (id: string) => {
    running += 1;
    void withSlot(id, () => attempt(id, run, signal)).then((outcome) => inbox.put({ id, outcome, ran: true }));
  };
  const settle = ({ id, outcome, ran }: Settled) => {
    if (ran) running -= 1;
    if (outcomes.has(id)) return; // skipped before, for the sake of another dependency
    record(id, outcome);
    for (const next of edges.dependants.get(id) ?? []) {
      if (outcome.status !== "succeeded") inbox.put({ id: next, outcome: consequence(id, outcome), ran: false });
      else if (edges.meet(next)) start(next);
    }
  };
  for (const { id, needs } of nodes) if (needs.length === 0) start(id);
  while (running > 0 || inbox.size() > 0) settle(await inbox.take());
  for (const { id } of nodes) if (!outcomes.has(id)) record(id, unreachable);
  return outcomes;
}

/** A node waits for its own limit first, so that those which wait take no slot from others. */
function createSlots(concurrency: number, limitOf: ExecuteOptions["limitOf"]) {
  const all = pLimit(concurrency > 0 ? concurrency : Number.POSITIVE_INFINITY);
  const named = new Map<string, ReturnType<typeof pLimit>>();
  return <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const limit = limitOf?.(id);
    if (!limit) return all(work);
    const own = named.get(limit.name) ?? pLimit(limit.most);
    named.set(limit.name, own);
    return own(() => all(work));
  };
}

/** Only a plan that `createGraph` has not seen holds such nodes. */
const unreachable: NodeOutcome = { status: "skipped", because: "what it needs is not in the plan" };

async function attempt(id: string, run: RunNode, signal: AbortSignal): Promise<NodeOutcome> {
  if (signal.aborted) return { status: "cancelled" };
  try {
    return await run(id);
  } catch (error) {
    return { status: "failed", error };
  }
}

/** What is skipped far below has the first cause as its reason. */
function consequence(cause: string, outcome: NodeOutcome): NodeOutcome {
  if (outcome.status === "cancelled" || outcome.status === "skipped") return outcome;
  return { status: "skipped", because: `"${cause}" did not succeed` };
}

interface Edges {
  readonly dependants: ReadonlyMap<string, readonly string[]>;
  /** One more of the node's needs has succeeded; true when it was the last. */
  meet(id: string): boolean;
}

function indexEdges(nodes: readonly GraphNode[]): Edges {
  const dependants = new Map<string, string[]>();
  const unmet = new Map<string, number>();
  for (const { id, needs } of nodes) {
    const distinct = new Set(needs);
    unmet.set(id, distinct.size);
    for (const need of distinct) {
      const known = dependants.get(need);
      if (known) known.push(id);
      else dependants.set(need, [id]);
    }
  }
  const meet = (id: string) => {
    const left = unmet.get(id)! - 1;
    unmet.set(id, left);
    return left === 0;
  };
  return { dependants, meet };
}

/** A queue whose taker waits for the next item. */
function createInbox<T>() {
  const queue = createQueue<T>();
  let wake = () => {};
  const put = (item: T) => {
    queue.add(item);
    wake();
  };
  const take = async (): Promise<T> => {
    while (queue.size() === 0) await new Promise<void>((resolve) => (wake = resolve));
    return queue.take() as T;
  };
  return { put, take, size: queue.size };
}
