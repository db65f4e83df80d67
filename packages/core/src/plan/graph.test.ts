import { isIngotError } from "../errors.js";
import { createGraph, type GraphNode } from "./graph.js";

/** "a b<a c<a,b": ids in the order given, with what they need. */
function nodes(text: string): GraphNode[] {
  return text.split(" ").map((each) => {
    const [id, needs] = each.split("<");
    return { id: id!, needs: needs ? needs.split(",") : [] };
  });
}

const order = (text: string) =>
  createGraph(nodes(text))
    .nodes.map((node) => node.id)
    .join(" ");

function refusalOf(text: string): { code: string; message: string } {
  try {
    createGraph(nodes(text));
  } catch (error) {
    if (isIngotError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("the graph was accepted");
}

describe("the order", () => {
  test.each([
    ["a b c", "a b c"],
    ["b a c", "b a c"],
    ["c<a,b b<a a", "a b c"],
    ["x c<b b<a a y", "x a b c y"],
    ["d<b,c b<a c<a a", "a b c d"],
  ])("of %s is %s", (given, expected) => {
    expect(order(given)).toBe(expected);
  });

  test("of nothing is nothing", () => {
    expect(createGraph([]).nodes).toEqual([]);
  });

  test("holds for a chain that is longer than the call stack", () => {
    const chain = Array.from({ length: 100_000 }, (_, at) => ({
      id: `n${at}`,
      needs: at < 99_999 ? [`n${at + 1}`] : [],
    }));
    const { nodes: ordered } = createGraph(chain);
    expect(ordered[0]!.id).toBe("n99999");
    expect(ordered.at(-1)!.id).toBe("n0");
  });
});

describe("refuses", () => {
  test("a node that needs itself", () => {
    expect(refusalOf("a<a")).toEqual({
      code: "GRAPH_CYCLE",
      message: "The graph of the plan is not usable: it goes in a circle: a → a.",
    });
  });

  test("a circle, without the way into it", () => {
    expect(refusalOf("start<a a<b b<c c<a")).toEqual({
      code: "GRAPH_CYCLE",
      message: "The graph of the plan is not usable: it goes in a circle: a → b → c → a.",
    });
  });

  test("an id that does not exist", () => {
    expect(refusalOf("a b<c")).toEqual({
      code: "GRAPH_UNKNOWN_ID",
      message: 'The graph of the plan is not usable: "b" needs "c", which does not exist.',
    });
  });

  test("two nodes of one name", () => {
    expect(refusalOf("a b a")).toEqual({
      code: "GRAPH_DUPLICATE_ID",
      message: 'The graph of the plan is not usable: two nodes are called "a".',
    });
  });
});
