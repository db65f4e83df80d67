import { elementsAt, refuse, type XmlElement } from "@ingot/testing";
import { messageOf, withMoto } from "./launch-world.test-fixtures.js";

/** An answer of CreateFleet that brings no instance. */
const nothing = (code: string) => async () => ({
  fleetId: ["fleet-1"],
  errorSet: [
    {
      item: [
        {
          errorCode: [code],
          errorMessage: ["None is there."],
          lifecycle: ["spot"],
          launchTemplateAndOverrides: [{ overrides: [{ instanceType: ["m5.large"] }] }],
        },
      ],
    },
  ],
  fleetInstanceSet: [""],
});

const spot = { instance_type: undefined, spot_instance_types: ["m5.large", "m5a.large"], spot_price: "auto" };

withMoto("spot instances", (open) => {
  it("come of a fleet of one, and go with its launch template", async () => {
    await using world = await open();
    const machine = await world.launch({
      ...spot,
      spot_price: "0.05",
      spot_allocation_strategy: "price-capacity-optimized",
      availability_zone: "us-east-1b",
      spot_tags: { Request: "spot" },
      fleet_tags: { Fleet: "{{ .SourceAMI }}" },
      run_tags: { Team: "images" },
      launch_block_device_mappings: [
        { device_name: "/dev/sdb", no_device: true },
        { device_name: "/dev/sdc", virtual_name: "ephemeral0" },
      ],
    });
    const template = world.call("CreateLaunchTemplate");
    const data = "LaunchTemplateData";
    expect(template).toMatchObject({
      LaunchTemplateName: expect.stringMatching(/^packer-fleet-launch-template-[0-9a-f]{32}-[0-9a-f]{8}$/),
      [`${data}.BlockDeviceMapping.1.NoDevice`]: "",
      [`${data}.BlockDeviceMapping.2.VirtualName`]: "ephemeral0",
      [`${data}.TagSpecification.4.ResourceType`]: "spot-instances-request",
      [`${data}.TagSpecification.4.Tag.1.Key`]: "Request",
    });
    const fleet = world.call("CreateFleet");
    const overrides = "LaunchTemplateConfigs.1.Overrides";
    expect(fleet).toMatchObject({
      Type: "instant",
      "LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateName": template.LaunchTemplateName,
      [`${overrides}.1.InstanceType`]: "m5.large",
      [`${overrides}.1.MaxPrice`]: "0.05",
      [`${overrides}.1.AvailabilityZone`]: "us-east-1b",
      [`${overrides}.2.InstanceType`]: "m5a.large",
      "TargetCapacitySpecification.TotalTargetCapacity": "1",
      "TargetCapacitySpecification.DefaultTargetCapacityType": "spot",
      "SpotOptions.AllocationStrategy": "price-capacity-optimized",
      "TagSpecification.1.ResourceType": "fleet",
      "TagSpecification.1.Tag.1.Key": "Fleet",
      "TagSpecification.1.Tag.2.Key": "ingot:run",
    });
    const instance = await machine.instance();
    expect(instance.Tags).toEqual(expect.arrayContaining([{ Key: "ingot:run", Value: world.run.runId }]));
    await machine.stop(world.run);
    expect(world.changes()).not.toContain("StopInstances");
    await machine.release();
    await world.end();
    const left = (await world.proxy.inventory()).filter(({ kind }) => kind !== "fleet");
    expect(left).toEqual([]);
  });

  it("are asked for again while there is no capacity, each time with another token", async () => {
    const tokens: string[] = [];
    await using world = await open({
      mends: {
        CreateFleet: async ({ params }, moto) => {
          tokens.push(params.ClientToken!);
          return tokens.length < 3 ? nothing("InsufficientInstanceCapacity")() : moto();
        },
      },
    });
    const machine = await world.launch(spot);
    expect(tokens).toEqual([1, 2, 3].map((attempt) => `${tokens[0]!.slice(0, -2)}-${attempt}`));
    expect(world.run.said.filter((text) => text.startsWith("There is no such"))).toHaveLength(2);
    expect((await machine.instance()).State?.Name).toBe("running");
    expect(world.call("CreateFleet")["LaunchTemplateConfigs.1.Overrides.1.MaxPrice"]).toBeUndefined();
  });

  it("are given up after a while, or where patience is of no help", async () => {
    const attempt = async (code: string) => {
      await using world = await open({ mends: { CreateFleet: nothing(code) } });
      const message = await messageOf(world.launch(spot));
      await world.end();
      expect(await world.proxy.inventory()).toEqual([]);
      return { message, tries: world.proxy.calls.filter(({ action }) => action === "CreateFleet").length };
    };
    expect(await attempt("InsufficientInstanceCapacity")).toEqual({
      tries: 11,
      message:
        "No spot instance was to be had: m5.large: InsufficientInstanceCapacity: None is there. Allow more types in spot_instance_types, another zone or subnet, or a higher spot_price.",
    });
    expect((await attempt("InvalidParameterValue")).tries).toBe(1);
  });

  it("leave nothing where the fleet is refused", async () => {
    const fault = refuse("UnauthorizedOperation", "No.", 403);
    await using world = await open({ rules: [{ action: "ec2:CreateFleet", fault, times: Number.POSITIVE_INFINITY }] });
    expect(await messageOf(world.launch(spot))).toMatch(
      /^Cannot create fleet \(launch template packer-fleet-launch-template-[\w-]+\) in us-east-1: ec2:CreateFleet was refused: UnauthorizedOperation/,
    );
    await world.end();
    expect(await world.proxy.inventory()).toEqual([]);
    const root = (await world.proxy.ask("ec2", "us-east-1", "DescribeLaunchTemplates")) as XmlElement;
    expect(elementsAt(root, "launchTemplates/item")).toEqual([]);
  });
});
