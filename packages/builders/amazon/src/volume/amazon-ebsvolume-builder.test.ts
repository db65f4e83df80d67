import { deny, type Moto, motoImages, requiresMoto, startMoto, textAt } from "@ingot/testing";
import { type LaunchWorld, launchWorld } from "../run/launch-world.test-fixtures.js";
import { amazonEbsvolumeBuilder } from "./amazon-ebsvolume-builder.js";

const fields = {
  source_ami: motoImages.ubuntu,
  instance_type: "t3.micro",
  communicator: "none",
  run_volume_tags: { Purpose: "building" },
  ebs_volumes: [
    { device_name: "/dev/xvdf", volume_size: 10, tags: { Name: "data of {{ .SourceAMI }}" } },
    {
      device_name: "/dev/xvdg",
      volume_size: 3,
      delete_on_termination: true,
      snapshot_volume: true,
      snapshot_description: "From {{ .BuildRegion }}",
      snapshot_tags: { Kind: "cache" },
      snapshot_users: ["111122223333"],
    },
  ],
};

const host = { cwd: "/", env: { AWS_REGION: "us-east-1" }, kindOf: () => undefined };
const check = (...ebs_volumes: object[]) =>
  amazonEbsvolumeBuilder.check!(amazonEbsvolumeBuilder.config.parse({ ...fields, ebs_volumes }), host);

test("what is said of snapshots is checked where it stands", () => {
  expect(check(...fields.ebs_volumes)).toEqual([]);
  const device = { device_name: "/dev/xvdf", volume_size: 1 };
  expect(check(device, { ...device, snapshot_tags: { a: "b" }, snapshot_users: ["1"] })).toEqual([
    {
      path: ["ebs_volumes", 1, "snapshot_users", 0],
      summary: "Invalid sharing of the AMI",
      detail: '"1" is no account: an id has 12 digits, and must be in quotes if it begins with 0.',
    },
    ...["snapshot_tags", "snapshot_users"].map((field) => ({
      path: ["ebs_volumes", 1, field],
      severity: "warning",
      summary: "Ignored argument",
      detail: `No snapshot is taken of this volume: set snapshot_volume = true, or remove ${field}.`,
    })),
  ]);
});

jest.setTimeout(120_000);

requiresMoto()("amazon-ebsvolume", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(async () => moto?.[Symbol.asyncDispose]());

  async function build(world: LaunchWorld, more: object = {}) {
    const config = amazonEbsvolumeBuilder.config.parse({ ...fields, ...more });
    try {
      const machine = await amazonEbsvolumeBuilder.start(config, world.run);
      return await machine.save(world.run);
    } finally {
      await world.run.close();
    }
  }

  test("a volume stays, with its own tags only, and a snapshot of another", async () => {
    await using world = await launchWorld(moto);
    const artifact = await build(world);
    const left = await world.proxy.inventory();
    const [snapshot, volume, ...others] = [...left].sort((a, b) => a.kind.localeCompare(b.kind));
    expect(others).toEqual([]);
    expect([volume!.tags, snapshot!.tags]).toEqual([{ Name: `data of ${motoImages.ubuntu}` }, { Kind: "cache" }]);
    expect(textAt(snapshot!.detail, "description")).toBe("From us-east-1");
    expect(world.call("ModifySnapshotAttribute")).toMatchObject({
      SnapshotId: snapshot!.id,
      "CreateVolumePermission.Add.1.UserId": "111122223333",
    });
    expect(artifact).toMatchObject({
      builderId: "mitchellh.amazon.ebsvolume",
      id: `us-east-1:${snapshot!.id},us-east-1:${volume!.id}`,
      description: `EBS Volumes were created:\n\nus-east-1:${volume!.id}\nEBS Snapshots were created:\n\nus-east-1:${snapshot!.id}\n`,
      values: {
        region: "us-east-1",
        volumes: { "/dev/xvdf": volume!.id },
        snapshots: { "/dev/xvdg": snapshot!.id },
        sourceAmi: motoImages.ubuntu,
      },
    });
    await artifact!.destroy();
    expect(await world.proxy.inventory()).toEqual([]);
  });

  test("where nothing is to stay there is no artifact", async () => {
    await using world = await launchWorld(moto);
    const ebs_volumes = [{ device_name: "/dev/xvdf", volume_size: 1, delete_on_termination: true }];
    expect(await build(world, { ebs_volumes })).toBeUndefined();
    expect(await world.proxy.inventory()).toEqual([]);
  });

  test("a build that fails keeps neither volume nor snapshot", async () => {
    const rules = [{ action: "ec2:ModifySnapshotAttribute", times: Number.POSITIVE_INFINITY, fault: deny }];
    await using world = await launchWorld(moto, { rules });
    await expect(build(world)).rejects.toThrow(
      /^Cannot modify snapshot attribute snap-\w+ in us-east-1: ec2:ModifySnapshotAttribute was refused: Unauthorized/,
    );
    expect(await world.proxy.inventory()).toEqual([]);
  });
});
