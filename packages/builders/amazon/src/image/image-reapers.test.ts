import type { ResourceRecord } from "@ingot/core/plugin";
import { type FaultRule, type Moto, notYet, requiresMoto, startMoto, testContext, testHost } from "@ingot/testing";
import { recordsOf } from "../account.test-fixtures.js";
import { amazonReaper } from "../reaper.js";
import { type ImageWorld, imageWorld } from "./image-world.test-fixtures.js";
import { makeImages } from "./make-images.js";

requiresMoto()("AMIs of dead runs", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(async () => moto?.[Symbol.asyncDispose]());

  const never = new Promise(() => {});

  /** What the journal of a run would hold that died at the first `action`: nothing is cleaned up. */
  async function dieAt(action: string, moment: "before" | "after", options = {}, rules: readonly FaultRule[] = []) {
    const world: ImageWorld = await imageWorld(moto, {
      rules,
      onCall: (call, at) => {
        if (call.action !== action || at !== moment) return undefined;
        world.cancel();
        return never; // what has not reached Amazon when the run dies never will
      },
    });
    await makeImages(world.maker({ ami_regions: ["eu-west-1"], tags: { A: "b" }, ...options }), world.run).catch(
      () => {},
    );
    return { world, records: recordsOf(world.run) };
  }

  const reap = async (records: readonly ResourceRecord[], { run }: ImageWorld) => {
    const outcomes: unknown[] = [];
    for (const record of [...records].reverse()) outcomes.push(await amazonReaper.reap(record, run));
    return outcomes;
  };

  test.each([
    ["CreateImage", "before", false],
    ["CreateImage", "after", true],
    ["CopyImage", "after", true],
    ["CreateTags", "after", true],
    ["DeleteTags", "before", true],
    ["DeleteTags", "after", true],
    ["EnableImageDeregistrationProtection", "after", true],
  ] as const)("that died at %s, %s Amazon saw it", async (action, moment, isMade) => {
    const { world, records } = await dieAt(action, moment, { deregistration_protection: { enabled: true } });
    await using _world = world;
    expect((await reap(records, world)).includes("destroyed")).toBe(isMade);
    expect(await world.things()).toEqual([]);
    expect(await reap(records, world)).toEqual(records.map(() => "absent"));
  });

  test("that died while one was asked for are looked for until it shows", async () => {
    const late = { action: "DescribeImages", region: "eu-west-1", times: 8, fault: notYet };
    const { world, records } = await dieAt("CopyImage", "after", {}, [late]);
    await using _world = world;
    const unheard = { ...records.at(-1)!, isCreated: false };
    expect(await reap([unheard], world)).toEqual(["destroyed"]);
    expect(world.run.said).toContain(
      `Amazon was asked for ${unheard.description}, and did not answer: looking for it for half a minute...`,
    );
    expect((await world.things()).map(({ region }) => region)).toEqual(["us-east-1", "us-east-1"]);
  });

  test("leave snapshots without their AMI, which are found too", async () => {
    const { world, records } = await dieAt("CreateTags", "before");
    await using _world = world;
    const images = (await world.things()).filter(({ kind }) => kind === "image");
    for (const { id, region } of images) await world.proxy.ask("ec2", region, "DeregisterImage", { ImageId: id });
    expect(await reap(records, world)).toContain("destroyed");
    expect(await world.things()).toEqual([]);
  });

  test("are not confused with others of the same name", async () => {
    const { world, records } = await dieAt("DeleteTags", "after");
    await using _world = world;
    const forged = records.map((record) => ({
      ...record,
      runId: "0".repeat(32),
      handle: { ...record.handle, images: [{ region: "us-east-1", name: "web" }] },
    }));
    expect(await reap(forged, world)).toEqual(forged.map(() => "absent"));
    expect(await world.things()).toHaveLength(4);
  });

  test.each([
    [
      { kind: "aws.image", handle: { access: { region: "us-east-1" }, images: "all" } },
      "The journal does not say which AMIs they are as a run would write it. They are left alone.",
    ],
    [
      { kind: "aws.image", handle: { images: [] } },
      "The journal does not say where at Amazon it is, as a run would: AMI web. It is left alone.",
    ],
  ])("whose journal is damaged: %j", async (damaged, message) => {
    await using world = await imageWorld(moto);
    const record = { description: "AMI web", runId: "0".repeat(32), resourceId: 1, ...damaged };
    await expect(amazonReaper.reap(record, world.run)).rejects.toMatchObject({ code: "JOURNAL_INVALID", message });
  });

  test("cannot be removed without credentials, and the message says which were looked for", async () => {
    const { world, records } = await dieAt("CreateTags", "before");
    await using _world = world;
    using host = testHost({ AWS_EC2_METADATA_DISABLED: "true" });
    await using stranger = testContext({ host });
    await expect(amazonReaper.reap(records[0]!, stranger)).rejects.toMatchObject({
      code: "AWS_CREDENTIALS",
      source: "user",
      message: expect.stringMatching(/AWS_ACCESS_KEY_ID[\s\S]*profile/),
    });
    expect(await world.things()).toHaveLength(4);
  });
});
