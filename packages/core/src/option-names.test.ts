import { testHost } from "@ingot/testing";
import { createEngine } from "./engine.js";
import type { Engine } from "./engine-api.js";
import { isIngotError } from "./errors.js";

const host = testHost();
afterAll(() => host[Symbol.dispose]());
const engine = createEngine({ host, components: [] });

/** As those call it who have no compiler. */
const loosely = (call: keyof Engine) => engine[call] as (...values: unknown[]) => unknown;

test.each([
  ["load", ".", { variable: [] }, 'engine.load() has no option "variable". Did you mean "variables"?'],
  ["plan", {}, { select: [] }, 'engine.plan() has no option "select". It has only, except.'],
  ["run", {}, { paralelBuilds: 1 }, 'engine.run() has no option "paralelBuilds". Did you mean "parallelBuilds"?'],
  [
    "run",
    {},
    { constructor: 1 },
    'engine.run() has no option "constructor". It has parallelBuilds, builderConcurrency, onError, force, debug, signal, io.',
  ],
] as const)("%s(%j, %j)", async (call, subject, options, message) => {
  const error: unknown = await (async () => loosely(call)(subject, options))().catch((each: unknown) => each);
  expect(isIngotError(error, "UNKNOWN_OPTION")).toBe(true);
  expect(error).toMatchObject({ message, source: "user", data: { option: Object.keys(options)[0] } });
});

test("clean takes its options first", async () => {
  await expect(loosely("clean")({ dryrun: true })).rejects.toThrow(
    'engine.clean() has no option "dryrun". Did you mean "dryRun"?',
  );
});

test("createEngine", () => {
  const options = { host, components: [], plugins: [] };
  expect(() => createEngine(options)).toThrow('createEngine() has no option "plugins". It has host, components.');
});
