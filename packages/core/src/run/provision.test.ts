import {
  type FakeBuildParts,
  type FakeProvisionerPlan,
  fakeBuild,
  fakeBuilder,
  fakeMachine,
  fakePlan,
  fakeProvisioner,
  recordingIo,
  testHost,
} from "@ingot/testing";
import type { RunOptions } from "../engine-api.js";
import { type IngotError, isIngotError } from "../errors.js";
import type { Host } from "../host.js";
import type { BuildContext } from "../plugin.js";
import { startRun } from "./start-run.js";

const failed = 'The provisioner "fake" at fake.pkr.hcl:1 has failed.';

type Work = (run: BuildContext, attempt: number) => Promise<void>;

/** A provisioner whose attempts are `work`; `attempts` holds the context of each. */
function scripted(work: Work, meta: FakeProvisionerPlan = {}) {
  const attempts: BuildContext[] = [];
  const provision = (_config: unknown, _target: unknown, run: BuildContext) => work(run, attempts.push(run));
  return { attempts, plan: { ...meta, component: fakeProvisioner({ provision }) } satisfies FakeProvisionerPlan };
}

async function runWith(parts: FakeBuildParts, host: Host, options: RunOptions = {}) {
  const io = recordingIo();
  const { builds } = await startRun(fakePlan([fakeBuild("one", parts)]), { io, ...options }, host).result;
  return { result: builds[0]!, messages: io.messages(), io };
}

/** Real in all but its clock: waiting takes no time, and is noted. */
function hostWithoutWaiting(base: Host) {
  const waits: number[] = [];
  const sleep = async (milliseconds: number, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    waits.push(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  };
  return { ...base, waits, sleep };
}

const untilAborted: Work = (run) =>
  new Promise((_resolve, reject) =>
    run.signal.addEventListener("abort", () => reject(run.signal.reason), { once: true }),
  );

describe("provision", () => {
  it("is cut short when the machine dies, and not tried again", async () => {
    using host = testHost();
    const dying = new AbortController();
    const component = fakeBuilder({
      start: async () => ({ ...fakeMachine({}), lost: dying.signal }),
    });
    const { plan, attempts } = scripted(
      async (run) => {
        const waiting = untilAborted(run, 1);
        dying.abort(new Error("the machine has died"));
        await waiting;
      },
      { maxRetries: 3 },
    );
    const { result } = await runWith({ source: { component }, provisioners: [plan] }, host);
    expect(result).toMatchObject({ status: "failed", error: { message: "the machine has died" } });
    expect(attempts).toHaveLength(1);
  });

  it("runs provisioners in the order written", async () => {
    using host = testHost();
    const order: string[] = [];
    const note = (name: string) => scripted(async () => void order.push(name)).plan;
    const { result } = await runWith({ provisioners: ["a", "b", "a", "c"].map(note) }, host);
    expect(result.status).toBe("succeeded");
    expect(order).toEqual(["a", "b", "a", "c"]);
  });

  it("gives the machine's values to the config and the target", async () => {
    using host = testHost();
    const seen: unknown[] = [];
    const decode: FakeProvisionerPlan["decode"] = (exports, render) => {
      seen.push(exports?.FakeID, render?.("{{ build `FakeID` }} {{ build_name }}"));
      return { config: {}, diagnostics: [], secrets: ["hunter2"] };
    };
    const component = fakeProvisioner({
      provision: async (_config, target, run) => {
        seen.push(target.exports.FakeID, run.render("{{ .Path }}", { Path: "/tmp/x" }));
        run.say("the pass is hunter2");
      },
    });
    const { messages } = await runWith({ provisioners: [{ component, decode }] }, host);
    expect(seen).toEqual(["fake-1", "fake-1 one", "fake-1", "/tmp/x"]);
    expect(messages).toEqual(["the pass is <sensitive>"]);
  });

  it("fails the build when its config is wrong now that the values are known", async () => {
    using host = testHost();
    const decode: FakeProvisionerPlan["decode"] = () => ({
      config: undefined,
      diagnostics: [{ severity: "error", summary: "Bad value", detail: "It must not be empty." }],
      secrets: [],
    });
    const { result, io } = await runWith({ provisioners: [{ decode }] }, host);
    expect(result).toMatchObject({
      status: "failed",
      error: { code: "CONFIG_INVALID", source: "user", message: "Bad value: It must not be empty." },
    });
    expect(io.types()).toContain("diagnostic");
  });

  it("tries three times with max_retries = 2, each with a fresh signal, and reports the last error with all", async () => {
    using host = testHost();
    const aborted: boolean[] = [];
    const work: Work = async (run, attempt) => {
      aborted.push(run.signal.aborted);
      throw new Error(`failure ${attempt}`);
    };
    const { plan, attempts } = scripted(work, { maxRetries: 2 });
    const { result, messages } = await runWith({ provisioners: [plan] }, host);
    expect(aborted).toEqual([false, false, false]);
    expect(new Set(attempts.map(({ signal }) => signal)).size).toBe(3);
    expect(result).toMatchObject({ status: "failed", error: { code: "ATTEMPTS_FAILED", message: "failure 3" } });
    const { attempts: errors } = (result as { error: IngotError }).error;
    expect(errors).toEqual([new Error("failure 1"), new Error("failure 2"), new Error("failure 3")]);
    expect(messages).toEqual([
      'Provisioner failed with "failure 1", retrying with 2 trie(s) left',
      'Provisioner failed with "failure 2", retrying with 1 trie(s) left',
      "retry limit reached.",
      failed,
    ]);
  });

  it("stops trying when an attempt succeeds", async () => {
    using host = testHost();
    const { plan, attempts } = scripted(
      async (_run, attempt) => {
        if (attempt === 1) throw new Error("once");
      },
      { maxRetries: 5 },
    );
    expect((await runWith({ provisioners: [plan] }, host)).result.status).toBe("succeeded");
    expect(attempts).toHaveLength(2);
  });

  it("times each attempt out by itself: three attempts of 1 ms", async () => {
    using real = testHost();
    const aborted: boolean[] = [];
    const { plan, attempts } = scripted(
      (run, attempt) => {
        aborted.push(run.signal.aborted);
        return untilAborted(run, attempt);
      },
      { maxRetries: 2, timeout: 1 },
    );
    const { result, messages } = await runWith({ provisioners: [plan, scripted(async () => {}).plan] }, real);
    expect(aborted).toEqual([false, false, false]);
    expect(attempts).toHaveLength(3);
    expect(result).toMatchObject({
      status: "failed",
      error: {
        code: "PROVISIONER_TIMEOUT",
        message: 'The provisioner "fake" was not done within 1ms. Raise its timeout if it needs longer.',
      },
    });
    expect(
      (result as { error: IngotError }).error.attempts.map((each) => isIngotError(each, "PROVISIONER_TIMEOUT")),
    ).toEqual([true, true, true]);
    expect(messages.filter((text) => text === "Setting a 1ms timeout for the next provisioner...")).toHaveLength(3);
    expect(messages.filter((text) => text === "Cancelling provisioner after a timeout...")).toHaveLength(3);
  });

  it("counts an attempt as failed that ends quietly after its timeout", async () => {
    using host = testHost();
    const { plan } = scripted(
      (run) => new Promise((resolve) => run.signal.addEventListener("abort", () => resolve(), { once: true })),
      { timeout: 1 },
    );
    const { result } = await runWith({ provisioners: [plan] }, host);
    expect(result).toMatchObject({ status: "failed", error: { code: "PROVISIONER_TIMEOUT" } });
  });

  it("pauses before each attempt, and does not count that against the timeout", async () => {
    using real = testHost();
    const host = hostWithoutWaiting(real);
    const { plan, attempts } = scripted(
      async (_run, attempt) => {
        expect(host.waits.filter((wait) => wait === 90_000)).toHaveLength(attempt);
        if (attempt === 1) throw new Error("once");
      },
      { pauseBefore: 90_000, maxRetries: 1 },
    );
    const { result, messages } = await runWith({ provisioners: [plan] }, host);
    expect(result.status).toBe("succeeded");
    expect(attempts).toHaveLength(2);
    expect(messages[0]).toBe("Pausing 1m30s before the next provisioner...");
  });

  it("goes on after a failure with continue_on_error", async () => {
    using host = testHost();
    const failing = scripted(() => Promise.reject(new Error("broken")), { continueOnError: true });
    const next = scripted(async () => {});
    const { result, messages } = await runWith({ provisioners: [failing.plan, next.plan] }, host);
    expect(result.status).toBe("succeeded");
    expect(next.attempts).toHaveLength(1);
    expect(messages).toEqual([
      'Warning: Provisioner failed with "broken", but continue_on_error is set; continuing the build.',
    ]);
  });

  it("is cancelled in spite of continue_on_error and max_retries", async () => {
    using host = testHost();
    const controller = new AbortController();
    const { plan, attempts } = scripted(
      (run, attempt) => {
        queueMicrotask(() => controller.abort(new Error("stop it")));
        return untilAborted(run, attempt);
      },
      { continueOnError: true, maxRetries: 3 },
    );
    const { result, messages } = await runWith({ provisioners: [plan] }, host, { signal: controller.signal });
    expect(result).toMatchObject({ status: "cancelled", reason: "stop it" });
    expect(attempts).toHaveLength(1);
    expect(messages).toEqual([]);
  });

  it("goes on without a provisioner that ignores its signal", async () => {
    using real = testHost();
    const host = hostWithoutWaiting(real);
    const deaf = scripted(() => new Promise(() => {}), { timeout: 1000 });
    const { result } = await runWith({ provisioners: [deaf.plan] }, host);
    expect(result).toMatchObject({ status: "failed", error: { code: "PROVISIONER_TIMEOUT" } });
    expect(host.waits).toContain(10_000);
  });
});

describe("error-cleanup-provisioner", () => {
  const notice = "Provisioning step had errors: Running the cleanup provisioner, if present...";

  it("runs after a failure, before the machine is cleaned up", async () => {
    using host = testHost();
    const order: string[] = [];
    const failing = scripted(async (run) => {
      run.defer(() => void order.push("machine gone"));
      throw new Error("broken");
    });
    const rescue = scripted(async () => void order.push("logs saved"));
    const parts = { provisioners: [failing.plan], errorCleanup: rescue.plan };
    const { result, messages } = await runWith(parts, host);
    expect(order).toEqual(["logs saved", "machine gone"]);
    expect(messages).toEqual([failed, notice]);
    expect(result).toMatchObject({ status: "failed", error: new Error("broken") });
  });

  it("does not run after a success, nor when the machine never started", async () => {
    using host = testHost();
    const rescue = scripted(async () => {});
    await runWith({ errorCleanup: rescue.plan }, host);
    const decode = () =>
      ({ config: undefined, diagnostics: [{ severity: "error", summary: "No", detail: "No." }], secrets: [] }) as const;
    await runWith({ source: { decode }, errorCleanup: rescue.plan }, host);
    expect(rescue.attempts).toHaveLength(0);
  });

  it("has a signal that works after a cancellation", async () => {
    using host = testHost();
    const controller = new AbortController();
    const waiting = scripted((run, attempt) => {
      queueMicrotask(() => controller.abort());
      return untilAborted(run, attempt);
    });
    const aborted: boolean[] = [];
    const rescue = scripted(async (run) => void aborted.push(run.signal.aborted));
    const parts = { provisioners: [waiting.plan], errorCleanup: rescue.plan };
    const { result } = await runWith(parts, host, { signal: controller.signal });
    expect(aborted).toEqual([false]);
    expect(result).toMatchObject({ status: "cancelled", reason: "The run was cancelled." });
  });

  it("tells of its own failure and of the first", async () => {
    using host = testHost();
    const parts = {
      provisioners: [scripted(() => Promise.reject(new Error("broken"))).plan],
      errorCleanup: scripted(() => Promise.reject(new Error("this too"))).plan,
    };
    const { result, messages } = await runWith(parts, host);
    expect(messages).toEqual([failed, notice, failed, "Cleanup failed: this too. Original Provisioning error: broken"]);
    expect(result).toMatchObject({ status: "failed", error: new Error("broken") });
  });
});
