import { motoImages, ubuntuOwner } from "@ingot/testing";
import { messageOf, withMoto } from "./launch-world.test-fixtures.js";

const jammy = { filters: { name: "ubuntu/images/*jammy*" }, owners: [ubuntuOwner] };

withMoto("the image to start from", (open) => {
  it("is the newest that fits", async () => {
    await using world = await open();
    const { sourceImage, sourceData } = await world.launch({
      source_ami: undefined,
      source_ami_filter: { ...jammy, filter: [{ name: "root-device-type", value: "ebs" }], most_recent: true },
    });
    expect(sourceImage.ImageId).toBe(motoImages.ubuntu);
    expect(sourceData).toMatchObject({
      BuildRegion: "us-east-1",
      SourceAMI: motoImages.ubuntu,
      SourceAMIName: "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240601",
      SourceAMIOwner: ubuntuOwner,
      SourceAMITags: {},
    });
  });

  it("must be one, there, of the builder's kind, and fit for what the template wants", async () => {
    await using world = await open();
    const filtered = { source_ami: undefined, source_ami_filter: jammy };
    expect(await messageOf(world.launch(filtered))).toBe(
      `There are 2 images in us-east-1 that match name = "ubuntu/images/*jammy*", owners ${ubuntuOwner}. Narrow the filters, or set most_recent = true to take the newest.`,
    );
    expect(await messageOf(world.launch(filtered, { virtualizationType: "paravirtual" }))).toMatch(
      /^There is no image in us-east-1 that matches virtualization-type = "paravirtual", name = /,
    );
    expect(await messageOf(world.launch({ source_ami: "ami-0123456789abcdef0" }))).toMatch(
      /^Cannot describe images ami-0123456789abcdef0 in us-east-1: ec2:DescribeImages was refused: InvalidAMIID\.NotFound: The image id '\[ami-0123456789abcdef0\]' does not exist/,
    );
    expect(await messageOf(world.launch({}, { rootDevice: "instance-store" }))).toBe(
      `The root device of ${motoImages.ubuntu} is of the type ebs, and this builder needs an image whose root device is of the type instance-store. Choose another image, or the builder amazon-ebs.`,
    );
    expect(world.changes()).toEqual([]);
  });

  it("needs hardware virtualisation for enhanced networking", async () => {
    const mends = {
      DescribeImages: async (_call: unknown, moto: () => Promise<Record<string, unknown>>) =>
        JSON.parse(JSON.stringify(await moto()).replaceAll('"hvm"', '"paravirtual"')),
    };
    await using world = await open({ mends });
    expect(await messageOf(world.launch({ ena_support: true, sriov_support: true }))).toBe(
      `Enhanced networking (ena_support and sriov_support) needs an image of the virtualization type hvm, and ${motoImages.ubuntu} is of the type paravirtual. Choose another image, or remove ena_support and sriov_support.`,
    );
  });
});
