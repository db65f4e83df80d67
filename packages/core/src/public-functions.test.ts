import { types } from "node:util";
import { testHost } from "@ingot/testing";
import * as core from "./index.js";

const odd = [undefined, null, 0, Number.NaN, "text", true, 1n, Symbol("odd"), [], {}, () => {}, new Map(), [{}]];

/** A class, and two that the packages of the project call. */
const others = ["IngotError", "checkOptions", "checkPath"];

const functions = Object.entries(core).flatMap(([name, value]) =>
  typeof value === "function" && !others.includes(name) ? [[name, value as (given: unknown) => unknown] as const] : [],
);

async function outcome(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    return error;
  }
}

test("the functions are found", () => {
  expect(functions.map(([name]) => name)).toEqual(expect.arrayContaining(["createEngine", "nodeHost", "describePlan"]));
});

test.each(functions)("%s() throws nothing but IngotErrors, whatever it is given", async (_name, work) => {
  for (const given of odd) {
    const came = await outcome(() => work(given));
    if (types.isNativeError(came)) expect(core.isIngotError(came)).toBe(true);
  }
});

test.each(["load", "plan", "run", "clean"] as const)("engine.%s() too", async (call) => {
  using host = testHost();
  const engine = core.createEngine({ host, components: [] });
  const loosely = engine[call] as (...given: unknown[]) => unknown;
  const pairs = odd.flatMap((one) => odd.map((other) => [one, other]));
  for (const given of pairs) {
    const came = await outcome(() => loosely(...given));
    if (types.isNativeError(came)) expect(core.isIngotError(came)).toBe(true);
  }
});

test("a text is not taken for the list of its characters", () => {
  expect(() => core.createRedactor("secret")).toThrow(
    'createRedactor() was given a text as "secrets". It must be a list of texts.',
  );
});

test("nodeHost() takes absolute paths, and texts as environment", () => {
  expect(() => core.nodeHost({ cwd: ".", env: {} })).toThrow(
    'nodeHost() was given "." as "cwd". It must be an absolute path.',
  );
  expect(() => core.nodeHost({ cwd: "/" } as never)).toThrow(
    'nodeHost() was given nothing as "env". It must be an object of texts.',
  );
  expect(() => core.nodeHost({ cwd: "/", env: {}, statedirectory: "/" } as never)).toThrow(
    'nodeHost() has no option "statedirectory". Did you mean "stateDirectory"?',
  );
});
