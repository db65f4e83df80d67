import { type Moto, motoImages, requiresMoto, startMoto, testContext, testHost, ubuntuOwner } from "@ingot/testing";
import { accessOf } from "./access/fields.js";
import type { Aws } from "./aws.js";
import { findImage } from "./find-image.js";
import { serve } from "./local-server.test-fixtures.js";
import { openAws, reopenAws } from "./open-aws.js";

jest.setTimeout(120_000); // moto loads each service when it is first asked

requiresMoto()("AWS, by moto", () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
  });

  afterAll(() => moto?.[Symbol.asyncDispose]());

  async function withAws<T>(use: (aws: Aws) => Promise<T>, block = {}, env = {}): Promise<T> {
    using host = testHost({ ...moto.env, ...env });
    await using run = testContext({ host });
    return await use(await openAws(accessOf(block), run));
  }

  const rejection = (use: (aws: Aws) => Promise<unknown>, block = {}, env = {}) =>
    withAws((aws) => use(aws).catch((error) => error.message), block, env);

  test("the block's region counts before the environment's", async () => {
    expect(await withAws(async ({ region, access }) => [region, access])).toEqual([
      "us-east-1",
      { region: "us-east-1" },
    ]);
    expect(await withAws(async ({ region }) => region, { region: "eu-west-1" })).toBe("eu-west-1");
    expect(await withAws(async ({ region }) => region, {}, { AWS_REGION: "", AWS_DEFAULT_REGION: "eu-west-3" })).toBe(
      "eu-west-3",
    );
  });

  test("regions and credentials are verified", async () => {
    await withAws((aws) => aws.validate(["us-east-1", "eu-west-1"]));
    expect(await rejection((aws) => aws.validate(["eu-nowhere-1", "us-east-1", "eu-nowhere-1"]))).toMatch(
      /^"eu-nowhere-1": no such region, or none that this account has enabled\. It has af-south-1, .*us-west-2\.$/,
    );
    await withAws((aws) => aws.validate(["eu-nowhere-1"]), { skip_region_validation: true });
  });

  describe("an image", () => {
    const name = "ubuntu/images/*ubuntu-jammy-*";

    test.each([
      [{ "image-id": motoImages.olderUbuntu }, {}, motoImages.olderUbuntu],
      [{ name: `"no,such",${name}`, "image-id": `${motoImages.ubuntu},ami-1` }, {}, motoImages.ubuntu],
    ])("%j is found", async (filters, rest, id) => {
      expect((await withAws((aws) => findImage(aws, { filters, ...rest }))).ImageId).toBe(id);
    });

    test.each([
      [
        { filters: { name }, owners: [ubuntuOwner] },
        `There are 2 images in us-east-1 that match name = "${name}", owners ${ubuntuOwner}. Narrow the filters, or set most_recent = true to take the newest.`,
      ],
      [{ filters: { name: "none" } }, 'There is no image in us-east-1 that matches name = "none".'],
    ])("%j is not one", async (query, message) => {
      expect(await rejection((aws) => findImage(aws, query))).toBe(message);
    });
  });

  test("instances, volumes, snapshots and images are watched", async () => {
    const states = await withAws(async (aws) => {
      const ec2 = await aws.ec2();
      const options = { timeout: 60_000, what: "it" };
      const { Instances = [] } = await ec2.runInstances({ ImageId: motoImages.ubuntu, MinCount: 1, MaxCount: 1 });
      const { VolumeId = "" } = await ec2.createVolume({ AvailabilityZone: "us-east-1a", Size: 1 });
      const { SnapshotId = "" } = await ec2.createSnapshot({ VolumeId });
      const { ImageId = "" } = await ec2.createImage({ InstanceId: Instances[0]!.InstanceId!, Name: "made here" });
      return Promise.all([
        aws.watch.instance(Instances[0]!.InstanceId!, { ...options, until: ({ State }) => State?.Name === "running" }),
        aws.watch.volume(VolumeId, { ...options, until: ({ State }) => State === "available" }),
        aws.watch.snapshot(SnapshotId, { ...options, until: ({ State }) => State === "completed" }),
        aws.watch.image(ImageId, { ...options, until: ({ State }) => State === "available" }),
        aws.watch.image("ami-00000000", { ...options, until: () => false, absentMeansDone: true }),
      ]).then(([instance, volume, snapshot, image, none]) => [
        instance.State?.Name,
        volume.State,
        snapshot.State,
        image.Name,
        none,
      ]);
    });
    expect(states).toEqual(["running", "available", "completed", "made here", undefined]);
  });

  test("a reaper comes again with what the record says, and the environment's keys", async () => {
    const { access } = await withAws(async (aws) => aws, {
      region: "eu-west-1",
      access_key: "AKID",
      secret_key: "s3cret",
    });
    expect(access).toEqual({ region: "eu-west-1" });
    using host = testHost(moto.env);
    const aws = await reopenAws(access, { host, signal: new AbortController().signal });
    expect(aws.region).toBe("eu-west-1");
    await aws.validate([]);
  });

  test("a reaper does not look in another account, where nothing of the run would be found", async () => {
    const access = await withAws(async (aws) => {
      await aws.validate([]);
      return aws.access;
    });
    expect(access).toEqual({ region: "us-east-1", account: "123456789012" });
    using host = testHost(moto.env);
    const context = { host, signal: new AbortController().signal };
    expect((await reopenAws(access, context)).access).toEqual(access);
    await expect(reopenAws({ ...access, account: "111122223333" }, context)).rejects.toMatchObject({
      code: "AWS_ACCOUNT",
      message:
        "The run was in the account 111122223333, and these credentials are of the account 123456789012. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, to some of the account 111122223333.",
    });
  });
});

test("a record has all that is no secret", async () => {
  using host = testHost();
  const block = {
    region: "eu-west-1",
    profile: "builds",
    secret_key: "s",
    custom_endpoint_ec2: "https://ec2.example.com",
    insecure_skip_tls_verify: true,
    assume_role: { role_arn: "arn", external_id: "ours" },
  };
  const { access } = await openAws(accessOf(block), { host, signal: new AbortController().signal });
  expect(access).toEqual({
    region: "eu-west-1",
    profile: "builds",
    custom_endpoint_ec2: "https://ec2.example.com",
    insecure_skip_tls_verify: true,
    role_arn: "arn",
    external_id: "ours",
  });
});

test("an instance's region counts where nobody says one", async () => {
  await using metadata = await serve(({ path }) =>
    path.endsWith("/placement/region") ? { body: "sa-east-1" } : { body: "session" },
  );
  using host = testHost({ AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url });
  expect((await openAws(accessOf(), { host, signal: new AbortController().signal })).region).toBe("sa-east-1");
});

test("where nobody says a region the message tells who could", async () => {
  using host = testHost({ AWS_EC2_METADATA_DISABLED: "true" });
  await expect(openAws(accessOf(), { host, signal: new AbortController().signal })).rejects.toMatchObject({
    code: "AWS_REGION",
    message:
      'No AWS region is known: region, AWS_REGION and AWS_DEFAULT_REGION are not set, the profile "default" has none, and this is no EC2 instance. Set region or AWS_REGION.',
  });
});
