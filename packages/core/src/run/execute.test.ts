import type { GraphNode } from "../plan/graph.js";
import { execute, type NodeOutcome } from "./execute.js";

const succeeded: NodeOutcome = { status: "succeeded" };
const never = new AbortController().signal;

/** "a, b: a, c: a b" */
const graph = (text: string): GraphNode[] =>
  text.split(", ").map((part) => {
    const [id = "", needs] = part.split(": ");
    return { id, needs: needs?.split(" ") ?? [] };
  });

/** Runs a graph whose nodes in `failing` fail, and tells what ran, and what became of each. */
async function outcomesOf(text: string, failing: readonly string[] = [], concurrency = 0) {
  const ran: string[] = [];
  const run = async (id: string) => {
    ran.push(id);
    if (failing.includes(id)) throw new Error(id);
    return succeeded;
  };
  const outcomes = await execute(graph(text), run, { concurrency, signal: never });
  return { ran, outcomes: [...outcomes].map(([id, { status }]) => `${id} ${status}`).sort() };
}

describe("execute", () => {
  it.each([
    ["a chain", "c: b, b: a, a", [], "a b c", "a succeeded,b succeeded,c succeeded"],
    ["a diamond", "a, b: a, c: a, d: b c", [], "a b c d", "a succeeded,b succeeded,c succeeded,d succeeded"],
    ["a failure with a sibling", "a, b: a, c", ["a"], "a c", "a failed,b skipped,c succeeded"],
    ["a failure far above", "a, b: a, c: b, d: c", ["a"], "a", "a failed,b skipped,c skipped,d skipped"],
    ["one of two needs failing", "a, b, c: a b", ["b"], "a b", "a succeeded,b failed,c skipped"],
    ["the same need twice", "a, b: a a", [], "a b", "a succeeded,b succeeded"],
    ["a need that does not exist", "a: zz, b", [], "b", "a skipped,b succeeded"],
    ["a circle", "a: b, b: a, c", [], "c", "a skipped,b skipped,c succeeded"],
  ] as const)("settles every node of %s", async (_name, text, failing, ran, outcomes) => {
    const result = await outcomesOf(text, failing);
    expect(result.ran.join(" ")).toBe(ran);
    expect(result.outcomes.join(",")).toBe(outcomes);
  });

  it("settles an empty graph", async () => {
    expect((await execute([], async () => succeeded, { concurrency: 1, signal: never })).size).toBe(0);
  });

  it("tells why a node was skipped", async () => {
    const outcomes = await execute(graph("a, b: a"), () => Promise.reject(new Error("no")), {
      concurrency: 0,
      signal: never,
    });
    expect(outcomes.get("b")).toEqual({ status: "skipped", because: '"a" did not succeed' });
  });

  it("takes a synchronous throw for a failure", async () => {
    const error = new Error("at once");
    const run = () => {
      throw error;
    };
    const outcomes = await execute(graph("a"), run, { concurrency: 1, signal: never });
    expect(outcomes.get("a")).toEqual({ status: "failed", error });
  });

  it.each([1, 2, 3])("runs at most %i nodes side by side, and that many", async (concurrency) => {
    let running = 0;
    let most = 0;
    const run = async () => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      running--;
      return succeeded;
    };
    await execute(graph("a, b, c, d, e, f"), run, { concurrency, signal: never });
    expect(most).toBe(concurrency);
  });

  it("starts nothing more once cancelled, and waits for what runs", async () => {
    const controller = new AbortController();
    const ran: string[] = [];
    const run = async (id: string): Promise<NodeOutcome> => {
      ran.push(id);
      if (id === "b") controller.abort();
      await Promise.resolve();
      ran.push(`${id} cleaned up`);
      return id === "b" ? { status: "cancelled" } : succeeded;
    };
    const outcomes = await execute(graph("a, b, c, d: b, e: a"), run, { concurrency: 2, signal: controller.signal });
    expect(ran).toEqual(["a", "b", "a cleaned up", "b cleaned up"]);
    expect(Object.fromEntries([...outcomes].map(([id, { status }]) => [id, status]))).toEqual({
      a: "succeeded",
      b: "cancelled",
      c: "cancelled",
      d: "cancelled",
      e: "cancelled",
    });
  });

  it("runs nothing when it is cancelled before", async () => {
    const run = () => Promise.reject(new Error("must not run"));
    const outcomes = await execute(graph("a, b: a"), run, { concurrency: 0, signal: AbortSignal.abort() });
    expect([...outcomes.values()]).toEqual([{ status: "cancelled" }, { status: "cancelled" }]);
  });

  it("settles a chain of 10,000, first to last, without deep recursion", async () => {
    const chain = Array.from({ length: 10_000 }, (_none, at) => ({
      id: `${at}`,
      needs: at === 0 ? [] : [`${at - 1}`],
    }));
    const order: string[] = [];
    const onOutcome = (id: string) => order.push(id);
    await execute(chain, () => Promise.reject(new Error("first")), { concurrency: 0, signal: never, onOutcome });
    expect(order).toEqual(chain.map(({ id }) => id));
  });
});
