import { type Aws, acquireWhole, isAwsError, type RequestLaunchTemplateData } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import type { PreparedLaunch } from "./instance-parameters.js";
import { ownTags, temporaryName } from "./own-things.js";

/** Makes a launch template for this build alone; gives its name. */
export async function launchTemplate(
  launch: PreparedLaunch,
  data: RequestLaunchTemplateData,
  run: BuildContext,
): Promise<string> {
  const { aws } = launch;
  const name = temporaryName(run, "packer-fleet-launch-template-");
  run.say(`Creating launch template: ${name}`);
  await acquireWhole(run, {
    intent: {
      kind: "aws.launch-template",
      description: `launch template ${name} in ${aws.region}`,
      handle: { access: aws.access, region: aws.region, name },
    },
    create: (signal) => createTemplate(launch, name, data, run, signal),
    destroy: async () => {
      run.say("Deleting launch template...");
      await deleteLaunchTemplate(aws, name);
    },
    undo: async (signal) => {
      await deleteLaunchTemplate(aws, name, signal);
    },
  });
  return name;
}

async function createTemplate(
  launch: PreparedLaunch,
  LaunchTemplateName: string,
  LaunchTemplateData: RequestLaunchTemplateData,
  run: BuildContext,
  abortSignal: AbortSignal,
): Promise<void> {
  const ec2 = await launch.aws.ec2();
  const TagSpecifications = [{ ResourceType: "launch-template" as const, Tags: ownTags(launch, run) }];
  const token = { ClientToken: launch.token };
  await ec2.createLaunchTemplate(
    { LaunchTemplateName, LaunchTemplateData, TagSpecifications, ...token },
    { abortSignal },
  );
}

/** False where it is gone already. */
export async function deleteLaunchTemplate(aws: Aws, name: string, abortSignal?: AbortSignal): Promise<boolean> {
  const ec2 = await aws.ec2();
  try {
    await ec2.deleteLaunchTemplate({ LaunchTemplateName: name }, { ...(abortSignal && { abortSignal }) });
    return true;
  } catch (error) {
    if (isAwsError(error, ...absent)) return false;
    throw error;
  }
}

const absent = ["InvalidLaunchTemplateName.NotFoundException", "InvalidLaunchTemplateId.NotFound"];
