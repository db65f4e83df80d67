import type { ResourceRecord } from "@ingot/core/plugin";
import { deny } from "@ingot/testing";
import { recordsOf } from "../account.test-fixtures.js";
import { type LaunchInput, type LaunchWorld, messageOf, withMoto } from "./launch-world.test-fixtures.js";
import { runReapers } from "./reapers.js";

/** What the journal of a dead run says that it owes, newest first. */
const owed = ({ run }: LaunchWorld): readonly ResourceRecord[] => recordsOf(run).toReversed();

const reap = (world: LaunchWorld, record: ResourceRecord) => runReapers[record.kind]!(record, world.aws, world.run);

async function reapAll(world: LaunchWorld): Promise<string[]> {
  const outcomes: string[] = [];
  for (const record of owed(world)) outcomes.push(`${record.kind}: ${await reap(world, record)}`);
  return outcomes;
}

const document = { Statement: [{ Action: ["s3:*"], Resource: ["*"] }] };

const everything: LaunchInput = {
  temporary_iam_instance_profile_policy_document: document,
  launch_block_device_mappings: [{ device_name: "/dev/sdb", volume_size: 1 }],
};

/** A dead run's things are dropped from the world's own clean-up by closing it afterwards: all is gone by then. */
withMoto("what a dead run has left", (open) => {
  it("goes by its marks, and once", async () => {
    await using world = await open();
    await world.launch(everything);
    expect(await reapAll(world)).toEqual([
      "aws.instance: destroyed",
      "aws.instance-volumes: destroyed",
      "aws.instance-profile: destroyed",
      "aws.security-group: destroyed",
    ]);
    expect(await world.proxy.inventory()).toEqual([]);
    expect(new Set(await reapAll(world))).toEqual(
      new Set(
        ["aws.instance", "aws.instance-volumes", "aws.instance-profile", "aws.security-group"].map(
          (kind) => `${kind}: absent`,
        ),
      ),
    );
  });

  it("goes where it came of a fleet", async () => {
    await using world = await open();
    await world.launch({ instance_type: undefined, spot_instance_types: ["m5.large"], spot_price: "auto" });
    const outcomes = await reapAll(world);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        "aws.instance: destroyed",
        "aws.launch-template: destroyed",
        "aws.security-group: destroyed",
      ]),
    );
    const left = (await world.proxy.inventory()).filter(({ kind }) => kind !== "fleet");
    expect(left).toEqual([]);
  });

  it("is not what others have made, whatever a journal says", async () => {
    await using world = await open();
    const ec2 = await world.aws.ec2();
    const iam = await world.aws.iam();
    await ec2.createKeyPair({ KeyName: "prod" });
    await ec2.createSecurityGroup({ GroupName: "prod", Description: "prod" });
    await iam.createInstanceProfile({ InstanceProfileName: "prod" });
    await world.launch(); // of this account, and of another run
    const before = await world.proxy.inventory();
    const forged = (kind: string, handle: object) =>
      reap(world, { kind, handle, description: kind, runId: "0".repeat(32), resourceId: 1 } as ResourceRecord);
    expect(await forged("aws.key-pair", { name: "prod" })).toBe("absent");
    expect(await forged("aws.security-group", { name: "prod" })).toBe("absent");
    expect(await forged("aws.instance-volumes", { clientToken: world.call("RunInstances").ClientToken })).toBe(
      "absent",
    );
    const { ClientToken } = world.call("RunInstances");
    expect(await forged("aws.instance", { clientToken: ClientToken })).toBe("absent");
    const notOurs = "The journal names prod as its run's, and no run would name anything so. It is left alone.";
    expect(await messageOf(forged("aws.instance-profile", { name: "prod" }))).toBe(notOurs);
    expect(await messageOf(forged("aws.launch-template", { name: "prod" }))).toBe(notOurs);
    expect(await messageOf(forged("aws.instance", {}))).toBe(
      "The journal does not say which thing of Amazon's it is: aws.instance. It is left alone.",
    );
    expect(await world.proxy.inventory()).toEqual(before);
  });

  it("is known by its name where key pairs may not be looked at", async () => {
    const fault = { action: "ec2:DescribeKeyPairs", fault: deny, times: Number.POSITIVE_INFINITY };
    await using world = await open({ rules: [fault] });
    const ec2 = await world.aws.ec2();
    const name = `packer_${world.run.runId}-00000000`;
    await ec2.createKeyPair({ KeyName: name });
    const record = { kind: "aws.key-pair", description: "key pair", runId: world.run.runId, resourceId: 1 };
    expect(await messageOf(reap(world, { ...record, handle: { name: "prod" } }))).toMatch(
      /^Cannot describe key pairs \(.*\) in us-east-1: ec2:DescribeKeyPairs was refused: UnauthorizedOperation/,
    );
    expect(await reap(world, { ...record, handle: { name } })).toBe("destroyed");
    expect(await world.proxy.inventory()).toEqual([]);
  });
});
