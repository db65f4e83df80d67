import { existsSync } from "node:fs";
import { fakeArtifact, fakeBuild, fakeBuilder, fakeMachine, fakePlan, recordingIo, testHost } from "@ingot/testing";
import type { RunOptions } from "../engine-api.js";
import { startRun } from "./start-run.js";

describe("startRun", () => {
  it("runs the builds of a plan and tells of each", async () => {
    using host = testHost();
    const io = recordingIo();
    const run = startRun(fakePlan([fakeBuild("one"), fakeBuild("two")]), { io }, host);
    expect(io.events).toEqual([]);
    const result = await run.result;
    expect(result.status).toBe("succeeded");
    expect(result.builds.map(({ name, status }) => [name, status])).toEqual([
      ["fake.one", "succeeded"],
      ["fake.two", "succeeded"],
    ]);
    expect(io.events.map(({ seq }) => seq)).toEqual(io.events.map((_event, at) => at + 1));
    expect(io.types().filter((type) => !type.startsWith("step-"))).toEqual([
      "run-started",
      "build-started",
      "build-started",
      "artifact-saved",
      "artifact-saved",
      "build-finished",
      "build-finished",
      "run-finished",
    ]);
  });

  /** Runs builds of two types, each of which ends when everything that can start has started; the most side by side, by type. */
  async function mostAtOnce(options: RunOptions) {
    using host = testHost();
    const [running, most] = [new Map<string, number>(), new Map<string, number>()];
    const count = (type: string, by: number) => running.set(type, (running.get(type) ?? 0) + by).get(type)!;
    const builderOf = (type: string, concurrency?: number) =>
      fakeBuilder({
        type,
        ...(concurrency !== undefined && { concurrency }),
        start: async () => {
          most.set(type, Math.max(most.get(type) ?? 0, count(type, 1)));
          await new Promise(setImmediate);
          count(type, -1);
          return fakeMachine({});
        },
      });
    const builds = ["a", "b", "c", "d"].flatMap((name) => [
      fakeBuild(`few-${name}`, { source: { component: builderOf("few", 2) } }),
      fakeBuild(`many-${name}`, { source: { component: builderOf("many") } }),
    ]);
    const { status } = await startRun(fakePlan(builds), options, host).result;
    expect(status).toBe("succeeded");
    return Object.fromEntries(most);
  }

  it.each([
    ["a builder's own limit holds for its type alone", {}, { few: 2, many: 4 }],
    ["the user may raise it", { builderConcurrency: { few: 3 } }, { few: 3, many: 4 }],
    ["or lift it", { builderConcurrency: { few: 0 } }, { few: 4, many: 4 }],
    ["or limit another", { builderConcurrency: { many: 1 } }, { few: 2, many: 1 }],
    ["the limit of all stands above both", { parallelBuilds: 1 }, { few: 1, many: 1 }],
  ])("%s", async (_name, options, expected) => {
    expect(await mostAtOnce(options)).toEqual(expected);
  });

  it("leaves the sibling of a failed build alone", async () => {
    using host = testHost();
    const failing = fakeBuilder({ start: async () => Promise.reject(new Error("no image")) });
    const artifact = fakeArtifact("two");
    const working = fakeBuilder({ start: async () => fakeMachine({ artifact }) });
    const plan = fakePlan([
      fakeBuild("one", { source: { component: failing } }),
      fakeBuild("two", { source: { component: working } }),
    ]);
    const { status, builds } = await startRun(plan, {}, host).result;
    expect(status).toBe("failed");
    expect(builds).toMatchObject([
      { name: "fake.one", status: "failed", error: new Error("no image"), artifacts: [] },
      { name: "fake.two", status: "succeeded", artifacts: [artifact] },
    ]);
  });

  it.each([
    ["throws", () => Promise.reject(new Error("listener"))],
    ["never answers", () => new Promise<void>(() => {})],
  ])("ends, and builds all, although the listener %s", async (_name, notify) => {
    using host = testHost();
    const component = fakeBuilder({
      start: async (_config, run) => {
        for (const text of ["one", "two"]) await run.output({ stream: "stdout", text });
        return fakeMachine();
      },
    });
    const plan = fakePlan([fakeBuild("one", { source: { component } }), fakeBuild("two")]);
    const { status } = await startRun(plan, { io: { notify } }, host, { listenerPatience: 1 }).result;
    expect(status).toBe("succeeded");
  });

  it.each([
    ["parallelBuilds 1", { parallelBuilds: 1 }, 1],
    ["parallelBuilds 2", { parallelBuilds: 2 }, 2],
    ["no limit", {}, 4],
    ["-debug, for people to follow", { debug: true }, 1],
  ])("runs builds side by side: %s", async (_name, options, expected) => {
    using host = testHost();
    let running = 0;
    let most = 0;
    const start = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return fakeMachine();
    };
    const source = { component: fakeBuilder({ start }) };
    const plan = fakePlan(["a", "b", "c", "d"].map((name) => fakeBuild(name, { source })));
    await startRun(plan, options, host).result;
    expect(most).toBe(expected);
  });

  it("skips what needs a failed build, and says why", async () => {
    using host = testHost();
    const io = recordingIo();
    const component = fakeBuilder({ start: () => Promise.reject(new Error("no image")) });
    const plan = fakePlan([fakeBuild("base", { source: { component } }), fakeBuild("app")], {
      needs: { "fake.app": ["fake.base"] },
    });
    const { status, builds } = await startRun(plan, { io }, host).result;
    expect(status).toBe("failed");
    expect(builds[1]).toEqual({ name: "fake.app", ms: 0, status: "skipped", because: '"fake.base" did not succeed' });
    expect(io.events.filter(({ type }) => type === "build-finished")).toHaveLength(2);
  });

  it("builds 1,000 null builds without a journal, and in order of the plan", async () => {
    using host = testHost();
    const names = Array.from({ length: 1000 }, (_none, at) => `n${at}`);
    const { builds } = await startRun(fakePlan(names.map((name) => fakeBuild(name))), {}, host).result;
    expect(builds.map(({ name }) => name)).toEqual(names.map((name) => `fake.${name}`));
    expect(existsSync(host.stateDirectory)).toBe(false);
  });
});
