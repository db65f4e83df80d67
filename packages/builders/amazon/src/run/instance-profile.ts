import { type Aws, isAwsError } from "@ingot/client-aws";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import type { Launch, LaunchConfig } from "./launched-machine.js";
import { temporaryProfile } from "./temporary-profile.js";

/** What lets the instance call Amazon. */
export interface InstanceProfile {
  /** A name or an ARN. */
  readonly name: string;
  /** It was just made, and not every server of Amazon's knows it yet. */
  readonly isNew: boolean;
}

/** The template's instance profile, or one for this build alone; undefined where it wants none. */
export async function instanceProfile(launch: Launch, run: BuildContext): Promise<InstanceProfile | undefined> {
  const { config, aws } = launch;
  if (config.temporary_iam_instance_profile_policy_document)
    return { name: await temporaryProfile(launch, run), isNew: true };
  if (!config.iam_instance_profile) return undefined;
  if (!config.skip_profile_validation) await verifyProfile(config.iam_instance_profile, aws, run);
  return { name: config.iam_instance_profile, isNew: false };
}

/** The name at the end of an ARN. */
const nameOf = (profile: string): string => profile.slice(profile.lastIndexOf("/") + 1);

/** Who may not look finds out when the instance is to start. */
async function verifyProfile(profile: string, aws: Aws, run: BuildContext): Promise<void> {
  run.say(`Using specified instance profile: ${profile}`);
  const iam = await aws.iam();
  try {
    await iam.getInstanceProfile({ InstanceProfileName: nameOf(profile) });
  } catch (error) {
    if (isAwsError(error, "AccessDenied", "AccessDeniedException")) return;
    throw isAwsError(error, "NoSuchEntity", "NoSuchEntityException") ? noProfile(profile, error) : error;
  }
}

const noProfile = (profile: string, cause: unknown) =>
  new IngotError({
    code: "AMAZON_INSTANCE_PROFILE",
    source: "user",
    message: `There is no instance profile ${profile} in this account. Look at iam_instance_profile: it is the name of an instance profile, which may differ from its role's.`,
    cause,
    data: { profile },
  });

/** As calls of EC2 take it. */
export const profileParameter = (profile: InstanceProfile | undefined) =>
  profile && (profile.name.startsWith("arn:") ? { Arn: profile.name } : { Name: profile.name });

/** Whether the template names an instance profile, or has one made. */
export const hasProfile = (config: LaunchConfig): boolean =>
  !!config.iam_instance_profile || config.temporary_iam_instance_profile_policy_document !== undefined;
