import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createEngine, type RunEvent } from "@ingot/core";
import { fakeBuild, fakeBuilder, fakePlan, loaderOf, recordingIo, testHost } from "@ingot/testing";
import { root } from "./consumer.test-fixtures.js";
import {
  earlyDiagnosticSchema,
  eventSchema,
  eventSchemas,
  headerNames,
  readEventSchemas,
} from "./event-schema.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

const build = (source: string, inside: string) => `
source ${source}
build {
  sources = ["source.null.x"]
  ${inside}
}
`;
const nothing = '"null" "x" { communicator = "none" }';

const processed = `
source "file" "x" {
  content = "x"
  target  = "x.txt"
}
source "oci" "y" {
  from   = "scratch"
  output = "y.tar"
}
build {
  sources = ["file.x", "oci.y"]
  provisioner "shell-local" {
    inline = ["echo out", "echo err >&2"]
  }
  post-processors {
    post-processor "checksum" {}
    post-processor "manifest" {}
  }
  post-processor "shell-local" { inline = ["echo after"] }
}
`;

interface Scenario {
  readonly template: string;
  readonly code: number;
  readonly status: string;
  /** Types that only such a run tells. */
  readonly tells: readonly RunEvent["type"][];
}

const scenarios: Readonly<Record<string, Scenario>> = {
  "a success with steps and post-processors": {
    template: processed,
    code: 0,
    status: "succeeded",
    tells: ["step-started", "step-finished", "artifact-saved", "output", "message"],
  },
  "a failure after retries": {
    template: build(nothing, 'provisioner "shell-local" {\n inline = ["exit 4"]\n max_retries = 2\n }'),
    code: 1,
    status: "failed",
    tells: ["message"],
  },
  "a failing post-processor": {
    template: build(nothing, 'post-processor "shell-local" { inline = ["exit 4"] }'),
    code: 1,
    status: "failed",
    tells: ["artifact-saved"],
  },
  "a config that is wrong once build.* is known": {
    template: build(nothing, 'provisioner "shell-local" {\n inline = ["true"]\n valid_exit_codes = [build.ID]\n }'),
    code: 1,
    status: "failed",
    tells: ["diagnostic"],
  },
};

const linesOf = (text: string): unknown[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** As a strict reader would take them: in order, without gaps, of one run, from its beginning to its end. */
function readStrictly(lines: readonly unknown[]): RunEvent[] {
  const events = lines.map((line) => eventSchema.parse(line)) as RunEvent[];
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(new Set(events.map(({ runId }) => runId)).size).toBe(1);
  expect(events.at(0)?.type).toBe("run-started");
  expect(events.at(-1)?.type).toBe("run-finished");
  return events;
}

const typesOf = (events: readonly RunEvent[]) => [...new Set(events.map(({ type }) => type))];

describe("every line of --json is an event of docs/events.md", () => {
  test.each(Object.entries(scenarios))("%s", async (_name, { template, code, status, tells }) => {
    using place = workplace({ "a.pkr.hcl": template });
    const ended = await place.ingot("build", "--json", "a.pkr.hcl");
    expect(ended).toMatchObject({ code, err: "" });
    const events = readStrictly(linesOf(ended.out));
    expect(events.at(-1)).toMatchObject({ status });
    expect(typesOf(events)).toEqual(expect.arrayContaining([...tells, "build-started", "build-finished"]));
  });

  test("an error carries its attempts", async () => {
    using place = workplace({ "a.pkr.hcl": scenarios["a failure after retries"]!.template });
    const events = readStrictly(linesOf((await place.ingot("build", "--json", "a.pkr.hcl")).out));
    const finished = events.find(({ type }) => type === "build-finished");
    const once = { code: "SCRIPT_FAILED", source: "user" };
    expect(finished).toMatchObject({ outcome: { status: "failed", error: { ...once, attempts: [once, once, once] } } });
  });

  test("a cancellation", async () => {
    using place = workplace({
      "a.pkr.hcl": build(nothing, 'provisioner "shell-local" { inline = ["echo ready", "sleep 1000"] }'),
    });
    const run = place.startIngot("build", "--json", "a.pkr.hcl");
    await run.printed(/"text":"ready"/);
    run.process.kill("SIGINT");
    const events = readStrictly(linesOf((await run.ended).out));
    expect(typesOf(events)).toContain("cancelling");
    expect(events.find(({ type }) => type === "build-finished")).toMatchObject({ outcome: { status: "cancelled" } });
    expect(events.at(-1)).toMatchObject({ status: "cancelled" });
  });

  test("a template that is not run has diagnostics without a run", async () => {
    using place = workplace({ "a.pkr.hcl": build('"null" "x" { comunicator = "none" }', "") });
    const { code, out } = await place.ingot("build", "--json", "a.pkr.hcl");
    expect(code).toBe(1);
    for (const line of linesOf(out)) earlyDiagnosticSchema.parse(line);
  });
});

test("what cannot be cleaned up, and what is skipped", async () => {
  using host = testHost();
  const component = fakeBuilder({
    start: async (_config, run) => {
      const intent = { kind: "fake.thing", description: "thing one", handle: {} };
      const stuck = () => Promise.reject(new Error("it is stuck"));
      await run.acquire(intent, async () => {}, stuck);
      throw new Error("it does not start");
    },
  });
  const io = recordingIo();
  const builds = ["one", "two"].map((name) => fakeBuild(name, { source: { component } }));
  const plan = fakePlan(builds, { needs: { "fake.two": ["fake.one"] } });
  await createEngine({ host, components: [loaderOf(component)] }).run(plan, { io }).result;
  const events = readStrictly(io.events);
  expect(events.find(({ type }) => type === "cleanup-failed")).toMatchObject({ resource: "thing one" });
  const outcomes = events.flatMap((event) => (event.type === "build-finished" ? [event.outcome.status] : []));
  expect(outcomes).toEqual(["failed", "skipped"]);
});

describe("docs/events.md", () => {
  const rows = readFileSync(join(root, "docs/events.md"), "utf8")
    .split("\n")
    .filter((line) => /^\| `[a-z]+-?[a-z]*`/.test(line))
    .map((line) => line.split("|").map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)))
    .filter(([, types]) => !types!.some((type) => headerNames.includes(type)));

  test("has a row for every type, and no other", () => {
    const types = [...eventSchemas, ...readEventSchemas].map(({ shape }) => shape.type.value);
    expect(rows.flatMap(([, types]) => types!).sort()).toEqual([...types].sort());
  });

  test.each([...eventSchemas, ...readEventSchemas].map((schema) => [schema.shape.type.value, schema] as const))(
    "%s has its fields",
    (type, { shape }) => {
      const [, , documented] = rows.find(([, types]) => types!.includes(type))!;
      const fields = Object.keys(shape).filter((name) => !headerNames.includes(name));
      expect(fields.filter((name) => !documented!.includes(name))).toEqual([]);
    },
  );
});
