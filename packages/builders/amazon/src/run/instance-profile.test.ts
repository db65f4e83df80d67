import { deny, dropAfter } from "@ingot/testing";
import { messageOf, withMoto } from "./launch-world.test-fixtures.js";

const document = {
  Statement: [{ Action: ["s3:GetObject"], Effect: "Allow", Resource: ["*"] }],
};

const forGood = Number.POSITIVE_INFINITY;

withMoto("instance profiles", (open) => {
  it("are made with a role that has the template's policy, and go with the build", async () => {
    await using world = await open();
    await world.launch({ temporary_iam_instance_profile_policy_document: document, run_tags: { Team: "images" } });
    const name = world.call("CreateInstanceProfile").InstanceProfileName!;
    expect(name).toBe(`packer-${world.run.runId}-${name.slice(-8)}`);
    expect(world.call("CreateRole")).toMatchObject({ RoleName: name, "Tags.member.1.Key": "Team" });
    expect(JSON.parse(world.call("PutRolePolicy").PolicyDocument!)).toEqual({ Version: "2012-10-17", ...document });
    expect(world.call("RunInstances")).toMatchObject({ "IamInstanceProfile.Name": name });
    const runs = world.proxy.calls.filter(({ action }) => action === "RunInstances");
    expect(runs.map(({ params }) => params.DryRun)).toEqual(["true", undefined]);
    await world.end();
    expect(await world.proxy.inventory()).toEqual([]);
    expect(world.changes().slice(-6)).toEqual([
      "TerminateInstances",
      "RemoveRoleFromInstanceProfile",
      "DeleteRolePolicy",
      "DeleteRole",
      "DeleteInstanceProfile",
      "DeleteSecurityGroup",
    ]);
  });

  it("are made whatever answers are lost, and without tags where those are not allowed", async () => {
    const actions = ["CreateInstanceProfile", "CreateRole", "PutRolePolicy", "AddRoleToInstanceProfile"];
    const rules = actions.map((action) => ({ action: `iam:${action}`, fault: dropAfter }));
    await using world = await open({ rules });
    await world.launch({ temporary_iam_instance_profile_policy_document: document });
    await world.end();
    expect(await world.proxy.inventory()).toEqual([]);
    await using denied = await open({ rules: [{ action: "iam:CreateRole", fault: deny }] });
    await denied.launch({ temporary_iam_instance_profile_policy_document: document });
    expect(denied.call("CreateRole")["Tags.member.1.Key"]).toBeUndefined();
  });

  it("leave nothing where a part of them cannot be made", async () => {
    await using world = await open({ rules: [{ action: "iam:PutRolePolicy", fault: deny, times: forGood }] });
    const message = await messageOf(world.launch({ temporary_iam_instance_profile_policy_document: document }));
    expect(message).toMatch(
      /^Cannot put role policy \(role packer-[\w-]+, policy packer-[\w-]+\) in us-east-1: iam:PutRolePolicy was refused: AccessDenied: /,
    );
    await world.end();
    expect(await world.proxy.inventory()).toEqual([]);
  });

  it("are looked for where the template names one", async () => {
    await using world = await open();
    expect(await messageOf(world.launch({ iam_instance_profile: "web" }))).toBe(
      "There is no instance profile web in this account. Look at iam_instance_profile: it is the name of an instance profile, which may differ from its role's.",
    );
    const iam = await world.aws.iam();
    const { InstanceProfile } = await iam.createInstanceProfile({ InstanceProfileName: "web" });
    await world.launch({ iam_instance_profile: "web" });
    expect(world.call("RunInstances")).toMatchObject({ "IamInstanceProfile.Name": "web" });
    await world.launch({ iam_instance_profile: InstanceProfile!.Arn! });
    expect(world.call("RunInstances")).toMatchObject({ "IamInstanceProfile.Arn": InstanceProfile!.Arn });
  });

  it("are taken for granted where nobody may look, or shall", async () => {
    await using world = await open({ rules: [{ action: "iam:GetInstanceProfile", fault: deny, times: forGood }] });
    const iam = await world.aws.iam();
    await iam.createInstanceProfile({ InstanceProfileName: "web" });
    await world.launch({ iam_instance_profile: "web" });
    expect(world.call("GetInstanceProfile")).toMatchObject({ InstanceProfileName: "web" });
    const looks = world.proxy.calls.filter(({ action }) => action === "GetInstanceProfile").length;
    await world.launch({ iam_instance_profile: "web", skip_profile_validation: true });
    expect(world.proxy.calls.filter(({ action }) => action === "GetInstanceProfile")).toHaveLength(looks);
  });
});
