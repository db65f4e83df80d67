import { elementsAt, type Moto, motoImages, requiresMoto, startMoto, textAt } from "@ingot/testing";
import { type LaunchWorld, launchWorld } from "../run/launch-world.test-fixtures.js";
import { askedFor } from "../volume-builds.test-fixtures.js";
import { amazonEbssurrogateBuilder } from "./amazon-ebssurrogate-builder.js";

const fields = {
  source_ami: motoImages.ubuntu,
  instance_type: "t3.micro",
  communicator: "none",
  ami_name: "from scratch",
  ami_virtualization_type: "hvm",
  launch_block_device_mappings: [
    { device_name: "/dev/xvdf", volume_size: 10, volume_type: "gp2", encrypted: true, delete_on_termination: true },
    { device_name: "/dev/xvdg", volume_size: 3, delete_on_termination: true },
    { device_name: "/dev/xvdh", volume_size: 2, delete_on_termination: true, omit_from_artifact: true },
  ],
  ami_root_device: {
    source_device_name: "/dev/xvdf",
    device_name: "/dev/xvda",
    delete_on_termination: true,
    volume_size: 16,
    volume_type: "gp3",
  },
};

/** moto shows the volumes of a launch only, if it names any. */
const rootOfInstance = { device_name: "/dev/sda1", volume_size: 8, delete_on_termination: true };

const host = { cwd: "/", env: { AWS_REGION: "us-east-1" }, kindOf: () => undefined };
const check = (more: object) =>
  amazonEbssurrogateBuilder.check!(amazonEbssurrogateBuilder.config.parse({ ...fields, ...more }), host);

test("what is in order passes", () => {
  expect(check({})).toEqual([]);
  expect(check({ boot_mode: "uefi", tpm_support: "v2.0", uefi_data: "QU1aTg==" })).toEqual([]);
});

const root = (source_device_name: string) => ({ ami_root_device: { ...fields.ami_root_device, source_device_name } });

test.each([
  [root("/dev/x"), 'No launch_block_device_mappings is named "/dev/x": there are /dev/xvdf, /dev/xvdg, /dev/xvdh.'],
  [root("/dev/xvdh"), '"/dev/xvdh" has omit_from_artifact, and is the AMI\'s root.'],
])("a root that is no volume of the AMI", (more, detail) => {
  const path = ["ami_root_device", "source_device_name"];
  expect(check(more)).toEqual([{ path, summary: "Unsuitable root device", detail }]);
});

test("what a registration needs", () => {
  expect(check({ ami_virtualization_type: undefined, boot_mode: "legacy-bios", tpm_support: "v2.0" })).toEqual([
    {
      path: ["ami_virtualization_type"],
      summary: "Missing virtualization type",
      detail: 'An AMI that is registered needs a type: ami_virtualization_type = "hvm" for all but very old instances.',
    },
    {
      path: ["tpm_support"],
      summary: "Unsuitable boot mode",
      detail: 'A NitroTPM needs UEFI: set boot_mode to "uefi", or remove tpm_support.',
    },
  ]);
  expect(check({ use_create_image: true, boot_mode: "uefi" })).toEqual([
    {
      path: ["boot_mode"],
      severity: "warning",
      summary: "Ignored argument",
      detail: "With use_create_image the AMI has this from its instance: boot_mode has no effect.",
    },
  ]);
});

jest.setTimeout(120_000);

requiresMoto()("amazon-ebssurrogate", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(async () => moto?.[Symbol.asyncDispose]());

  const start = (world: LaunchWorld, more: object = {}) =>
    amazonEbssurrogateBuilder.start(amazonEbssurrogateBuilder.config.parse({ ...fields, ...more }), world.run);

  async function build(world: LaunchWorld, more: object = {}) {
    try {
      return await (await start(world, more)).save(world.run);
    } finally {
      await world.run.close();
    }
  }

  const things = async ({ proxy }: LaunchWorld) => askedFor(await proxy.inventory(["us-east-1", "us-west-2"]));

  const kinds = async (world: LaunchWorld) => (await things(world)).map(({ kind }) => kind).sort();

  const image = async (world: LaunchWorld) => (await world.proxy.inventory()).find(({ kind }) => kind === "image")!;

  test("an AMI of snapshots of the volumes, without what is omitted", async () => {
    await using world = await launchWorld(moto);
    const artifact = await build(world, {
      boot_mode: "uefi",
      tpm_support: "v2.0",
      uefi_data: "QU1aTg==",
      ena_support: true,
      sriov_support: true,
      ami_architecture: "arm64",
      snapshot_tags: { Of: "{{ .SourceAMI }}" },
      ami_block_device_mappings: [{ device_name: "/dev/xvdi", virtual_name: "ephemeral0" }],
    });
    const ami = await image(world);
    expect(artifact).toMatchObject({ builderId: "mitchellh.amazon.ebssurrogate", id: `us-east-1:${ami.id}` });
    expect(await kinds(world)).toEqual(["image", "snapshot", "snapshot"]);
    expect(world.call("RegisterImage")).toMatchObject({
      Architecture: "arm64",
      RootDeviceName: "/dev/xvda",
      VirtualizationType: "hvm",
      BootMode: "uefi",
      TpmSupport: "v2.0",
      UefiData: "QU1aTg==",
      EnaSupport: "true",
      SriovNetSupport: "simple",
      "BlockDeviceMapping.1.DeviceName": "/dev/xvdi",
      "BlockDeviceMapping.2.DeviceName": "/dev/xvda",
      "BlockDeviceMapping.2.Ebs.VolumeSize": "16",
      "BlockDeviceMapping.2.Ebs.VolumeType": "gp3",
      "BlockDeviceMapping.3.DeviceName": "/dev/xvdg",
    });
    expect(JSON.stringify(world.call("RegisterImage"))).not.toMatch(/Encrypted|xvdh|xvdf/);
    const snapshots = (await things(world)).filter(({ kind }) => kind === "snapshot");
    expect(snapshots.map(({ tags }) => tags)).toEqual([{ Of: motoImages.ubuntu }, { Of: motoImages.ubuntu }]);
    const registered = elementsAt(ami.detail, "blockDeviceMapping/item/ebs/snapshotId");
    expect(registered.map(String).sort()).toEqual(snapshots.map(({ id }) => id).sort());
  });

  test("the instance is gone when its AMI is there", async () => {
    await using world = await launchWorld(moto);
    await (await start(world)).save(world.run);
    expect(world.changes()).toContain("TerminateInstances");
    expect((await kinds(world)).filter((kind) => kind === "instance")).toEqual([]);
  });

  test("an encrypted copy takes the place of the AMI, whose snapshots go with it", async () => {
    await using world = await launchWorld(moto);
    await build(world, { encrypt_boot: true, ami_regions: ["us-west-2"] });
    expect(await kinds(world)).toEqual(["image", "image", "snapshot", "snapshot", "snapshot", "snapshot"]);
    expect(textAt((await image(world)).detail, "name")).toBe("from scratch");
  });

  test("made of the instance, the new volume is its root", async () => {
    await using world = await launchWorld(moto);
    await build(world, {
      use_create_image: true,
      launch_block_device_mappings: [rootOfInstance, ...fields.launch_block_device_mappings],
    });
    const changes = world.changes();
    const swap = changes.slice(changes.indexOf("StopInstances") + 1, changes.indexOf("CreateImage") + 1);
    expect(swap).toEqual(["DetachVolume", "DetachVolume", "AttachVolume", "CreateImage"]);
    expect(world.call("CreateImage")).toMatchObject({
      "BlockDeviceMapping.1.DeviceName": "/dev/sda1",
      "BlockDeviceMapping.1.Ebs.VolumeSize": "16",
      "BlockDeviceMapping.2.DeviceName": "/dev/xvdh",
      "BlockDeviceMapping.2.NoDevice": "",
    });
    expect((await kinds(world)).filter((kind) => kind !== "image" && kind !== "snapshot")).toEqual([]);
  });
});
