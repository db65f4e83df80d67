import type { AnyBuilder } from "@ingot/core/plugin";
import {
  type AwsCall,
  type AwsProxy,
  deny,
  dropAfter,
  elementsAt,
  type FaultRule,
  type Moto,
  motoImages,
  requiresMoto,
  startMoto,
  textAt,
} from "@ingot/testing";
import { type LaunchWorld, launchWorld } from "./run/launch-world.test-fixtures.js";
import { amazonEbssurrogateBuilder } from "./surrogate/amazon-ebssurrogate-builder.js";
import { amazonEbsvolumeBuilder } from "./volume/amazon-ebsvolume-builder.js";

const instance = { source_ami: motoImages.ubuntu, instance_type: "t3.micro", communicator: "none" };
const device = { device_name: "/dev/xvdf", volume_size: 10, delete_on_termination: true };

const surrogate = {
  ...instance,
  ami_name: "from scratch",
  ami_virtualization_type: "hvm",
  tags: { Kind: "image" },
  launch_block_device_mappings: [{ ...device, device_name: "/dev/sda1" }, device],
  ami_root_device: { source_device_name: "/dev/xvdf", device_name: "/dev/xvda", delete_on_termination: true },
};

const volumes = {
  ...instance,
  run_volume_tags: { Purpose: "building" },
  ebs_volumes: [
    {
      ...device,
      delete_on_termination: false,
      tags: { Kind: "data" },
      snapshot_volume: true,
      snapshot_users: ["111122223333"],
    },
  ],
};

const cases: readonly (readonly [name: string, builder: AnyBuilder, fields: object, whole: readonly string[]])[] = [
  ["amazon-ebssurrogate", amazonEbssurrogateBuilder, surrogate, ["image", "snapshot", "snapshot"]],
  [
    "amazon-ebssurrogate of the instance",
    amazonEbssurrogateBuilder,
    { ...surrogate, use_create_image: true },
    ["image", "snapshot"],
  ],
  ["amazon-ebsvolume", amazonEbsvolumeBuilder, volumes, ["snapshot", "volume"]],
];

jest.setTimeout(300_000);

requiresMoto()("when Amazon fails", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(async () => moto?.[Symbol.asyncDispose]());

  describe.each(cases)("%s", (_name, builder, fields, whole) => {
    async function build(world: LaunchWorld) {
      try {
        const machine = await builder.start(
          (builder.config as { parse(fields: object): unknown }).parse(fields),
          world.run,
        );
        await machine.save(world.run);
      } finally {
        await world.run.close();
      }
    }

    const nameOf = ({ service, action }: AwsCall) => `${service}:${action}`;

    async function actions(): Promise<readonly string[]> {
      await using world = await launchWorld(moto);
      await build(world);
      expect(await left(world.proxy)).toEqual(whole);
      return [...new Set(world.proxy.calls.map(nameOf))];
    }

    /** What is left, and whether a run's mark is on it, without what moto makes for an image and forgets. */
    async function left(proxy: AwsProxy): Promise<readonly string[]> {
      const all = await proxy.inventory();
      const used = new Set(all.flatMap(({ detail }) => elementsAt(detail, "blockDeviceMapping/item/ebs/snapshotId")));
      const things = all.filter(
        ({ id, detail }) => used.has(id) || !textAt(detail, "description")?.startsWith("Auto-created"),
      );
      return things.map(({ kind, tags }) => (tags["ingot:run"] ? `${kind} of a run` : kind)).sort();
    }

    async function eachAction(
      rule: Omit<FaultRule, "action">,
      look: (world: LaunchWorld, action: string) => Promise<void>,
    ) {
      for (const action of await actions()) {
        await using world = await launchWorld(moto, { rules: [{ ...rule, action }] });
        await look(world, action);
      }
    }

    test("with a lost answer to any call that changes something, the result is whole", async () => {
      await eachAction({ fault: dropAfter }, async (world, action) => {
        if (/Describe|GetCaller/.test(action)) return;
        await build(world);
        expect([action, await left(world.proxy)]).toEqual([action, whole]);
      });
    });

    test("for good, nothing is left, but for what may not be looked at or destroyed", async () => {
      await eachAction({ fault: deny, times: Number.POSITIVE_INFINITY }, async (world, action) => {
        const failure: unknown = await build(world).catch((error: unknown) => error);
        if (/Delete|Deregister|Terminate|Detach/.test(action)) return;
        if (failure !== undefined) expect([action, await left(world.proxy)]).toEqual([action, []]);
      });
    });
  });
});
