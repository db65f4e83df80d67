import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import {
  type FakeBuildParts,
  fakeArtifact,
  fakeBuild,
  fakeBuilder,
  fakeMachine,
  fakePlan,
  fakeProvisioner,
  recordingIo,
  testHost,
} from "@ingot/testing";
import type { RunOptions } from "../engine-api.js";
import type { Host } from "../host.js";
import type { BuildContext, Machine } from "../plugin.js";
import { readJournal } from "./journal-reader.js";
import type { RunTuning } from "./run-tuning.js";
import { startRun } from "./start-run.js";

const failed = 'The provisioner "fake" at fake.pkr.hcl:1 has failed.';

const thing = (name: string) => ({ kind: "fake.thing", description: `thing ${name}`, handle: { name } });

/** A build whose start and one provisioner are given, and what came of it. */
async function build(
  host: Host,
  start: (run: BuildContext) => Promise<void>,
  provision: (run: BuildContext) => Promise<void> = async () => {},
  options: RunOptions & { tuning?: Partial<RunTuning>; answers?: string[]; parts?: FakeBuildParts } = {},
) {
  const { tuning, answers, parts, ...runOptions } = options;
  const io = recordingIo(answers);
  const component = fakeBuilder({
    start: async (_config, run) => {
      await start(run);
      return fakeMachine({ artifact: fakeArtifact("built") });
    },
  });
  const provisioner = fakeProvisioner({ provision: (_config, _target, run) => provision(run) });
  const one = fakeBuild("one", { source: { component }, provisioners: [{ component: provisioner }], ...parts });
  const run = startRun(fakePlan([one], { secrets: ["hunter2"] }), { io, ...runOptions }, host, tuning);
  const { builds, status } = await run.result;
  return { result: builds[0]!, status, io, messages: io.messages() };
}

const broken = () => Promise.reject(new Error("broken"));
const journals = (host: Host) => (existsSync(host.stateDirectory) ? readdirSync(host.stateDirectory) : []);

/** Acquires `names` in turn, and notes their destruction in `log`. */
const acquiring =
  (log: string[], ...names: string[]) =>
  async (run: BuildContext) => {
    for (const name of names)
      await run.acquire(
        thing(name),
        async () => name,
        async (created) => void log.push(`destroyed ${created}`),
      );
  };

describe("clean-up", () => {
  it.each([
    ["success", async () => {}, "succeeded"],
    ["failure", broken, "failed"],
  ] as const)("runs newest first after %s, and leaves no journal", async (_name, provision, status) => {
    using host = testHost();
    const log: string[] = [];
    const start = async (run: BuildContext) => {
      run.defer(() => void log.push("deferred"));
      await acquiring(log, "a", "b")(run);
    };
    const { result } = await build(host, start, provision);
    expect(result.status).toBe(status);
    expect(log).toEqual(["destroyed b", "destroyed a", "deferred"]);
    expect(journals(host)).toEqual([]);
  });

  it("happens before the build's end is told", async () => {
    using host = testHost();
    const { io } = await build(host, async (run) => run.defer(() => run.say("cleaned")), broken);
    expect(io.types().slice(-3)).toEqual(["message", "build-finished", "run-finished"]);
  });

  it("goes on after an error, which is told and kept beside the first", async () => {
    using host = testHost();
    const log: string[] = [];
    const start = async (run: BuildContext) => {
      run.defer(() => void log.push("the last"));
      await run.acquire(
        thing("stuck"),
        async () => "stuck",
        () => Promise.reject(new Error("hunter2 is busy")),
      );
      run.defer(() => {
        throw new Error("at once");
      });
    };
    const { result, io } = await build(host, start, broken);
    expect(log).toEqual(["the last"]);
    expect(result).toMatchObject({
      status: "failed",
      error: new Error("broken"),
      cleanupErrors: [new Error("at once"), new Error("<sensitive> is busy")],
    });
    expect(io.events.filter(({ type }) => type === "cleanup-failed")).toMatchObject([
      { error: { code: "UNEXPECTED", message: "at once" } },
      { error: { message: "<sensitive> is busy" }, resource: "thing stuck" },
    ]);
    const [journal] = journals(host);
    expect(readFileSync(`${host.stateDirectory}/${journal}`, "utf8")).toContain("run-finished");
  });

  it("fails no build that had succeeded", async () => {
    using host = testHost();
    const { result } = await build(host, async (run) => run.defer(broken));
    expect(result).toMatchObject({ status: "succeeded", cleanupErrors: [new Error("broken")] });
  });

  it("has a signal that works although the build is cancelled", async () => {
    using host = testHost();
    const controller = new AbortController();
    const seen: boolean[] = [];
    const start = async (run: BuildContext) => {
      run.defer(() => void seen.push(run.signal.aborted));
      controller.abort();
      seen.push(run.signal.aborted);
    };
    const { result } = await build(host, start, undefined, { signal: controller.signal });
    expect(seen).toEqual([true, false]);
    expect(result.status).toBe("cancelled");
  });

  it("does not wait for ever", async () => {
    using host = testHost();
    const start = async (run: BuildContext) => run.defer(() => new Promise<void>(() => {}));
    const { result } = await build(host, start, undefined, { tuning: { cleanupDeadline: 1 } });
    expect(result).toMatchObject({ status: "succeeded", cleanupErrors: [{ code: "CLEANUP_TIMEOUT" }] });
  });

  it("waits as long for a thing as whoever acquired it says", async () => {
    using host = testHost();
    const slow = { kind: "test.slow", description: "a slow thing", handle: {} };
    const never = () => new Promise<void>(() => {});
    const start = async (run: BuildContext) => void (await run.acquire(slow, async () => {}, never, { patience: 1 }));
    const { result } = await build(host, start);
    const message = "It was not done within 0.001 seconds.";
    expect(result).toMatchObject({ status: "succeeded", cleanupErrors: [{ code: "CLEANUP_TIMEOUT", message }] });
  });
});

describe("acquire", () => {
  it("writes the intent before it creates, and keeps secrets out", async () => {
    using host = testHost();
    let atCreation = "";
    const create = async () => {
      const [name] = journals(host);
      const path = `${host.stateDirectory}/${name}`;
      expect([statSync(host.stateDirectory).mode & 0o777, statSync(path).mode & 0o777]).toEqual([0o700, 0o600]);
      atCreation = readFileSync(path, "utf8");
    };
    await build(host, async (run) => {
      await run.acquire({ ...thing("x"), description: "thing of hunter2" }, create, async () => {});
    });
    const [started, intent] = atCreation
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(started).toMatchObject({ type: "run-started", v: 1, process: { pid: process.pid } });
    expect(intent).toEqual({
      type: "intent",
      resourceId: 1,
      kind: "fake.thing",
      description: "thing of <sensitive>",
      handle: { name: "x" },
    });
  });

  it("creates nothing when the journal cannot be written", async () => {
    using testing = testHost();
    const host = { ...testing, stateDirectory: `${__filename}/state` };
    let created = 0;
    let id = "";
    const start = async (run: BuildContext) => {
      id = run.runId;
      await run.acquire(
        thing("x"),
        async () => created++,
        async () => {},
      );
    };
    const { result } = await build(host, start);
    expect(created).toBe(0);
    expect(result).toMatchObject({
      status: "failed",
      error: {
        ...{ code: "JOURNAL_UNWRITABLE", source: "outside" },
        message: `The run's journal cannot be written, so nothing may be created that could be left behind. Cannot write "${host.stateDirectory}/${id}.ndjson": a part of the path is a file, not a directory. Mend that, or choose another place for journals with XDG_STATE_HOME.`,
      },
    });
  });

  it("owes nothing when the creation fails", async () => {
    using host = testHost();
    const { result } = await build(host, async (run) => {
      await run.acquire(thing("x"), broken, async () => {});
    });
    expect(result.status).toBe("failed");
    expect(journals(host)).toEqual([]);
  });

  it("still owes what may be half created when the creation is cancelled", async () => {
    using host = testHost();
    const controller = new AbortController();
    const start = async (run: BuildContext) => {
      const create = async () => {
        controller.abort();
        run.signal.throwIfAborted();
      };
      await run.acquire(thing("x"), create, async () => {});
    };
    await build(host, start, undefined, { signal: controller.signal });
    expect(journals(host)).toHaveLength(1);
  });

  it("says of what nobody heard of that it may be there", async () => {
    using host = testHost();
    const said: unknown[] = [];
    await build(host, async (run) => {
      const ask = async (answer: string) => answer;
      for (const answer of ["here", "none"])
        await run.acquire(
          thing(answer),
          () => ask(answer),
          async () => {},
          { isThere: (heard) => heard === "here" },
        );
      const [name] = journals(host);
      const { owed } = readJournal(run.runId, readFileSync(`${host.stateDirectory}/${name}`, "utf8"));
      said.push(...owed.map(({ handle, isCreated = false }) => [handle.name, isCreated]));
    });
    expect(said).toEqual([
      ["here", true],
      ["none", false],
    ]);
    expect(journals(host)).toEqual([]);
  });

  it("releases once, and destroys nothing that is kept", async () => {
    using host = testHost();
    const log: string[] = [];
    await build(host, async (run) => {
      const destroy = async (name: string) => void log.push(name);
      const early = await run.acquire(thing("early"), async () => "early", destroy);
      const kept = await run.acquire(thing("kept"), async () => "kept", destroy);
      await Promise.all([early.release(), early.release()]);
      await kept.keep();
      await kept.release();
    });
    expect(log).toEqual(["early"]);
    expect(journals(host)).toEqual([]);
  });

  it("tries again at the end what could not be released before", async () => {
    using host = testHost();
    let tries = 0;
    const { result } = await build(host, async (run) => {
      const destroy = async () => {
        if (++tries === 1) throw new Error("busy");
      };
      const lease = await run.acquire(thing("x"), async () => {}, destroy);
      await expect(lease.release()).rejects.toThrow("busy");
    });
    expect(tries).toBe(2);
    expect(result).toMatchObject({ status: "succeeded" });
  });

  it("destroys at once what is created after the build's end, and refuses more", async () => {
    using host = testHost();
    const controller = new AbortController();
    const log: string[] = [];
    let create = (_name: string) => {};
    let late: Promise<unknown> = Promise.resolve();
    let context: BuildContext | undefined;
    const start = async (run: BuildContext) => {
      context = run;
      const created = new Promise<string>((resolve) => (create = resolve));
      late = run.acquire(
        thing("late"),
        () => {
          controller.abort();
          return created;
        },
        async (name) => void log.push(`destroyed ${name}`),
      );
      await late;
    };
    const { result } = await build(host, start, undefined, { signal: controller.signal, tuning: { grace: 1 } });
    expect(result.status).toBe("cancelled");
    create("late");
    await expect(late).rejects.toMatchObject({ code: "BUILD_OVER" });
    expect(log).toEqual(["destroyed late"]);
    await expect(context?.acquire(thing("more"), broken, broken)).rejects.toMatchObject({ code: "BUILD_OVER" });
  });

  it("gives a private directory whose name holds the run's id, and takes it away", async () => {
    using host = testHost();
    let path = "";
    await build(host, async (run) => {
      path = await run.tempDirectory();
      expect(statSync(path).mode & 0o777).toBe(0o700);
      expect(path).toContain(run.runId);
    });
    expect(path).not.toBe("");
    expect(existsSync(path)).toBe(false);
  });
});

describe("-on-error", () => {
  it("abort: destroys nothing, lets go of what is this process's, and says how to clean up", async () => {
    using host = testHost();
    const log: string[] = [];
    const start = async (run: BuildContext) => {
      run.defer(() => void log.push("deferred"));
      await acquiring(log, "a", "b")(run);
    };
    const errorCleanup = {
      component: fakeProvisioner({ provision: async () => void log.push("cleanup provisioner") }),
    };
    const { messages, result } = await build(host, start, broken, { onError: "abort", parts: { errorCleanup } });
    expect(result.status).toBe("failed");
    expect(log).toEqual(["deferred"]);
    const [journal = ""] = journals(host);
    expect(messages).toEqual([
      failed,
      "The build failed, aborting...",
      "aborted: skipping cleanup of thing b",
      "aborted: skipping cleanup of thing a",
      `Nothing was cleaned up. "ingot clean" removes what was left behind (run ${journal.slice(0, 32)}).`,
    ]);
  });

  it("abort: tells only of what is still there", async () => {
    using host = testHost();
    const start = async (run: BuildContext) => {
      for (const description of ["gone", "kept", "left"]) {
        const thing = await run.acquire(
          { kind: "t", description, handle: {} },
          async () => {},
          async () => {},
        );
        if (description === "gone") await thing.release();
        if (description === "kept") await thing.keep();
      }
    };
    const { messages } = await build(host, start, broken, { onError: "abort" });
    expect(messages.filter((message) => message.startsWith("aborted:"))).toEqual(["aborted: skipping cleanup of left"]);
  });

  it("abort: cleans up after a success", async () => {
    using host = testHost();
    const log: string[] = [];
    await build(host, acquiring(log, "a"), undefined, { onError: "abort" });
    expect(log).toEqual(["destroyed a"]);
  });

  it("run-cleanup-provisioner: runs that, and destroys nothing", async () => {
    using host = testHost();
    const log: string[] = [];
    const errorCleanup = {
      component: fakeProvisioner({ provision: async () => void log.push("cleanup provisioner") }),
    };
    await build(host, acquiring(log, "a"), broken, { onError: "run-cleanup-provisioner", parts: { errorCleanup } });
    expect(log).toEqual(["cleanup provisioner"]);
    expect(journals(host)).toHaveLength(1);
  });

  it("ask: tries again what failed, after cleaning up what it had acquired", async () => {
    using host = testHost();
    const log: string[] = [];
    let tries = 0;
    const provision = async (run: BuildContext) => {
      await acquiring(log, `try ${++tries}`)(run);
      if (tries < 3) throw new Error(`failure ${tries}`);
    };
    const { result, io, messages } = await build(host, acquiring(log, "machine"), provision, {
      onError: "ask",
      answers: ["r", "Retry"],
    });
    expect(result.status).toBe("succeeded");
    expect(log).toEqual(["destroyed try 1", "destroyed try 2", "destroyed try 3", "destroyed machine"]);
    expect(messages.slice(0, 3)).toEqual([failed, "failure 1", 'Step "provision fake" failed']);
    expect(io.questions[0]).toMatchObject({
      build: "fake.one",
      text: "[c] Clean up and exit, [a] abort without cleanup, or [r] retry step (build may fail even if retry succeeds)?",
      defaultAnswer: "c",
    });
  });

  it.each([
    ["a", [], 1],
    ["c", ["destroyed a"], 0],
    ["", ["destroyed a"], 0],
  ])("ask: answer %j", async (answer, expected, owed) => {
    using host = testHost();
    const log: string[] = [];
    const { result } = await build(host, acquiring(log, "a"), broken, { onError: "ask", answers: [answer] });
    expect(result).toMatchObject({ status: "failed", error: new Error("broken") });
    expect(log).toEqual(expected);
    expect(journals(host)).toHaveLength(owed);
  });

  it("ask: cleans up where nobody answers, or the run is cancelled meanwhile", async () => {
    using host = testHost();
    const log: string[] = [];
    await build(host, acquiring(log, "a"), broken, { onError: "ask", io: { notify: () => {} } });
    const io = { notify: () => {}, ask: () => Promise.reject(new Error("terminal gone")) };
    await build(host, acquiring(log, "b"), broken, { onError: "ask", io });
    const controller = new AbortController();
    const cancelAndWait = () => {
      controller.abort();
      return new Promise<string>(() => {});
    };
    const cancelling = { notify: () => {}, ask: cancelAndWait };
    await build(host, acquiring(log, "c"), broken, { onError: "ask", io: cancelling, signal: controller.signal });
    expect(log).toEqual(["destroyed a", "destroyed b", "destroyed c"]);
  });
});

describe("-debug", () => {
  it("asks after each step and before each provisioner", async () => {
    using host = testHost();
    const { io, result } = await build(
      host,
      async () => {},
      async () => {},
      { debug: true },
    );
    expect(result.status).toBe("succeeded");
    expect(io.questions.map(({ text }) => text)).toEqual([
      "Pausing after run of step 'start'. Press enter to continue.",
      "Pausing before the next provisioner . Press enter to continue.",
      "Pausing after run of step 'provision fake'. Press enter to continue.",
      "Pausing after run of step 'save'. Press enter to continue.",
    ]);
  });

  it("says what has failed, and asks before that is cleaned up, even if nobody answers any more", async () => {
    using host = testHost();
    const log: string[] = [];
    const controller = new AbortController();
    const ask = async ({ text }: { text: string }) => {
      log.push(text);
      if (text.startsWith("Pausing before the clean-up")) controller.abort();
      return "";
    };
    const io = { ...recordingIo(), ask };
    const options = { debug: true, io, signal: controller.signal };
    const { result } = await build(host, acquiring(log, "a"), broken, options);
    expect(result).toMatchObject({ status: "failed", error: new Error("broken") });
    expect(log.slice(-2)).toEqual(["Pausing before the clean-up. Press enter to continue.", "destroyed a"]);
    expect(io.messages()).toEqual([failed, "broken"]);
  });
});

describe("the build's context", () => {
  it("hides a secret answer from then on, and tells who asks that it is one", async () => {
    using host = testHost();
    const start = async (run: BuildContext) => {
      expect(await run.ask("Name?")).toBe("anna");
      expect(await run.ask("Code?", { isSecret: true })).toBe("s3cret");
      run.say("anna s3cret");
    };
    const { io, messages } = await build(host, start, undefined, { answers: ["anna", "s3cret"] });
    expect(io.questions.map(({ text, isSecret }) => [text, isSecret])).toEqual([
      ["Name?", false],
      ["Code?", true],
    ]);
    expect(messages).toContain("anna <sensitive>");
  });

  it("tells of the build's steps and of the component's own, and whether they succeeded", async () => {
    using host = testHost();
    const { io } = await build(host, async (run) => {
      expect(await run.step("good", async () => 7)).toBe(7);
      await expect(run.step("bad", broken)).rejects.toThrow("broken");
    });
    const steps = io.events.flatMap((event) => {
      if (event.type === "step-started") return [`${event.step} …`];
      return event.type === "step-finished" ? [`${event.step} ${event.ok}`] : [];
    });
    expect(steps).toEqual([
      "start …",
      ...["good …", "good true", "bad …", "bad false"],
      "start true",
      ...["provision fake …", "provision fake true"],
      ...["save …", "save true"],
    ]);
  });

  it("hides secrets, also those that come late, and the machine's credentials", async () => {
    using host = testHost();
    const start = async (run: BuildContext) => {
      run.say("hunter2 and t0ken");
      run.hide("t0ken");
      expect(run.redact("for a file: t0ken")).toBe("for a file: <sensitive>");
      await run.output({ stream: "stderr", text: "hunter2 and t0ken" });
      throw new Error("no login with t0ken");
    };
    const { io, result } = await build(host, start);
    expect(io.messages()).toEqual(["<sensitive> and t0ken"]);
    expect(io.events.find(({ type }) => type === "output")).toMatchObject({
      text: "<sensitive> and <sensitive>",
      stream: "stderr",
    });
    expect(result).toMatchObject({ error: new Error("no login with <sensitive>") });
    expect(io.events.find(({ type }) => type === "build-finished")).toMatchObject({
      outcome: { error: { message: "no login with <sensitive>" } },
    });
  });
});

test.each<[unknown, string]>([
  [undefined, 'nothing as "machine". It must be an object with communicator, exports and save().'],
  [{ exports: {}, save: () => {} }, 'nothing as "machine.communicator". It must be an object.'],
  [
    { communicator: {}, exports: { Port: 22 }, save: () => {} },
    'a number as "machine.exports.Port". It must be a text.',
  ],
  [{ communicator: {}, exports: {} }, 'nothing as "machine.save". It must be a function.'],
])("a builder that gives no whole machine is told what it lacks", async (machine, told) => {
  using host = testHost();
  const component = fakeBuilder({ start: async () => machine as Machine });
  const { builds } = await startRun(fakePlan([fakeBuild("one", { source: { component } })]), {}, host).result;
  expect(builds[0]).toMatchObject({
    status: "failed",
    error: { code: "COMPONENT_RESULT", message: `The builder "fake" gave ${told}` },
  });
});
