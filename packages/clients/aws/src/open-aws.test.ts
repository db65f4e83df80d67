import { type Moto, motoImages, requiresMoto, startMoto, testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { awsAccessFields } from "./access/fields.js";
import { findImage } from "./find-image.js";
import { openAws } from "./open-aws.js";

const config = (options: object = {}) => z.object(awsAccessFields).parse(options);

requiresMoto()("AWS, by moto", () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
  });

  afterAll(() => moto?.[Symbol.asyncDispose]());

  test("an image is found, an instance is watched", async () => {
    using host = testHost(moto.env);
    await using run = testContext({ host });
    const aws = await openAws(config(), run);
    await aws.validate(["us-east-1", "eu-west-1"]);
    const image = await findImage(aws, { filters: { "image-id": motoImages.ubuntu } });
    expect(image.ImageId).toBe(motoImages.ubuntu);
    const ec2 = await aws.ec2();
    const { Instances = [] } = await ec2.runInstances({ ImageId: motoImages.ubuntu, MinCount: 1, MaxCount: 1 });
    const id = Instances[0]!.InstanceId!;
    const ready = await aws.watch.instance(id, {
      what: `instance ${id} to run`,
      timeout: 60_000,
      until: ({ State }) => State?.Name === "running",
    });
    expect(ready.InstanceId).toBe(id);
    expect(run.hidden).toEqual([moto.env.AWS_SECRET_ACCESS_KEY]);
  });

  test("a refusal has Amazon's code", async () => {
    using host = testHost(moto.env);
    await using run = testContext({ host });
    const aws = await openAws(config({ region: "eu-west-1" }), run);
    const ec2 = await aws.ec2();
    await expect(ec2.describeSubnets({ SubnetIds: ["subnet-1"] })).rejects.toMatchObject({
      code: "AWS_REQUEST",
      message: expect.stringMatching(
        /^ec2:DescribeSubnets in eu-west-1 was refused: InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not exist \(request [-\w]+\)\.$/,
      ),
      data: {
        service: "ec2",
        action: "DescribeSubnets",
        region: "eu-west-1",
        awsCode: "InvalidSubnetID.NotFound",
        status: 400,
        attempts: 1,
      },
    });
  });
});
