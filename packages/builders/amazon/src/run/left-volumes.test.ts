import { deny } from "@ingot/testing";
import { messageOf, withMoto } from "./launch-world.test-fixtures.js";

const mappings = {
  launch_block_device_mappings: [
    { device_name: "/dev/sdb", volume_size: 1 },
    { device_name: "/dev/sdc", volume_size: 1, delete_on_termination: true },
  ],
};

withMoto("volumes that outlive their instance", (open) => {
  it("stay where the template wants that and the build is done, and are the user's then", async () => {
    await using world = await open();
    const machine = await world.launch(mappings);
    const before = (await machine.instance()).BlockDeviceMappings!;
    await machine.release();
    await world.end();
    const [left, ...more] = await world.proxy.inventory();
    expect(left).toMatchObject({
      kind: "volume",
      id: before.find(({ DeviceName }) => DeviceName === "/dev/sdb")!.Ebs!.VolumeId,
      tags: {},
    });
    expect(more).toEqual([]);
  });

  it("go where their instance was made, and could never be seen", async () => {
    const rules = [{ action: "ec2:DescribeInstances", fault: deny, times: Number.POSITIVE_INFINITY }];
    await using world = await open({ rules });
    expect(await messageOf(world.launch(mappings))).toMatch(
      /^Cannot describe instances i-\w+ in us-east-1: ec2:DescribeInstances was refused: /,
    );
    expect(await messageOf(world.end())).toMatch(
      /^Cannot describe instances i-\w+ in us-east-1: ec2:DescribeInstances was refused: /,
    ); // it was not seen to end
    expect(await world.proxy.inventory()).toEqual([]);
  });

  it("go with a build that fails", async () => {
    await using world = await open();
    await world.launch(mappings);
    await world.end();
    expect(await world.proxy.inventory()).toEqual([]);
    expect(world.run.said).toContain("Cleaning up any extra volumes...");
  });

  it("go where they are the image's, and not the template's", async () => {
    const device = "BlockDeviceMapping.1";
    const ofImage = {
      [`${device}.DeviceName`]: "/dev/sdb",
      [`${device}.Ebs.VolumeSize`]: "1",
      [`${device}.Ebs.DeleteOnTermination`]: "false",
    };
    await using world = await open({
      mends: { RunInstances: ({ params }, moto) => moto({ ...params, ...ofImage }) },
    });
    const machine = await world.launch();
    await machine.release();
    expect(world.changes()).toContain("DeleteVolume");
    await world.end();
    expect(await world.proxy.inventory()).toEqual([]);
  });

  it("keep the run's mark where it may not be taken off", async () => {
    await using world = await open({
      rules: [{ action: "ec2:DeleteTags", fault: deny, times: Number.POSITIVE_INFINITY }],
    });
    const machine = await world.launch(mappings);
    await machine.release();
    const [left] = await world.proxy.inventory();
    expect(left?.tags).toEqual({
      "ingot:run": world.run.runId,
      "ingot:launch": world.call("RunInstances").ClientToken,
    });
  });
});
