import {
  fakeArtifact,
  fakeBuilder,
  fakeCommunicator,
  fakeMachine,
  fakeProvisioner,
  loaderOf,
  recordingIo,
  testHost,
} from "@ingot/testing";
import { createEngine } from "./engine.js";
import type { LoadOptions } from "./engine-api.js";
import { defineValueStore, type ReadContext } from "./plugin.js";
import { writeFiles } from "./template/load.test-fixtures.js";

const build = (message: string, image = '"base"') =>
  `source "fake" "x" {\n  image = ${image}\n}\nbuild {\n  sources = ["fake.x"]\n  provisioner "fake" {\n    message = ${message}\n  }\n}\n`;

interface Setting {
  readonly load?: LoadOptions;
  readonly read?: (name: string, context: ReadContext) => Promise<string | undefined>;
}

/** Loads, plans and runs a template whose `consul_key` gives what `read` does. */
async function run(text: string, { load = {}, read = async (name) => `<${name}>` }: Setting = {}) {
  using host = testHost();
  writeFiles(host.directory, { "t.pkr.hcl": text });
  const asked: string[] = [];
  const store = defineValueStore({
    type: "consul",
    read: (name, context) => {
      asked.push(name);
      return read(name, context);
    },
  });
  const communicator = fakeCommunicator();
  const machine = () => fakeMachine({ communicator, exports: { ID: "m-1" }, artifact: fakeArtifact("fake.x") });
  const builder = fakeBuilder({ start: async () => machine() });
  const engine = createEngine({ host, components: [builder, fakeProvisioner(), store].map((each) => loaderOf(each)) });
  const { template, diagnostics } = await engine.load("t.pkr.hcl", load);
  const planning = await engine.plan(template!);
  const io = recordingIo();
  const ran = planning.plan && (await engine.run(planning.plan, { io }).result);
  const problems = [...diagnostics, ...planning.diagnostics].map(({ detail }) => detail);
  return {
    asked,
    problems,
    status: ran?.status,
    commands: communicator.commands,
    events: io.events,
    plan: planning.plan,
  };
}

test("a function in a component's block is asked when the plan is made, once", async () => {
  const { asked, status, commands, problems } = await run(build('consul_key("a")', 'consul_key("a")'));
  expect([problems, status, asked, commands]).toEqual([[], "succeeded", ["a"], ["<a>"]]);
});

test("what depends on the machine is asked when there is one", async () => {
  const { asked, status, commands } = await run(build('consul_key("of-${build.ID}")'));
  expect([status, asked, commands]).toEqual(["succeeded", ["of-m-1"], ["<of-m-1>"]]);
});

test("what is found then is hidden from then on, and its failure fails the build", async () => {
  const { events } = await run(build('"say ${consul_key(build.ID)}"'), { read: async () => "v3ry-secret" });
  expect(JSON.stringify(events)).not.toContain("v3ry-secret");
  const failing = await run(build("consul_key(build.ID)"), { read: async () => undefined });
  expect([failing.status, failing.commands]).toEqual(["failed", []]);
  expect(JSON.stringify(failing.events)).toContain("Consul has no key");
});

test("a failure when the plan is made leaves the build out", async () => {
  const { problems, plan } = await run(build('consul_key("a")'), { read: async () => "" });
  expect(plan).toBeUndefined();
  expect(problems).toEqual([
    'The value for "key" of the function consul_key is not valid: the key "a" in Consul is empty.',
  ]);
});

test("a plan that lacks what was not read is not run; one that lacks nothing is", async () => {
  const load = { skipReading: true };
  await expect(run(build('consul_key("a")'), { load })).rejects.toMatchObject({
    code: "PLAN_UNREAD",
    message:
      "The template was loaded without reading what it needs from outside, so its plan cannot be run. Load it again without skipReading.",
  });
  const { status, asked } = await run(build('"x"'), { load });
  expect([status, asked]).toEqual(["succeeded", []]);
});

test("an abort while the plan is made rejects with an error", async () => {
  const controller = new AbortController();
  const read = async (_name: string, { signal }: ReadContext): Promise<string> => {
    controller.abort(new Error("Enough."));
    throw signal.reason;
  };
  const load = { signal: controller.signal };
  await expect(run(build('consul_key("a")'), { read, load })).rejects.toMatchObject({
    code: "CANCELLED",
    message: "Enough.",
  });
});

test.each([
  ["no more", "no more"],
  [undefined, "Reading was cancelled."],
])("an abort with %j while the template is loaded rejects with an error", async (reason, message) => {
  const controller = new AbortController();
  const read = async (_name: string, { signal }: ReadContext): Promise<string> => {
    controller.abort(reason);
    throw signal.reason;
  };
  const load = { signal: controller.signal };
  await expect(run('locals {\n  a = consul_key("a")\n}\n', { read, load })).rejects.toMatchObject({
    code: "CANCELLED",
    message,
  });
});
