import { type Aws, acquireWhole, isAwsError, retryUntil } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import type { Launch, LaunchConfig } from "./launched-machine.js";
import { ownTags, temporaryName } from "./own-things.js";

/** How long one of IAM's things may be unknown to another of its servers, and to EC2's. Milliseconds. */
const visibility = 60_000;

const absent = ["NoSuchEntity", "NoSuchEntityException"] as const;
const denied = ["AccessDenied", "AccessDeniedException"] as const;

/** Makes a profile with a role that has the template's policy. All three have one name. */
export async function temporaryProfile(launch: Launch, run: BuildContext): Promise<string> {
  const { aws } = launch;
  const name = temporaryName(run, "packer-");
  run.say(`Creating temporary instance profile for this instance: ${name}`);
  await acquireWhole(run, {
    intent: {
      kind: "aws.instance-profile",
      description: `instance profile ${name}, with its role`,
      handle: { access: aws.access, region: aws.region, name },
    },
    create: (signal) => createProfile(launch, name, run, signal),
    destroy: async () => {
      run.say("Deleting temporary instance profile...");
      await deleteProfile(aws, name);
    },
    undo: async () => {
      await deleteProfile(aws, name);
    },
  });
  await giveRole(launch, name, run);
  return name;
}

/** An answer that was lost is no failure: the name is nobody else's. */
async function createProfile(launch: Launch, name: string, run: BuildContext, abortSignal: AbortSignal): Promise<void> {
  const iam = await launch.aws.iam();
  await unlessThere(
    tagged(launch, run, (tags) => iam.createInstanceProfile({ InstanceProfileName: name, ...tags }, { abortSignal })),
  );
}

/** The permissions that Packer asks for have none to tag IAM's things, so their names must do. */
async function tagged<T>(
  launch: Launch,
  run: BuildContext,
  create: (tags: { readonly Tags?: { Key: string; Value: string }[] }) => Promise<T>,
): Promise<T> {
  const Tags = ownTags(launch, run).map(({ Key = "", Value = "" }) => ({ Key, Value }));
  try {
    return await create({ Tags });
  } catch (error) {
    if (!isAwsError(error, ...denied)) throw error;
    return create({});
  }
}

async function unlessThere(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isAwsError(error, "EntityAlreadyExists", "EntityAlreadyExistsException")) throw error;
  }
}

/** The role goes with the profile, which has been acquired. */
async function giveRole(launch: Launch, name: string, run: BuildContext): Promise<void> {
  const iam = await launch.aws.iam();
  const patiently = <T>(work: () => Promise<T>) => retryUntil(work, { codes: absent, for: visibility }, run);
  const role = { RoleName: name, AssumeRolePolicyDocument: trust };
  await unlessThere(tagged(launch, run, (tags) => iam.createRole({ ...role, ...tags })));
  await patiently(() =>
    iam.putRolePolicy({ RoleName: name, PolicyName: name, PolicyDocument: policyText(launch.config) }),
  );
  await patiently(() => addRole(launch.aws, name));
}

/** A profile has one role at most, and here it can only be this one. */
async function addRole(aws: Aws, name: string): Promise<void> {
  const iam = await aws.iam();
  try {
    await iam.addRoleToInstanceProfile({ InstanceProfileName: name, RoleName: name });
  } catch (error) {
    if (!isAwsError(error, "LimitExceeded", "LimitExceededException")) throw error;
  }
}

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

function policyText({ temporary_iam_instance_profile_policy_document: document }: LaunchConfig): string {
  const { Version, Statement } = document!; // as asked before
  return JSON.stringify({ Version, Statement });
}

/** In the order that IAM asks for; what is gone already is passed over. True where there was something. */
export async function deleteProfile(aws: Aws, name: string): Promise<boolean> {
  const iam = await aws.iam();
  const deleted = [
    await emptyProfile(aws, name),
    await unlessAbsent(() => iam.deleteRolePolicy({ RoleName: name, PolicyName: name })),
    await unlessAbsent(() => iam.deleteRole({ RoleName: name })),
    await unlessAbsent(() => iam.deleteInstanceProfile({ InstanceProfileName: name })),
  ];
  return deleted.includes(true);
}

const emptyProfile = (aws: Aws, InstanceProfileName: string): Promise<boolean> =>
  unlessAbsent(async () => {
    const iam = await aws.iam();
    const { InstanceProfile } = await iam.getInstanceProfile({ InstanceProfileName });
    for (const { RoleName } of InstanceProfile?.Roles ?? [])
      await iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName });
  });

async function unlessAbsent(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (isAwsError(error, ...absent)) return false;
    throw error;
  }
}
