import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dropAfter, refuse } from "@ingot/testing";
import { messageOf, withMoto } from "./launch-world.test-fixtures.js";

const forGood = Number.POSITIVE_INFINITY;

/** moto knows neither hosts nor licences nor reservations: what it is asked is looked at, and refused. */
const unheard = { action: "ec2:RunInstances", fault: refuse("InsufficientInstanceCapacity", "None."), times: forGood };

withMoto("instances on demand", (open) => {
  it("are what the template says", async () => {
    await using world = await open({ rules: [unheard] });
    const launching = world.launch({
      instance_type: "m5.large",
      ebs_optimized: true,
      enable_nitro_enclave: true,
      license_specifications: [{ license_configuration_request: { license_configuration_arn: "arn:licence" } }],
      placement: { tenancy: "host", host_resource_group_arn: "arn:hosts" },
      capacity_reservation_group_arn: "arn:reservations",
      metadata_options: { http_endpoint: "disabled", http_tokens: "required", http_put_response_hop_limit: 2 },
      shutdown_behavior: "terminate",
      user_data: "#!/bin/sh\n",
      run_volume_tags: { Team: "{{ .SourceAMIOwner }}" },
      run_volume_tag: [{ name: "Disk", value: "yes" }],
      launch_block_device_mappings: [{ device_name: "/dev/sdb", no_device: true }],
      no_ephemeral: true,
    });
    expect(await messageOf(launching)).toMatch(
      /^Cannot run instances \(image ami-\w+.*\) in us-east-1: ec2:RunInstances was refused: InsufficientInstanceCapacity: None/,
    );
    const call = world.call("RunInstances");
    expect(call).toMatchObject({
      InstanceType: "m5.large",
      EbsOptimized: "true",
      "EnclaveOptions.Enabled": "true",
      "LicenseSpecification.1.LicenseConfigurationArn": "arn:licence",
      "Placement.Tenancy": "host",
      "Placement.HostResourceGroupArn": "arn:hosts",
      "CapacityReservationSpecification.CapacityReservationTarget.CapacityReservationResourceGroupArn":
        "arn:reservations",
      "MetadataOptions.HttpEndpoint": "disabled",
      "MetadataOptions.HttpTokens": "required",
      "MetadataOptions.HttpPutResponseHopLimit": "2",
      "MetadataOptions.InstanceMetadataTags": "disabled",
      InstanceInitiatedShutdownBehavior: "terminate",
      UserData: Buffer.from("#!/bin/sh\n").toString("base64"),
      "BlockDeviceMapping.1.DeviceName": "/dev/sdb",
      "BlockDeviceMapping.1.NoDevice": "",
      "BlockDeviceMapping.2.DeviceName": "xvdca",
      "BlockDeviceMapping.2.NoDevice": "",
      "BlockDeviceMapping.27.DeviceName": "xvdcz",
      "TagSpecification.2.ResourceType": "volume",
      "TagSpecification.2.Tag.1.Key": "Team",
      "TagSpecification.2.Tag.1.Value": "099720109477",
      "TagSpecification.2.Tag.2.Key": "Disk",
      "TagSpecification.2.Tag.3.Key": "ingot:run",
    });
    expect(Object.keys(call).filter((name) => name.includes("Preference"))).toEqual([]);
    await world.end();
    expect(await world.proxy.inventory()).toEqual([]);
  });

  it("use no reservation that is there by chance, unless the template wants that", async () => {
    await using world = await open({ rules: [unheard] });
    const preference = async (input: object) => {
      await messageOf(world.launch(input));
      return world.call("RunInstances");
    };
    const option = "CapacityReservationSpecification.CapacityReservationPreference";
    expect((await preference({}))[option]).toBe("none");
    expect((await preference({ capacity_reservation_preference: "open" }))[option]).toBe("open");
    const named = await preference({ capacity_reservation_id: "cr-1" });
    expect(named["CapacityReservationSpecification.CapacityReservationTarget.CapacityReservationId"]).toBe("cr-1");
    expect(named["MetadataOptions.HttpEndpoint"]).toBeUndefined();
    expect((await preference({ enable_unlimited_credits: true }))["CreditSpecification.CpuCredits"]).toBe("unlimited");
  });

  it("are one, however often Amazon is asked", async () => {
    await using world = await open({ rules: [{ action: "ec2:RunInstances", fault: dropAfter }] });
    const machine = await world.launch();
    const asked = world.proxy.calls.filter(({ action }) => action === "RunInstances");
    expect(new Set(asked.map(({ params }) => params.ClientToken)).size).toBe(1);
    expect(asked).toHaveLength(2);
    const instances = (await world.proxy.inventory()).filter(({ kind }) => kind === "instance");
    expect(instances.map(({ id }) => id)).toEqual([machine.instanceId]);
  });

  it("are told of by their reason where they end before they run", async () => {
    await using world = await open({
      pendingLooks: 1,
      onCall: async ({ action }, moment) => {
        if (action !== "DescribeInstances" || moment === "after") return;
        const id = world.run.said.find((text) => text.startsWith("Instance ID: "))?.slice(13);
        if (id) await world.proxy.ask("ec2", "us-east-1", "TerminateInstances", { "InstanceId.1": id });
      },
    });
    expect(await messageOf(world.launch())).toMatch(
      /^Waiting for instance i-\w+ to become ready was in vain: it is terminated: /,
    );
  });
});

withMoto("user data", (open) => {
  const given = async (bytes: Buffer | string) => {
    await using world = await open({ rules: [unheard] });
    writeFileSync(join(world.run.host.cwd, "data"), bytes);
    const message = await messageOf(world.launch({ user_data_file: "data" }));
    return message.startsWith("Cannot run instances ") ? world.call("RunInstances").UserData : message;
  };

  it("is encoded unless it is already, and what only looks so is a text like others", async () => {
    const script = Buffer.from("#cloud-config\n").toString("base64");
    expect(await given(script)).toBe(script);
    expect(await given("poweroff")).toBe(Buffer.from("poweroff").toString("base64"));
    const gzip = Buffer.from([0x1f, 0x8b, 8, 0, 255, 254]);
    expect(await given(gzip)).toBe(gzip.toString("base64"));
  });

  it("has Amazon's bound", async () => {
    expect(await given("x".repeat(16_385))).toBe(
      "The user data has more than 16384 bytes, which Amazon does not take. Compress it (cloud-init reads gzip), or let it fetch the rest.",
    );
  });
});
