import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { requiresDocker } from "@ingot/testing";
import { builtIns } from "../built-ins.js";
import { root } from "./consumer.test-fixtures.js";
import { codeBlocks } from "./documentation.test-fixtures.js";
import { type Ended, type Workplace, workplace } from "./ingot.test-fixtures.js";

/** The templates of the page, by file. */
const templates = Object.fromEntries(
  codeBlocks(readFileSync(join(root, "docs/image-chains.md"), "utf8")).map(({ file, text }) => [file!, text]),
);

const chainIn = (file: string, change: (text: string) => string = (text) => text): Workplace =>
  workplace({ [file]: change(templates[file]!) });

type Event = { readonly type: string; readonly build?: string; readonly [field: string]: unknown };

const eventsOf = ({ out }: Ended): Event[] =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** What the builds began and ended with, in order: "+docker.base", "-docker.base". */
const order = (events: readonly Event[]) =>
  events.flatMap(({ type, build }) =>
    type === "build-started" ? [`+${build}`] : type === "build-finished" ? [`-${build}`] : [],
  );

/** The ids of the artifacts that the builders saved. */
const idsOf = (events: readonly Event[]) =>
  Object.fromEntries(
    events
      .filter(({ type }) => type === "artifact-saved")
      .reverse() // of several the first: what the builder saved
      .map(({ build, artifact }): [string, string] => [build!, (artifact as { id: string }).id]),
  );

const statusesOf = (events: readonly Event[]) =>
  Object.fromEntries(
    events
      .filter(({ type }) => type === "build-finished")
      .map(({ build, outcome }): [string, string] => {
        const { status, because } = outcome as { status: string; because?: string };
        return [build!, because === undefined ? status : `${status}: ${because}`];
      }),
  );

const leftovers = (place: Workplace) => ({
  temporary: readdirSync(place.path("tmp")),
  journals: place.exists("home/.local/state/ingot/runs") ? readdirSync(place.journals) : [],
});

const nothing = { temporary: [], journals: [] };

/** Base and runtime have each ended before the next begins; the apps run side by side. */
function expectChain(events: readonly Event[], base: string, runtime: string, apps: readonly string[]): void {
  const told = order(events);
  expect(told.slice(0, 4)).toEqual([`+${base}`, `-${base}`, `+${runtime}`, `-${runtime}`]);
  expect(told.slice(4, 6).sort()).toEqual(apps.map((app) => `+${app}`)); // both before either ends
  expect(told.slice(6).sort()).toEqual(apps.map((app) => `-${app}`));
}

describe("a chain of oci images", () => {
  const build = (place: Workplace, ...flags: string[]) => place.ingot("build", "--json", ...flags, "oci.pkr.hcl");

  test("is built by one command, each from the one before, and anew each time", async () => {
    using place = chainIn("oci.pkr.hcl");
    const first = await build(place);
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: "" });
    const events = eventsOf(first);
    expectChain(events, "oci.base", "oci.runtime", ["oci.api", "oci.worker"]);
    const second = await build(place, "-force", "-var", "version=2");
    const [before, after] = [idsOf(events), idsOf(eventsOf(second))];
    expect(Object.keys(before).sort()).toEqual(["oci.api", "oci.base", "oci.runtime", "oci.worker"]);
    for (const [name, id] of Object.entries(before)) expect(after[name]).not.toBe(id);
    expect(place.read("made-from.txt").trim().split("\n").sort()).toEqual(
      [before["oci.runtime"], after["oci.runtime"]]
        .flatMap((id) => [`api is made from ${id}`, `worker is made from ${id}`])
        .sort(),
    );
    const printed = eventsOf(second).filter(({ type, build: name }) => type === "output" && name === "oci.api");
    expect(printed.map(({ text }) => text)).toEqual(expect.arrayContaining(["base 2", "runtime 2", "api 2"]));
    expect(leftovers(place)).toEqual(nothing);
  });

  test("a failure in the middle skips the rest and leaves nothing behind but what was finished", async () => {
    using place = chainIn("oci.pkr.hcl", (text) =>
      text.replace("echo ${source.name} ${var.version} >> /layers", "test ${source.name} = base"),
    );
    const { code, out, err } = await place.ingot("build", "oci.pkr.hcl");
    expect(code).toBe(1);
    expect(err).toContain("Build 'oci.api' was skipped: \"oci.runtime\" did not succeed\n");
    expect(err).toContain("Build 'oci.worker' was skipped: \"oci.runtime\" did not succeed\n");
    expect(err).toContain('\n==> Some builds were skipped:\n--> oci.api: "oci.runtime" did not succeed\n');
    expect(out).toContain("--> oci.base: OCI image: base.tar");
    expect(readdirSync(place.directory).sort()).toEqual(["base.tar", "home", "oci.pkr.hcl", "tmp"]);
    expect(leftovers(place)).toEqual(nothing);
  });

  test("a cancellation in the middle ends all of it", async () => {
    using place = chainIn("oci.pkr.hcl", (text) =>
      text.replace(
        "echo ${source.name} ${var.version} >> /layers",
        "test ${source.name} = base || { echo ready; while :; do :; done; }",
      ),
    );
    const run = place.startIngot("build", "--json", "oci.pkr.hcl");
    await run.printed(/"text":"ready"/);
    run.process.kill("SIGINT");
    const ended = await run.ended;
    expect(ended.code).toBe(1);
    expect(statusesOf(eventsOf(ended))).toEqual({
      "oci.base": "succeeded",
      "oci.runtime": "cancelled",
      "oci.api": "cancelled",
      "oci.worker": "cancelled",
    });
    expect(readdirSync(place.directory).sort()).toEqual(["base.tar", "home", "oci.pkr.hcl", "tmp"]);
    expect(leftovers(place)).toEqual(nothing);
  });

  test("-only builds what is needed as well, and says so", async () => {
    using place = chainIn("oci.pkr.hcl");
    const ended = await build(place, "-only=*.runtime");
    expect(ended.code).toBe(0);
    expect(order(eventsOf(ended).filter(({ type }) => type !== "diagnostic"))).toEqual([
      "+oci.base",
      "-oci.base",
      "+oci.runtime",
      "-oci.runtime",
    ]);
    expect(ended.out).toContain("-only selects oci.runtime. What it needs is built as well: oci.base.");
  });
});

requiresDocker()("a chain of Docker images", () => {
  const flags = ["-var", "from=ingot-test/base:latest", "-var", "pull=false"];
  const build = (place: Workplace) => place.ingot("build", "--json", ...flags, "docker.pkr.hcl");

  const containersOf = async (place: Workplace, runId: unknown) =>
    (await place.run("docker", "ps", "-aq", "--filter", `name=${runId}`)).out;

  const layersOf = async (place: Workplace, image: string): Promise<string[]> =>
    JSON.parse((await place.run("docker", "inspect", "--format", "{{json .RootFS.Layers}}", image)).out);

  const remove = (place: Workplace, ...images: string[]) => place.run("docker", "rmi", "-f", ...images);

  test("is built by one command, each from the one before, and anew each time", async () => {
    using place = chainIn("docker.pkr.hcl");
    const first = await build(place);
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: "" });
    const events = eventsOf(first);
    expectChain(events, "docker.base", "docker.runtime", ["apps.docker.api", "apps.docker.worker"]);
    const ids = idsOf(events);
    const [base, runtime, api] = await Promise.all(
      ["docker.base", "docker.runtime", "apps.docker.api"].map((name) => layersOf(place, ids[name]!)),
    );
    expect(runtime!.slice(0, base!.length)).toEqual(base);
    expect(api!.slice(0, runtime!.length)).toEqual(runtime);
    const { out } = await place.run("docker", "run", "--rm", "--entrypoint", "cat", "chain-test/worker", "/layers");
    expect(out).toBe("base\nruntime\nworker\n");
    const again = idsOf(eventsOf(await build(place)));
    for (const [name, id] of Object.entries(ids)) expect(again[name]).not.toBe(id);
    expect(await containersOf(place, events[0]!.runId)).toBe("");
    expect(leftovers(place)).toEqual(nothing);
    const own = Object.values({ ...ids }).concat(Object.values(again));
    await remove(place, "chain-test/api", "chain-test/worker", ...own.reverse());
  }, 60_000);

  test("a failure in the middle skips the rest and leaves no container", async () => {
    using place = chainIn("docker.pkr.hcl", (text) =>
      text.replace("echo ${source.name} >> /layers", "test ${source.name} = base"),
    );
    const ended = await build(place);
    const events = eventsOf(ended);
    expect(ended.code).toBe(1);
    expect(statusesOf(events)).toEqual({
      "docker.base": "succeeded",
      "docker.runtime": "failed",
      "apps.docker.api": 'skipped: "docker.runtime" did not succeed',
      "apps.docker.worker": 'skipped: "docker.runtime" did not succeed',
    });
    expect(await containersOf(place, events[0]!.runId)).toBe("");
    expect(leftovers(place)).toEqual(nothing);
    await remove(place, ...Object.values(idsOf(events)));
  }, 60_000);

  test("a cancellation in the middle leaves no container", async () => {
    using place = chainIn("docker.pkr.hcl", (text) =>
      text.replace("echo ${source.name} >> /layers", "test ${source.name} = base || { echo ready; sleep 1000; }"),
    );
    const run = place.startIngot("build", "--json", ...flags, "docker.pkr.hcl");
    await run.printed(/"text":"ready"/);
    run.process.kill("SIGINT");
    const ended = await run.ended;
    const events = eventsOf(ended);
    expect(ended.code).toBe(1);
    expect(statusesOf(events)).toMatchObject({ "docker.base": "succeeded", "docker.runtime": "cancelled" });
    expect(await containersOf(place, events[0]!.runId)).toBe("");
    expect(leftovers(place)).toEqual(nothing);
    await remove(place, ...Object.values(idsOf(events)));
  }, 60_000);
});

test("what a post-processor replaces is there for the builds that need it, and then goes", async () => {
  using place = workplace({
    "a.pkr.hcl": `
source "file" "notes" {
  content = "hello "
  target  = "notes.txt"
}
source "null" "reader" {
  communicator = "none"
}
build {
  sources = ["source.file.notes"]
  post-processor "compress" {
    output = "notes.txt.gz"
  }
}
build {
  sources = ["source.null.reader"]
  provisioner "shell-local" {
    inline = ["cat \${artifact.file.notes.files[0]} > read.txt", "gzip -dc \${artifact.file.notes.post_processor.compress.files[0]} >> read.txt"]
  }
}
`,
  });
  expect(await place.ingot("build", "a.pkr.hcl")).toMatchObject({ code: 0, err: "" });
  expect(place.read("read.txt")).toBe("hello hello ");
  expect(readdirSync(place.directory).sort()).toEqual(["a.pkr.hcl", "home", "notes.txt.gz", "read.txt", "tmp"]);
});

test("plan and graph show who needs whom", async () => {
  using place = chainIn("order.pkr.hcl");
  const graph = await place.ingot("graph", "order.pkr.hcl");
  expect(graph.out.match(/\w+ --> \w+/g)).toHaveLength(3);
  const { out } = await place.ingot("plan", "order.pkr.hcl");
  expect(out).toContain(
    "null.upload, after keys.null.certificates (depends_on: order.pkr.hcl line 8) and checks.null.check (depends_on: order.pkr.hcl line 8)\n",
  );
});

test("order without a value", async () => {
  using place = chainIn("order.pkr.hcl");
  const ended = await place.ingot("build", "--json", "order.pkr.hcl");
  expect(order(eventsOf(ended))).toEqual([
    "+keys.null.certificates",
    "-keys.null.certificates",
    "+checks.null.check",
    "-checks.null.check",
    "+null.upload",
    "-null.upload",
  ]);
});

test.each(Object.keys(templates))("%s is valid and in canonical style", async (file) => {
  using place = chainIn(file);
  expect(await place.ingot("validate", file)).toMatchObject({ code: 0, err: "" });
  expect(await place.ingot("fmt", "-check", file)).toMatchObject({ code: 0 });
});

test("no component takes what the engine takes out of its block", async () => {
  for (const loader of builtIns) {
    if (loader.kind !== "builder" && loader.kind !== "post-processor") continue;
    const { config, artifact } = await loader.load();
    expect({ type: loader.type, fields: Object.keys((config as unknown as { shape: object }).shape) }).toEqual({
      type: loader.type,
      fields: expect.not.arrayContaining(["depends_on"]),
    });
    expect(Object.keys(artifact?.shape ?? {})).not.toContain("post_processor");
  }
});
