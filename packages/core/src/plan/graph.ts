import { IngotError } from "../errors.js";

/** Ids and edges, and nothing else: it knows no builder, no template and no log. */
export interface GraphNode {
  readonly id: string;
  /** Ids of the nodes that must have succeeded before this one starts. */
  readonly needs: readonly string[];
}

export interface Graph {
  /** Each node after those that it needs, and otherwise in the order given. */
  readonly nodes: readonly GraphNode[];
}

/** Throws an `IngotError`: GRAPH_DUPLICATE_ID, GRAPH_UNKNOWN_ID or GRAPH_CYCLE, which names the whole path. */
export function createGraph(nodes: readonly GraphNode[]): Graph {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  if (byId.size !== nodes.length) throw refusal("GRAPH_DUPLICATE_ID", `two nodes are called "${firstRepeated(nodes)}"`);
  const ordered = new Map<string, GraphNode>();
  for (const node of nodes) placeAfterNeeds(node, byId, ordered);
  return { nodes: [...ordered.values()] };
}

/** Depth first, with a stack of its own: a chain may be longer than the call stack is deep. */
function placeAfterNeeds(
  first: GraphNode,
  byId: ReadonlyMap<string, GraphNode>,
  ordered: Map<string, GraphNode>,
): void {
  const path = [{ node: first, next: 0 }];
  const onPath = new Set([first.id]);
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const need = ordered.has(top.node.id) ? undefined : top.node.needs[top.next++];
    if (need === undefined) {
      ordered.set(top.node.id, top.node);
      onPath.delete(path.pop()!.node.id);
    } else if (onPath.has(need)) {
      throw refusal("GRAPH_CYCLE", `it goes in a circle: ${circle([...onPath], need)}`);
    } else if (!ordered.has(need)) {
      path.push({ node: known(byId, need, top.node.id), next: 0 });
      onPath.add(need);
    }
  }
}

function known(byId: ReadonlyMap<string, GraphNode>, id: string, askedBy: string): GraphNode {
  const node = byId.get(id);
  if (!node) throw refusal("GRAPH_UNKNOWN_ID", `"${askedBy}" needs "${id}", which does not exist`);
  return node;
}

function circle(path: readonly string[], repeated: string): string {
  return [...path.slice(path.indexOf(repeated)), repeated].join(" → ");
}

function firstRepeated(nodes: readonly GraphNode[]): string {
  const seen = new Set<string>();
  return nodes.find(({ id }) => seen.size === seen.add(id).size)!.id;
}

function refusal(code: string, what: string): IngotError {
  return new IngotError({ code, source: "engine", message: `The graph of the plan is not usable: ${what}.` });
}
