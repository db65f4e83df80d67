import type { AnyBuilder } from "@ingot/core/plugin";
import {
  type AwsCall,
  type AwsProxy,
  deny,
  dropAfter,
  type FaultRule,
  type Moto,
  requiresMoto,
  startMoto,
} from "@ingot/testing";
import { type LaunchWorld, launchWorld } from "./run/launch-world.test-fixtures.js";
import { amazonEbssurrogateBuilder } from "./surrogate/amazon-ebssurrogate-builder.js";
import { amazonEbsvolumeBuilder } from "./volume/amazon-ebsvolume-builder.js";
import { askedFor, surrogateFields, volumeFields } from "./volume-builds.test-fixtures.js";

const cases: readonly (readonly [name: string, builder: AnyBuilder, fields: object, whole: readonly string[]])[] = [
  ["amazon-ebssurrogate", amazonEbssurrogateBuilder, surrogateFields, ["image", "snapshot", "snapshot"]],
  [
    "amazon-ebssurrogate of the instance",
    amazonEbssurrogateBuilder,
    { ...surrogateFields, use_create_image: true },
    ["image", "snapshot"],
  ],
  ["amazon-ebsvolume", amazonEbsvolumeBuilder, volumeFields, ["snapshot", "volume"]],
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

    /** What is left, and whether a run's mark is on it. */
    async function left(proxy: AwsProxy): Promise<readonly string[]> {
      const things = askedFor(await proxy.inventory());
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
