import { getEventListeners } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import {
  type FakeBuildParts,
  fakeArtifact,
  fakeBuild,
  fakeBuilder,
  fakeMachine,
  fakePlan,
  fakePostProcessor,
  fakeProvisioner,
  recordingIo,
  testHost,
} from "@ingot/testing";
import type { BuildContext, Machine } from "../plugin.js";
import { startRun } from "./start-run.js";

const phases = ["start", "provision", "save", "post-process"] as const;

/** A build that acquires something in each phase, and in the phase `hook` names calls it. */
function phasedBuild(
  phase: (typeof phases)[number],
  log: string[],
  hook: (run: BuildContext) => Promise<void>,
): FakeBuildParts {
  const visit = async (name: string, run: BuildContext) => {
    const thing = { kind: "fake.thing", description: name, handle: {} };
    await run.acquire(
      thing,
      async () => void log.push(`created ${name}`),
      async () => void log.push(`destroyed ${name}`),
    );
    if (name === phase) await hook(run);
  };
  const machine: Machine = {
    ...fakeMachine(),
    save: async (run) => {
      await visit("save", run);
      return fakeArtifact("built");
    },
  };
  const start = async (_config: unknown, run: BuildContext) => {
    await visit("start", run);
    return machine;
  };
  const provision = (_config: unknown, _target: unknown, run: BuildContext) => visit("provision", run);
  const process = async (_config: unknown, _artifact: unknown, run: BuildContext) => {
    await visit("post-process", run);
    return { artifact: fakeArtifact("processed"), keepInput: false };
  };
  return {
    source: { component: fakeBuilder({ start }) },
    provisioners: [{ component: fakeProvisioner({ provision }) }],
    postProcessors: [[{ component: fakePostProcessor({ process }) }]],
  };
}

const aborted = (run: BuildContext) =>
  new Promise<void>((_resolve, reject) =>
    run.signal.addEventListener("abort", () => reject(run.signal.reason), { once: true }),
  );

describe("cancelling a run", () => {
  it.each(phases)("during %s: cleans up all that was created, and nothing more is", async (phase) => {
    using host = testHost();
    const log: string[] = [];
    const io = recordingIo();
    const controller = new AbortController();
    const hook = (run: BuildContext) => {
      queueMicrotask(() => controller.abort(new Error("interrupted")));
      return aborted(run);
    };
    const plan = fakePlan([fakeBuild("one", phasedBuild(phase, log, hook))]);
    const { status, builds } = await startRun(plan, { io, signal: controller.signal }, host).result;
    expect(status).toBe("cancelled");
    expect(builds).toMatchObject([{ status: "cancelled", reason: "interrupted" }]);
    const created = phases.slice(0, phases.indexOf(phase) + 1);
    expect(log).toEqual([
      ...created.map((name) => `created ${name}`),
      ...created.toReversed().map((name) => `destroyed ${name}`),
    ]);
    expect(existsSync(host.stateDirectory) ? readdirSync(host.stateDirectory) : []).toEqual([]);
    expect(io.types().filter((type) => type === "cancelling")).toHaveLength(1);
  });

  it.each(phases)("during %s: ends although the component ignores it", async (phase) => {
    using host = testHost();
    const log: string[] = [];
    const hook = () => {
      queueMicrotask(() => void run.cancel());
      return new Promise<void>(() => {});
    };
    const run = startRun(fakePlan([fakeBuild("one", phasedBuild(phase, log, hook))]), {}, host, { grace: 1 });
    expect((await run.result).builds).toMatchObject([{ status: "cancelled", reason: "The run was cancelled." }]);
    expect(log.at(-1)).toBe("destroyed start");
  });

  it("before it starts: runs nothing", async () => {
    using host = testHost();
    const io = recordingIo();
    const plan = fakePlan([fakeBuild("one"), fakeBuild("two")]);
    const { status, builds } = await startRun(plan, { io, signal: AbortSignal.abort("too late") }, host).result;
    expect(status).toBe("cancelled");
    expect(builds).toEqual([
      { name: "fake.one", ms: 0, status: "cancelled", reason: "too late", artifacts: [] },
      { name: "fake.two", ms: 0, status: "cancelled", reason: "too late", artifacts: [] },
    ]);
    expect(io.types()).toEqual(["run-started", "cancelling", "build-finished", "build-finished", "run-finished"]);
  });

  it("leaves what has succeeded, and does not start what waits for a slot", async () => {
    using host = testHost();
    const log: string[] = [];
    const hook = async () => void run.cancel();
    const plan = fakePlan([fakeBuild("one"), fakeBuild("two", phasedBuild("start", log, hook)), fakeBuild("three")]);
    const run = startRun(plan, { parallelBuilds: 1 }, host);
    const { builds } = await run.result;
    expect(builds.map(({ status }) => status)).toEqual(["succeeded", "cancelled", "cancelled"]);
  });

  it("keeps the first reason, whoever gives it", async () => {
    using host = testHost();
    const controller = new AbortController();
    const run = startRun(fakePlan([fakeBuild("one")]), { signal: controller.signal }, host);
    const results = [run.cancel("first"), run.cancel("second")];
    controller.abort(new Error("third"));
    const [first, second] = await Promise.all(results);
    expect(first).toBe(second);
    expect(first?.builds).toMatchObject([{ status: "cancelled", reason: "first" }]);
  });

  it("does nothing once the run is over", async () => {
    using host = testHost();
    const run = startRun(fakePlan([fakeBuild("one")]), {}, host);
    const result = await run.result;
    expect(await run.cancel("late")).toBe(result);
    expect(result.status).toBe("succeeded");
  });

  it("happens when the handle is disposed of", async () => {
    using host = testHost();
    const log: string[] = [];
    const run = startRun(fakePlan([fakeBuild("one", phasedBuild("provision", log, aborted))]), {}, host);
    await run[Symbol.asyncDispose]();
    expect((await run.result).builds).toMatchObject([{ status: "cancelled", reason: "The run was closed." }]);
  });

  it("leaves no listener on the user's signal", async () => {
    using host = testHost();
    const { signal } = new AbortController();
    await startRun(fakePlan([fakeBuild("one"), fakeBuild("two")]), { signal }, host).result;
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
