import { fakeBuilder, loaderOf, testHost } from "@ingot/testing";
import { createEngine } from "../engine.js";
import type { Engine } from "../engine-api.js";
import { isIngotError } from "../errors.js";
import { writeFiles } from "../template/load.test-fixtures.js";

const host = testHost();
afterAll(() => host[Symbol.dispose]());
const engine = createEngine({ host, components: [loaderOf(fakeBuilder())] });

writeFiles(host.directory, { "main.pkr.hcl": 'source "fake" "a" {}\nbuild {\n  sources = ["fake.a"]\n}\n' });

async function made() {
  const { template } = await engine.load(".");
  const { plan } = await engine.plan(template!);
  return { template, plan };
}

/** What a call says that is made without a compiler. */
async function refusal(call: keyof Engine, ...given: unknown[]): Promise<unknown> {
  const loosely = engine[call] as (...values: unknown[]) => unknown;
  return (async () => loosely(...given))().then(
    () => "it was taken",
    (each: unknown) => each,
  );
}

test.each([
  ["load", { variable: [] }, 'engine.load() has no option "variable". Did you mean "variables"?'],
  ["plan", { select: [] }, 'engine.plan() has no option "select". It has only, except.'],
  ["run", { paralelBuilds: 1 }, 'engine.run() has no option "paralelBuilds". Did you mean "parallelBuilds"?'],
  [
    "run",
    { constructor: 1 },
    'engine.run() has no option "constructor". It has parallelBuilds, builderConcurrency, onError, force, debug, signal, io.',
  ],
] as const)("%s(…, %j)", async (call, options, message) => {
  const { template, plan } = await made();
  const error = await refusal(call, { load: ".", plan: template, run: plan }[call], options);
  expect(isIngotError(error, "UNKNOWN_OPTION")).toBe(true);
  expect(error).toMatchObject({ message, source: "user", data: { option: Object.keys(options)[0] } });
});

test("clean takes its options first", async () => {
  expect(await refusal("clean", { dryrun: true })).toMatchObject({
    message: 'engine.clean() has no option "dryrun". Did you mean "dryRun"?',
  });
  expect(await refusal("clean", "0123")).toMatchObject({
    message: 'engine.clean() was given a text as "options". It must be an object.',
  });
});

test.each([
  [{ variables: { word: "hello" } }, 'an object as "variables". It must be a list of objects with name and text.'],
  [{ variables: ["word=hello"] }, 'a text as "variables[0]". It must be an object with name and text.'],
  [{ variables: [{ name: "port", text: 80 }] }, 'a number as "variables[0].text". It must be a text.'],
  [{ variables: [{ name: "port", value: "80" }] }, 'nothing as "variables[0].text". It must be a text.'],
  [{ variableFiles: "a.pkrvars.hcl" }, 'a text as "variableFiles". It must be a list of texts.'],
  [{ text: Buffer.from("build {}") }, 'an object as "text". It must be a text.'],
  [{ language: "hcl" }, '"hcl" as "language". It must be one of "hcl2", "json".'],
  [{ syntaxOnly: 1 }, 'a number as "syntaxOnly". It must be true or false.'],
  [{ signal: new AbortController() }, 'an object as "signal". It must be an AbortSignal.'],
  [{ onRead: {} }, 'an object as "onRead". It must be a function.'],
  [null, 'null as "options". It must be an object.'],
  [[], 'a list as "options". It must be an object.'],
])("load(…, %j) tells what it was given and what it takes, and quotes nothing", async (options, told) => {
  expect(await refusal("load", ".", options)).toMatchObject({
    code: "INVALID_ARGUMENT",
    source: "user",
    message: `engine.load() was given ${told}`,
  });
});

test("undefined is as good as left out, also within an environment", async () => {
  const loaded = await engine.load(".", { text: undefined, signal: undefined } as object);
  expect(loaded.diagnostics).toEqual([]);
  expect(() => createEngine({ host: { ...host, env: { A: undefined } }, components: [] })).not.toThrow();
});

test.each([undefined, null, 7, new URL("file:///a.pkr.hcl")])("a path is a text, and %p is none", async (path) => {
  expect(await refusal("load", path)).toMatchObject({
    code: "INVALID_ARGUMENT",
    data: { argument: "path", expected: "a text" },
  });
});

test.each([
  [{ only: "fake.a" }, 'a text as "only". It must be a list of texts.'],
  [{ except: [null] }, 'null as "except[0]". It must be a text.'],
])("plan(…, %j)", async (selection, told) => {
  const { template } = await made();
  expect(await refusal("plan", template, selection)).toMatchObject({ message: `engine.plan() was given ${told}` });
});

test.each([
  [{ parallelBuilds: -1 }, '-1 as "parallelBuilds". It must be a whole number, 0 or more.'],
  [{ parallelBuilds: "2" }, '"2" as "parallelBuilds". It must be a whole number, 0 or more.'],
  [{ builderConcurrency: 2 }, 'a number as "builderConcurrency". It must be an object of whole numbers.'],
  [
    { builderConcurrency: { fake: Number.NaN } },
    'NaN as "builderConcurrency.fake". It must be a whole number, 0 or more.',
  ],
  [
    { onError: "claenup" },
    '"claenup" as "onError". It must be one of "cleanup", "abort", "ask", "run-cleanup-provisioner".',
  ],
  [{ io: () => {} }, 'a function as "io". It must be an object with notify().'],
  [{ io: {} }, 'nothing as "io.notify". It must be a function.'],
  [{ io: { notify: () => {}, ask: true } }, 'a boolean as "io.ask". It must be a function.'],
])("run(…, %j) starts nothing", async (options, told) => {
  const { plan } = await made();
  expect(await refusal("run", plan, options)).toMatchObject({ message: `engine.run() was given ${told}` });
});

test("what is handed on is what the call before resolved with", async () => {
  const { plan } = await made();
  const template = "the template that engine.load() resolves with";
  const message = (call: string, given: string, what: string, expected: string) =>
    `${call} was given ${given} as "${what}". It must be ${expected}.`;
  const cases = [
    ["plan", engine.load("."), message("engine.plan()", "a promise, which must be awaited,", "template", template)],
    ["plan", await engine.load("."), message("engine.plan()", "an object", "template", template)],
    [
      "run",
      JSON.parse(JSON.stringify(plan)),
      message("engine.run()", "an object", "plan", "the plan that engine.plan() resolves with"),
    ],
  ] as const;
  for (const [call, given, told] of cases) expect(await refusal(call, given)).toMatchObject({ message: told });
});

test.each<[unknown, string]>([
  [undefined, 'nothing as "options". It must be an object.'],
  [{ components: [] }, 'nothing as "host". It must be a host: nodeHost() makes one.'],
  [{ host, components: loaderOf(fakeBuilder()) }, 'an object as "components". It must be a list of component loaders.'],
  [{ host, components: [fakeBuilder()] }, 'nothing as "components[0].load". It must be a function.'],
  [{ host: { ...host, cwd: "here" }, components: [] }, '"here" as "host.cwd". It must be an absolute path.'],
  [{ host: { ...host, env: { PORT: 80 } }, components: [] }, 'a number as "host.env.PORT". It must be a text.'],
  [{ host: { ...host, spawn: undefined }, components: [] }, 'nothing as "host.spawn". It must be a function.'],
])("createEngine(%j)", (options, told) => {
  expect(() => createEngine(options as never)).toThrow(`createEngine() was given ${told}`);
});

test("createEngine has no other options", () => {
  const options = { host, components: [], plugins: [] };
  expect(() => createEngine(options)).toThrow('createEngine() has no option "plugins". It has host, components.');
});
