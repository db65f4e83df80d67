import { isIngotError } from "@ingot/core/plugin";
import {
  type AwsCall,
  type AwsFault,
  deny,
  dropAfter,
  type FaultRule,
  type Moto,
  requiresMoto,
  startMoto,
  testContext,
} from "@ingot/testing";
import { amazonImportReaper } from "./import-reaper.js";
import { type Amazon, amazon, begin, importDisk, left, openUploads } from "./imports.test-fixtures.js";

const fields = { ami_name: "web", tags: { kind: "x" }, ami_users: ["210987654321"] };

jest.setTimeout(300_000);

requiresMoto()("when Amazon fails an import", () => {
  let moto: Moto;
  let actions: readonly string[];
  beforeAll(async () => {
    moto = await startMoto();
    await using at = await amazon(moto);
    await importDisk(at.host, fields);
    actions = [...new Set(at.proxy.calls.map(actionOf))];
  });
  afterAll(() => moto[Symbol.asyncDispose]());

  const actionOf = ({ service, action }: AwsCall) => `${service}:${action}`;

  /** One import for each action that it takes, in which a fault befalls that. */
  async function eachAction(rule: Omit<FaultRule, "action">, look: (at: Amazon, action: string) => Promise<void>) {
    expect(actions.length).toBeGreaterThan(10);
    for (const action of actions) {
      await using at = await amazon(moto, { rules: [{ ...rule, action }] });
      await look(at, action);
    }
  }

  test("a lost answer to any call that changes something passes", async () => {
    await eachAction({ fault: dropAfter }, async ({ host }, action) => {
      if (/Describe|List|Head|GetCaller/.test(action)) return;
      await importDisk(host, fields);
      expect([action, await left(moto), await openUploads(moto)]).toEqual([action, image, []]);
    });
  });

  const image = ["image", "snapshot"];

  /** Whoever may not take the run's tag away, or destroy what was needed in between, has the image all the same. */
  const forgiven = ["ec2:DeleteTags", "s3:DeleteObject", "s3:ListMultipartUploads"];

  test("a refusal for good ends it with the action, the code and the request, and nothing is left", async () => {
    await eachAction({ fault: deny, times: Number.POSITIVE_INFINITY }, async ({ host }, action) => {
      const failure: unknown = await importDisk(host, fields).catch((error: unknown) => error);
      if (forgiven.includes(action))
        return expect([action, await left(moto)]).toContainEqual(expect.arrayContaining(image));
      const destroys = /Deregister|Delete/.test(action);
      expect(isIngotError(failure, "AWS_REQUEST")).toBe(true);
      expect(String(failure)).toMatch(new RegExp(`${action} in us-east-1 was refused: \\w+: .*\\(request [\\w-]+\\)`));
      if (!destroys) expect([action, await left(moto), await openUploads(moto)]).toEqual([action, [], []]);
    });
  });

  /** What is left of an import that goes no further than to `action`, of which Amazon has heard or not, when its journal has been cleaned. */
  async function dieAt(action: string, hasHeard: boolean) {
    let reach = () => {};
    const reached = new Promise<void>((resolve) => {
      reach = resolve;
    });
    const stop = new AbortController();
    const fault: AwsFault = async (_call, moto) => {
      if (hasHeard) await moto();
      reach();
      await new Promise((resume) => stop.signal.addEventListener("abort", resume));
      return "dropped";
    };
    await using at = await amazon(moto, { rules: [{ action, fault }] });
    const { run, done } = begin(at.host, fields, undefined, { signal: stop.signal });
    await reached;
    const owed = run.resources.filter(({ intent, state }) => intent.kind.startsWith("aws.") && state !== "kept");
    await using reaping = testContext({ host: at.host });
    for (const { intent } of owed.reverse())
      await amazonImportReaper.reap({ ...intent, runId: run.runId, resourceId: 1 }, reaping);
    const found = [await left(moto), await openUploads(moto)];
    stop.abort(new Error("Dead."));
    await done.catch(() => {});
    return found;
  }

  test.each([false, true])("what an import leaves that dies at any call is found (heard: %s)", async (hasHeard) => {
    for (const action of actions) {
      const found = [action, ...(await dieAt(action, hasHeard))];
      expect(found).toEqual([action, [], []]);
    }
  });

  test("what is another run's stays", async () => {
    await using at = await amazon(moto);
    const { run } = await importDisk(at.host, { ...fields, skip_clean: true, s3_key_name: "disk" });
    const access = { region: "us-east-1" };
    const place = { bucket: "disks", key: "disk", isOurs: false };
    for (const kind of amazonImportReaper.kinds) {
      const handle = { access, ...place, uploadId: "none", name: "web" };
      const record = { kind, description: "", handle, runId: "another", resourceId: 1 };
      expect([kind, await amazonImportReaper.reap(record, run)]).toEqual([kind, "absent"]);
    }
    expect(await left(moto)).toEqual(["image", "s3-object", "snapshot"]);
  });
});
