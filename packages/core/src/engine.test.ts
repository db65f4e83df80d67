import { readdirSync } from "node:fs";
import { fakeBuilder, fakeProvisioner, loaderOf, type TestHost, testHost } from "@ingot/testing";
import { createEngine } from "./engine.js";
import type { Engine, RunResult } from "./engine-api.js";
import { told, writeFiles } from "./template/load.test-fixtures.js";

let host: TestHost;
beforeEach(() => {
  host = testHost();
});
afterEach(() => host[Symbol.dispose]());

const template = `variable "greeting" {
  default = "hello"
}
source "fake" "one" {
}
source "fake" "two" {
}
build {
  sources = ["fake.one", "fake.two"]
  provisioner "fake" {
    message = "\${var.greeting} \${source.name} \${build.FakeID} {{ build_type }}"
  }
}
`;

async function runAll(engine: Engine, only?: string[]): Promise<RunResult> {
  const { template: loaded, diagnostics } = await engine.load(".", { variables: [{ name: "greeting", text: "hi" }] });
  const planning = await engine.plan(loaded!, only && { only });
  expect([...diagnostics, ...planning.diagnostics].map(told)).toEqual([]);
  return engine.run(planning.plan!).result;
}

test("load, plan, run, clean: the four verbs from one template", async () => {
  writeFiles(host.directory, { "main.pkr.hcl": template });
  const messages: string[] = [];
  const provisioner = fakeProvisioner({ provision: async ({ message }) => void messages.push(message) });
  const engine = createEngine({ host, components: [loaderOf(fakeBuilder()), loaderOf(provisioner)] });
  const result = await runAll(engine);
  expect(result.status).toBe("succeeded");
  expect(result.builds.map(({ name, status }) => [name, status])).toEqual([
    ["fake.one", "succeeded"],
    ["fake.two", "succeeded"],
  ]);
  expect(messages.sort()).toEqual(["hi one fake-1 fake", "hi two fake-1 fake"]);
  expect(await engine.clean()).toEqual({ runs: [] });
});

test("components are loaded once for all runs of an engine", async () => {
  writeFiles(host.directory, { "main.pkr.hcl": template });
  let loads = 0;
  const components = [loaderOf(fakeBuilder(), () => loads++), loaderOf(fakeProvisioner(), () => loads++)];
  const engine = createEngine({ host, components });
  await runAll(engine, ["fake.one"]);
  await runAll(engine, ["fake.two"]);
  expect(loads).toBe(2);
});

test("loading and planning write nothing and leave nothing", async () => {
  writeFiles(host.directory, { "main.pkr.hcl": template });
  const engine = createEngine({ host, components: [loaderOf(fakeBuilder()), loaderOf(fakeProvisioner())] });
  const { template: loaded } = await engine.load(".");
  await engine.plan(loaded!);
  expect(readdirSync(host.directory)).toEqual(["main.pkr.hcl"]);
});

test("a template or a plan that errors kept from being made is not gone on with", async () => {
  writeFiles(host.directory, { "main.pkr.hcl": "build {" });
  const engine = createEngine({ host, components: [] });
  const { template: none } = await engine.load(".");
  const hint = (giver: string) => `${giver} gives none where there are errors: look at its diagnostics first.`;
  await expect(engine.plan(none!)).rejects.toMatchObject({
    code: "NOTHING_GIVEN",
    message: `engine.plan() was given no template. ${hint("engine.load()")}`,
  });
  expect(() => engine.run(undefined!)).toThrow(`engine.run() was given no plan. ${hint("engine.plan()")}`);
});
