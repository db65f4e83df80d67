import {
  deny,
  dropAfter,
  elementsAt,
  type Mend,
  type Moto,
  refuse,
  requiresMoto,
  serverError,
  startMoto,
} from "@ingot/testing";
import { type ImageWorld, imageWorld, regions } from "./image-world.test-fixtures.js";
import { makeImages } from "./make-images.js";

requiresMoto()("AMIs of a machine", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(async () => moto?.[Symbol.asyncDispose]());

  const actions = ({ proxy: { calls } }: ImageWorld) =>
    calls.filter(({ mutating }) => mutating).map(({ action, region }) => `${action} ${region}`);

  test("one AMI, with what the template says of it, and nothing of ours left", async () => {
    await using world = await imageWorld(moto);
    const artifact = await makeImages(
      world.maker({
        ami_description: "Of {{ .SourceAMI }} in {{ .BuildRegion }}",
        ami_users: ["111122223333"],
        tags: { Base: "{{ .SourceAMIName }}" },
        tag: [{ key: "{{ .BuildRegion }}", value: "here" }],
        snapshot_tags: { Kind: "root" },
        snapshot_users: ["444455556666"],
      }),
      world.run,
    );
    const [image, snapshot, ...others] = await world.things();
    expect(others).toEqual([]);
    expect(artifact).toMatchObject({
      builderId: "mitchellh.amazonebs",
      id: `us-east-1:${image!.id}`,
      files: [],
      description: `AMIs were created:\nus-east-1: ${image!.id}\n`,
      values: {
        ami: image!.id,
        amis: { "us-east-1": image!.id },
        snapshots: { "us-east-1": [snapshot!.id] },
        name: "web",
        region: "us-east-1",
        sourceAmi: "ami-0aaaaaaaaaaaaaa02",
      },
    });
    expect(image!.tags).toEqual({ Team: "images", Base: "jammy", "us-east-1": "here" });
    expect(snapshot!.tags).toEqual({ Team: "images", Base: "jammy", "us-east-1": "here", Kind: "root" });
    expect(elementsAt(image!.detail, "description")).toEqual(["Of ami-0aaaaaaaaaaaaaa02 in us-east-1"]);
    expect(actions(world)).toEqual([
      "CreateImage us-east-1",
      "ModifyImageAttribute us-east-1",
      "ModifyImageAttribute us-east-1",
      "ModifySnapshotAttribute us-east-1",
      "CreateTags us-east-1",
      "CreateTags us-east-1",
      "DeleteTags us-east-1",
    ]);
    expect(world.run.resources.map(({ state }) => state)).toEqual(["kept", "kept", "kept"]);
    expect(world.run.resources.map(({ intent }) => intent.description)).toEqual([
      "AMI web in us-east-1",
      "AMI web in us-east-1",
      "AMI web in us-east-1",
    ]);
    await artifact.destroy();
    expect(await world.things()).toEqual([]);
  });

  test("copies to other regions are tagged, shared and described as the first is", async () => {
    await using world = await imageWorld(moto, { pendingLooks: 2 });
    const artifact = await makeImages(
      world.maker({
        ami_regions: ["eu-west-1", "us-east-1", "ap-south-1", "eu-west-1"],
        snapshot_copy_duration_minutes: 30,
        ami_users: ["111122223333"],
        tags: { A: "b" },
      }),
      world.run,
    );
    const things = await world.things();
    expect(things.map(({ kind, region }) => `${kind} ${region}`).sort()).toEqual([
      "image ap-south-1",
      "image eu-west-1",
      "image us-east-1",
      "snapshot ap-south-1",
      "snapshot eu-west-1",
      "snapshot us-east-1",
    ]);
    expect(things.map(({ tags }) => tags)).toEqual(things.map(() => ({ Team: "images", A: "b" })));
    expect(artifact.id).toMatch(/^ap-south-1:ami-\w+,eu-west-1:ami-\w+,us-east-1:ami-\w+$/);
    expect(artifact.values.region).toBe("us-east-1");
    expect(Object.keys(artifact.values.snapshots as object)).toEqual(["ap-south-1", "eu-west-1", "us-east-1"]);
    const { proxy } = world;
    const shared = await Promise.all(regions.map((region) => permissionsOf(world, region)));
    expect(shared).toEqual([["111122223333"], ["111122223333"], ["111122223333"]]);
    const copies = proxy.calls.filter(({ action }) => action === "CopyImage");
    expect(
      copies.map(({ region, params }) => [region, params.SourceRegion, params.SnapshotCopyCompletionDurationMinutes]),
    ).toEqual([
      ["eu-west-1", "us-east-1", "30"],
      ["ap-south-1", "us-east-1", "30"],
    ]);
  });

  async function permissionsOf({ proxy }: ImageWorld, region: string) {
    const images = await proxy.ask("ec2", region, "DescribeImages", { "Owner.1": "self" });
    const ImageId = String(elementsAt(images, "imagesSet/item/imageId")[0]);
    const answer = await proxy.ask("ec2", region, "DescribeImageAttribute", { ImageId, Attribute: "launchPermission" });
    return elementsAt(answer, "launchPermission/item/userId");
  }

  test("what is encrypted is a copy, with each region's own key, and what it was copied from goes", async () => {
    await using world = await imageWorld(moto);
    const options = {
      ami_regions: ["eu-west-1"],
      encrypt_boot: true,
      kms_key_id: "alias/here",
      region_kms_key_ids: { "eu-west-1": "alias/there" },
    };
    await makeImages(world.maker(options), world.run);
    const copies = world.proxy.calls.filter(({ action }) => action === "CopyImage");
    expect(
      copies.map(({ region, params: { Name, Encrypted, KmsKeyId } }) => [region, Name, Encrypted, KmsKeyId]),
    ).toEqual([
      ["us-east-1", "web", "true", "alias/here"],
      ["eu-west-1", "web", "true", "alias/there"],
    ]);
    const names = (await world.things()).filter(({ kind }) => kind === "image");
    expect(names.map(({ detail, region }) => [region, ...elementsAt(detail, "name")])).toEqual([
      ["us-east-1", "web"],
      ["eu-west-1", "web"],
    ]);
    expect((await world.things()).filter(({ kind }) => kind === "snapshot")).toHaveLength(2);
  });

  test("skip_save_build_region leaves nothing where the machine was", async () => {
    await using world = await imageWorld(moto);
    const options = { ami_regions: ["ap-south-1", "eu-west-1"], skip_save_build_region: true };
    const artifact = await makeImages(world.maker(options), world.run);
    expect([...new Set((await world.things()).map(({ region }) => region))].sort()).toEqual([
      "ap-south-1",
      "eu-west-1",
    ]);
    expect(artifact.values.region).toBe("ap-south-1");
  });

  test("with its last steps: fast launch, deprecation, and protection when nothing can fail any more", async () => {
    await using world = await imageWorld(moto, { pendingLooks: 1 });
    const options = {
      deprecate_at: "2030-01-31T00:00:00Z",
      deregistration_protection: { enabled: true, with_cooldown: true },
      imds_support: "v2.0",
      ami_product_codes: ["abc"],
      fast_launch: {
        enable_fast_launch: true,
        max_parallel_launches: 8,
        target_resource_count: 2,
        template_id: "lt-0a",
        template_version: 3,
      },
    } as const;
    await makeImages(world.maker({ ...options, ami_product_codes: ["abc"] }), world.run);
    expect(actions(world)).toEqual([
      "CreateImage us-east-1",
      "EnableFastLaunch us-east-1",
      "EnableImageDeprecation us-east-1",
      "ModifyImageAttribute us-east-1",
      "ModifyImageAttribute us-east-1",
      "CreateTags us-east-1",
      "DeleteTags us-east-1",
      "EnableImageDeregistrationProtection us-east-1",
    ]);
    const fast = world.proxy.calls.find(({ action }) => action === "EnableFastLaunch");
    expect(fast?.params).toMatchObject({
      "LaunchTemplate.LaunchTemplateId": "lt-0a",
      "LaunchTemplate.Version": "3",
      MaxParallelLaunches: "8",
      "SnapshotConfiguration.TargetResourceCount": "2",
    });
    const [image] = await world.things();
    const told = ["deprecationTime", "deregistrationProtection", "imdsSupport"].flatMap((name) =>
      elementsAt(image!.detail, name),
    );
    expect(told).toEqual([expect.stringContaining("2030-01-31T00:00:00"), "enabled-with-cooldown", "v2.0"]);
  });

  describe("a failure leaves nothing", () => {
    const good = {
      ami_regions: ["eu-west-1", "ap-south-1"],
      tags: { A: "b" },
      deregistration_protection: { enabled: true },
    };
    const forGood = { times: Number.POSITIVE_INFINITY };

    test.each([
      ["CreateImage", "us-east-1", refuse("InvalidInstanceID.NotFound", "no such instance")],
      ["CopyImage", "ap-south-1", deny],
      ["CopyImage", "eu-west-1", serverError],
      ["CreateTags", "eu-west-1", deny],
      ["EnableImageDeregistrationProtection", "ap-south-1", deny],
    ])("of %s in %s", async (action, region, fault) => {
      await using world = await imageWorld(moto, { rules: [{ action, region, fault, ...forGood }] });
      await expect(makeImages(world.maker(good), world.run)).rejects.toMatchObject({
        code: "AWS_REQUEST",
        data: { action, region },
      });
      await world.run.close();
      expect(await world.things()).toEqual([]);
    });

    test("nor does a cancellation while AMIs are being made", async () => {
      await using world = await imageWorld(moto, {
        pendingLooks: 3,
        onCall: ({ action, region }, moment) => {
          if (action === "CopyImage" && region === "eu-west-1" && moment === "after") world.cancel();
        },
      });
      await expect(makeImages(world.maker(good), world.run)).rejects.toThrow("Cancelled.");
      const unheard = world.run.resources.filter(({ state }) => state === "intended");
      expect(unheard.map(({ intent }) => intent.handle.images)).toContainEqual([
        expect.objectContaining({ region: "eu-west-1", token: expect.any(String) }),
      ]); // `clean` looks for it for longer
      await world.run.close();
      expect(await world.things()).toEqual([]);
    });

    test("nor does an AMI that Amazon gives up", async () => {
      const failed: Mend = async (_call, moto) => {
        const answer = await moto();
        const [image] = elementsAt(answer, "imagesSet/item");
        if (typeof image !== "object") return answer;
        const stateReason = [{ message: ["the snapshot was deleted"] }];
        return { ...answer, imagesSet: [{ item: [{ ...image, imageState: ["failed"], stateReason }] }] };
      };
      await using world = await imageWorld(moto, { mends: { DescribeImages: failed } });
      await expect(makeImages(world.maker(), world.run)).rejects.toThrow(
        /^Waiting for AMI ami-\w+ in us-east-1 to become available was in vain: its state is failed: the snapshot was deleted\.$/,
      );
      await world.run.close();
      expect(await world.things()).toEqual([]);
    });
  });

  test.each(["CreateImage", "CopyImage", "CreateTags", "ModifyImageAttribute"])(
    "a %s whose answer is lost has happened once",
    async (action) => {
      await using world = await imageWorld(moto, { rules: [{ action, fault: dropAfter }] });
      await makeImages(
        world.maker({ ami_regions: ["eu-west-1"], ami_users: ["111122223333"], tags: { A: "b" } }),
        world.run,
      );
      expect((await world.things()).map(({ kind }) => kind).sort()).toEqual(["image", "image", "snapshot", "snapshot"]);
    },
  );

  test("a build that may not take tags away ends well, and says so", async () => {
    await using world = await imageWorld(moto, { rules: [{ action: "DeleteTags", times: 9, fault: deny }] });
    await makeImages(world.maker(), world.run);
    expect((await world.things())[0]!.tags).toEqual({
      Team: "images",
      "ingot:run": world.run.runId,
      "ingot:image": expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(world.run.said.at(-1)).toMatch(
      /^ingot:run and ingot:image could not be taken off ami-\w+, snap-\w+: Cannot delete tags \(resource ami-\w+, snap-\w+\) in us-east-1: ec2:DeleteTags was refused: UnauthorizedOperation/,
    );
  });

  test("an AMI of the same name makes way when it must, with its snapshots", async () => {
    await using world = await imageWorld(moto);
    const first = await makeImages(world.maker({ ami_regions: ["eu-west-1"] }), world.run);
    const again = { ami_regions: ["eu-west-1"], force_deregister: true, force_delete_snapshot: true };
    const second = await makeImages(world.maker(again), world.run);
    expect(second.id).not.toBe(first.id);
    expect((await world.things()).map(({ kind }) => kind).sort()).toEqual(["image", "image", "snapshot", "snapshot"]);
  });

  test("an AMI of the same name stays where none takes its place", async () => {
    await using world = await imageWorld(moto);
    const first = await makeImages(world.maker(), world.run);
    const elsewhere = { ami_regions: ["eu-west-1"], skip_save_build_region: true, force_deregister: true };
    const second = await makeImages(world.maker(elsewhere), world.run);
    const images = (await world.things()).filter(({ kind }) => kind === "image");
    expect(images.map(({ region, id }) => `${region}:${id}`).sort()).toEqual([second.id, first.id]);
  });

  test("a build does not take the AMI of another build of the run for its own", async () => {
    let isMade = () => {};
    const made = new Promise<void>((settle) => {
      isMade = settle;
    });
    await using world = await imageWorld(moto, {
      onCall: ({ action }, moment) => action === "CreateImage" && moment === "after" && isMade(),
    });
    await using other = world.again();
    const [first, second] = await Promise.allSettled([
      makeImages(world.maker(), world.run),
      made.then(() => makeImages(other.maker(), other.run)),
    ]);
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    await other.run.close();
    expect((await world.things()).map(({ kind }) => kind)).toEqual(["image", "snapshot"]);
  });

  test("the endpoint of the config is that of all regions, for the reaper too", async () => {
    await using world = await imageWorld(moto, { custom: true });
    const all = {
      ami_regions: ["eu-west-1"],
      tags: { A: "b" },
      ami_users: ["111122223333"],
      deprecate_at: "2030-01-31T00:00:00Z",
    };
    const artifact = await makeImages(world.maker(all), world.run);
    await makeImages(world.maker({ ...all, force_deregister: true, force_delete_snapshot: true }), world.run);
    expect(world.run.resources.map(({ intent }) => intent.handle.access)).toContainEqual(
      expect.objectContaining({ region: "us-east-1", custom_endpoint_ec2: world.proxy.endpoint }),
    );
    await artifact.destroy();
  });

  test("snapshots get the run's tags too, of which more special ones count more", async () => {
    await using world = await imageWorld(moto);
    await makeImages(world.maker({ tags: { Team: "web" }, ami_regions: ["eu-west-1"] }), world.run);
    expect((await world.things()).map(({ tags }) => tags)).toEqual(Array.from({ length: 4 }, () => ({ Team: "web" })));
  });

  test("how far an AMI is is told at every quarter", async () => {
    let percent = 0;
    const growing: Mend = async (_call, moto) => {
      percent = Math.min(100, percent + 20);
      const answer = await moto();
      const items = elementsAt(answer, "snapshotSet/item").filter((each) => typeof each === "object");
      return { ...answer, snapshotSet: [{ item: items.map((each) => ({ ...each, progress: [`${percent}%`] })) }] };
    };
    await using world = await imageWorld(moto, { pendingLooks: 30, mends: { DescribeSnapshots: growing } });
    const artifact = await makeImages(world.maker(), world.run);
    const told = world.run.said.filter((line) => line.includes(" % of its snapshots"));
    expect(told).toEqual(
      [40, 60, 80, 100].map((done) => `AMI ${artifact.values.ami} in us-east-1: ${done} % of its snapshots`),
    );
  });
});
