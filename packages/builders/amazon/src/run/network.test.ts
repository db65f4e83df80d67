import { deny, elementsAt, textAt, type XmlElement } from "@ingot/testing";
import { type LaunchWorld, messageOf, withMoto } from "./launch-world.test-fixtures.js";

const ask = async ({ proxy }: LaunchWorld, action: string, params: Record<string, string>) =>
  (await proxy.ask("ec2", "us-east-1", action, params)) as XmlElement;

/** A VPC of the user's own, with two subnets of which the second is the larger. */
async function ownVpc(world: LaunchWorld) {
  const named = (type: string, Value: string) => ({
    "TagSpecification.1.ResourceType": type,
    "TagSpecification.1.Tag.1.Key": "Name",
    "TagSpecification.1.Tag.1.Value": Value,
  });
  const vpc = textAt(
    await ask(world, "CreateVpc", { CidrBlock: "10.7.0.0/16", ...named("vpc", "images") }),
    "vpc/vpcId",
  )!;
  const subnet = async (CidrBlock: string, AvailabilityZone: string) =>
    textAt(
      await ask(world, "CreateSubnet", { VpcId: vpc, CidrBlock, AvailabilityZone, ...named("subnet", "images") }),
      "subnet/subnetId",
    )!;
  return { vpc, small: await subnet("10.7.1.0/28", "us-east-1b"), large: await subnet("10.7.2.0/24", "us-east-1c") };
}

const byName = { "tag:Name": "images" };

withMoto("the network", (open) => {
  it("is found by filters, and the group is made in its VPC", async () => {
    await using world = await open();
    const { vpc, large } = await ownVpc(world);
    await world.launch({ vpc_filter: { filters: byName }, subnet_filter: { filters: byName, most_free: true } });
    expect(world.call("CreateSecurityGroup")).toMatchObject({ VpcId: vpc });
    expect(world.call("RunInstances")).toMatchObject({ SubnetId: large, "Placement.AvailabilityZone": "us-east-1c" });
    expect(world.run.said).toEqual(expect.arrayContaining([`Found VPC ID: ${vpc}`, `Found Subnet ID: ${large}`]));
  });

  it("is what follows from the subnet, and the zone narrows a filter", async () => {
    await using world = await open();
    const { vpc, small } = await ownVpc(world);
    await world.launch({ subnet_id: small });
    expect(world.call("CreateSecurityGroup")).toMatchObject({ VpcId: vpc });
    expect(world.call("RunInstances")).toMatchObject({ "Placement.AvailabilityZone": "us-east-1b" });
    await world.launch({ subnet_filter: { filters: byName }, availability_zone: "us-east-1b" });
    expect(world.call("RunInstances")).toMatchObject({ SubnetId: small });
    const any = await world.launch({ subnet_filter: { filters: byName, random: true }, vpc_id: vpc });
    expect((await any.instance()).VpcId).toBe(vpc);
  });

  it("needs a subnet in a VPC that is not the default one, as far as anybody may look", async () => {
    const rules = [{ action: "ec2:DescribeVpcs", fault: deny, from: 2, times: Number.POSITIVE_INFINITY }];
    await using world = await open({ rules });
    const { vpc } = await ownVpc(world);
    expect(await messageOf(world.launch({ vpc_id: vpc }))).toBe(
      `${vpc} is not the default VPC, so that Amazon cannot choose a subnet: set subnet_id, or subnet_filter.`,
    );
    expect(world.changes()).toEqual([]);
    await world.launch({ vpc_id: vpc });
    expect(world.call("CreateSecurityGroup")).toMatchObject({ VpcId: vpc });
  });

  it("must be one, unless something chooses", async () => {
    await using world = await open();
    await ownVpc(world);
    expect(await messageOf(world.launch({ subnet_filter: { filters: byName } }))).toMatch(
      /^2 things at Amazon match subnet_filter, and it must be one: subnet-\w+, subnet-\w+\. Narrow its filters\.$/,
    );
    expect(await messageOf(world.launch({ vpc_filter: { filters: { "tag:Name": "none" } } }))).toBe(
      "Nothing at Amazon matches vpc_filter. Look at its filters, at the region, and at what the credentials may see.",
    );
    expect(await messageOf(world.launch({ subnet_filter: { filters: { "tag:Name": "none" }, random: true } }))).toBe(
      "Nothing at Amazon matches subnet_filter. Look at its filters, at the region, and at what the credentials may see.",
    );
    expect(world.changes()).toEqual([]);
  });

  it("has a subnet inferred where an interface must say of a public address", async () => {
    await using world = await open();
    await world.launch({ associate_public_ip_address: true });
    const call = world.call("RunInstances");
    const subnets = elementsAt(await ask(world, "DescribeSubnets", {}), "subnetSet/item/subnetId");
    expect(subnets).toContain(call["NetworkInterface.1.SubnetId"]);
    expect(call).toMatchObject({
      "NetworkInterface.1.AssociatePublicIpAddress": "true",
      "NetworkInterface.1.DeviceIndex": "0",
      "NetworkInterface.1.DeleteOnTermination": "true",
      "NetworkInterface.1.SecurityGroupId.1": expect.stringMatching(/^sg-/),
    });
    expect(call.SubnetId).toBeUndefined();
    await world.launch({ associate_public_ip_address: false, availability_zone: "us-east-1b" });
    expect(world.call("RunInstances")).toMatchObject({
      "NetworkInterface.1.AssociatePublicIpAddress": "false",
      "Placement.AvailabilityZone": "us-east-1b",
    });
  });

  it("is left to Amazon where nobody may look, with a warning", async () => {
    await using world = await open({
      rules: [{ action: "ec2:DescribeVpcs", fault: deny, times: Number.POSITIVE_INFINITY }],
    });
    await world.launch({ associate_public_ip_address: true });
    expect(world.run.warned).toEqual([
      expect.stringMatching(
        /^No subnet could be found for associate_public_ip_address, which has no effect without: Cannot describe vpcs \(is-default true\) in us-east-1: ec2:DescribeVpcs was refused: UnauthorizedOperation: .* Set subnet_id\.$/,
      ),
    ]);
  });
});
