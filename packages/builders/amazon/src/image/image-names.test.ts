import { type Moto, requiresMoto, startMoto } from "@ingot/testing";
import { prevalidateImages } from "./image-names.js";
import { imageWorld } from "./image-world.test-fixtures.js";
import { makeImages } from "./make-images.js";

requiresMoto()("before anything is started", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(async () => moto?.[Symbol.asyncDispose]());

  test("the name is free in all regions, or will be made free, or is not needed", async () => {
    await using world = await imageWorld(moto);
    await prevalidateImages(world.maker({ ami_regions: ["eu-west-1"] }), world.run);
    await makeImages(world.maker({ ami_regions: ["eu-west-1"], skip_save_build_region: true }), world.run);
    const id = (await world.things())[0]?.id;
    await prevalidateImages(world.maker(), world.run);
    await prevalidateImages(world.maker({ ami_regions: ["eu-west-1"], force_deregister: true }), world.run);
    await prevalidateImages(world.maker({ ami_regions: ["eu-west-1"], skip_create_ami: true }), world.run);
    await expect(prevalidateImages(world.maker({ ami_regions: ["eu-west-1"] }), world.run)).rejects.toMatchObject({
      code: "AMI_NAME_TAKEN",
      source: "user",
      message: `The AMI name "web" is taken in eu-west-1, by ${id}. Choose another ami_name, perhaps with a timestamp in it, or replace that AMI with force_deregister = true or -force.`,
    });
  });

  test.each([false, true])(
    "two builds of a run cannot want one name in one region, whether forced (%s) or not",
    async (force) => {
      await using world = await imageWorld(moto, { force });
      const other = { ...world.run, build: { ...world.run.build, name: "amazon-ebs.other" } };
      await prevalidateImages(world.maker({ ami_regions: ["eu-west-1"], skip_save_build_region: true }), world.run);
      await prevalidateImages(world.maker(), other);
      await expect(prevalidateImages(world.maker({ ami_regions: ["eu-west-1"] }), other)).rejects.toMatchObject({
        code: "AMI_NAME_TAKEN",
        message: `The AMI name "web" is that of null.test too, in eu-west-1. Give each build a name of its own, as in ami_name = "web-\${source.name}".`,
      });
      await prevalidateImages(world.maker({ ami_regions: ["eu-west-1"] }), { ...other, runId: "another" });
    },
  );

  test("regions that do not exist are found", async () => {
    await using world = await imageWorld(moto);
    await expect(prevalidateImages(world.maker({ ami_regions: ["mars-north-1"] }), world.run)).rejects.toMatchObject({
      code: "AWS_REGION",
    });
  });
});
