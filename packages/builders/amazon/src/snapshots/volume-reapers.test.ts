import { type AnyBuilder, IngotError, type ResourceRecord } from "@ingot/core/plugin";
import { type Moto, requiresMoto, startMoto } from "@ingot/testing";
import { recordsOf } from "../account.test-fixtures.js";
import { amazonReaper } from "../reaper.js";
import { type LaunchWorld, launchWorld } from "../run/launch-world.test-fixtures.js";
import { amazonEbssurrogateBuilder } from "../surrogate/amazon-ebssurrogate-builder.js";
import { amazonEbsvolumeBuilder } from "../volume/amazon-ebsvolume-builder.js";
import { askedFor, surrogateFields, volumeFields } from "../volume-builds.test-fixtures.js";

const surrogate = { ...surrogateFields, use_create_image: true };

/** Nothing stays but the snapshot. */
const snapshotted = {
  ...volumeFields,
  ebs_volumes: volumeFields.ebs_volumes.map((volume) => ({ ...volume, delete_on_termination: true })),
};

jest.setTimeout(120_000);

requiresMoto()("volumes and snapshots of dead runs", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(async () => moto?.[Symbol.asyncDispose]());

  /** A run that died at `action`, before or after Amazon saw it: nothing is cleaned up, and no later call comes. */
  async function dieAt(action: string, moment: "before" | "after", builder: AnyBuilder, fields: object) {
    const dead = new AbortController();
    const never = new Promise<never>(() => {});
    const world = await launchWorld(moto, {
      onCall: (call, at) => {
        if (call.action !== action || at !== moment || dead.signal.aborted) return undefined;
        dead.abort();
        return never;
      },
    });
    const death = new Promise((settle) => dead.signal.addEventListener("abort", settle, { once: true }));
    const config = (builder.config as { parse(fields: object): unknown }).parse(fields);
    const build = async () => (await builder.start(config, world.run)).save(world.run);
    await Promise.race([build().catch(() => {}), death]);
    expect(dead.signal.aborted).toBe(true);
    return { world, records: recordsOf(world.run) };
  }

  const reap = async (records: readonly ResourceRecord[], { run }: LaunchWorld) => {
    const outcomes: string[] = [];
    for (const record of [...records].reverse())
      outcomes.push(`${record.kind}: ${await amazonReaper.reap(record, run)}`);
    return outcomes;
  };

  const left = async ({ proxy }: LaunchWorld) => askedFor(await proxy.inventory());

  test.each([
    ["CreateSnapshot", "before", "absent"],
    ["CreateSnapshot", "after", "destroyed"],
    ["ModifySnapshotAttribute", "after", "destroyed"],
    ["TerminateInstances", "after", "destroyed"],
  ] as const)("snapshots of one that died at %s, %s Amazon saw it", async (action, moment, outcome) => {
    const { world, records } = await dieAt(action, moment, amazonEbsvolumeBuilder, snapshotted);
    await using _world = world;
    expect(await reap(records, world)).toContain(`aws.snapshot: ${outcome}`);
    expect(await left(world)).toEqual([]);
    expect(await reap(records, world)).toEqual([...records].reverse().map(({ kind }) => `${kind}: absent`));
  });

  test.each([
    ["DetachVolume", "before"],
    ["DetachVolume", "after"],
    ["AttachVolume", "before"],
    ["AttachVolume", "after"],
    ["CreateImage", "after"],
  ] as const)("volumes of one that died at %s, %s Amazon saw it", async (action, moment) => {
    const { world, records } = await dieAt(action, moment, amazonEbssurrogateBuilder, surrogate);
    await using _world = world;
    expect(await reap(records, world)).toContain("aws.volume: destroyed");
    expect(await left(world)).toEqual([]);
    expect(await reap(records, world)).toEqual([...records].reverse().map(({ kind }) => `${kind}: absent`));
  });

  test("are not those of others, whatever a journal says", async () => {
    await using world = await launchWorld(moto);
    const ec2 = await world.aws.ec2();
    const { VolumeId: volumeId } = await ec2.createVolume({ AvailabilityZone: "us-east-1a", Size: 1 });
    await ec2.createSnapshot({ VolumeId: volumeId });
    const before = await world.proxy.inventory();
    const record = { description: "prod", runId: "0".repeat(32), resourceId: 1 };
    const forged = (kind: string, handle: object) =>
      amazonReaper.reap(
        { ...record, kind, handle: { access: world.aws.access, ...handle } } as ResourceRecord,
        world.run,
      );
    expect(await forged("aws.volume", { volumeId })).toBe("absent");
    expect(await forged("aws.snapshot", { volumeId })).toBe("absent");
    const message = "The journal does not say which volume it is about: prod. It is left alone.";
    for (const kind of ["aws.volume", "aws.snapshot"]) {
      const refusal: unknown = await forged(kind, { volumeId: "" }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(IngotError);
      expect(refusal).toMatchObject({ code: "JOURNAL_INVALID", message });
    }
    expect(await world.proxy.inventory()).toEqual(before);
  });
});
