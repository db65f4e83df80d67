import { type EC2, type FastLaunchLaunchTemplateSpecificationRequest, onceKnown } from "@ingot/client-aws";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import type { FastLaunchConfig } from "./image-fields.js";
import type { ImageJob, MadeImage } from "./made-image.js";

type TemplateChoice = Pick<
  FastLaunchConfig,
  "enable_fast_launch" | "template_id" | "template_name" | "template_version"
>;

/** `fast_launch`: has Amazon start Windows several times, and waits until that is done. */
export async function enableFastLaunch(image: MadeImage, { config, aws }: ImageJob, run: BuildContext): Promise<void> {
  const { fast_launch: fast } = config;
  const chosen = fast?.region_launch_templates.find(({ region }) => region === image.region) ?? fast;
  if (!fast || !chosen?.enable_fast_launch) return;
  run.say(`Enabling the fast launch of AMI ${image.id} in ${image.region}...`);
  const ec2 = await aws.ec2(image.region);
  const LaunchTemplate = await templateOf(chosen, ec2);
  const request = {
    ImageId: image.id,
    ResourceType: "snapshot",
    ...(LaunchTemplate && { LaunchTemplate }),
    ...(fast.max_parallel_launches && { MaxParallelLaunches: fast.max_parallel_launches }),
    ...(fast.target_resource_count && { SnapshotConfiguration: { TargetResourceCount: fast.target_resource_count } }),
  };
  await onceKnown(() => ec2.enableFastLaunch(request), run);
  await untilEnabled(ec2, image, run);
}

/** Amazon wants a number for the version. */
async function templateOf(
  { template_id: id, template_name: name, template_version: version }: TemplateChoice,
  ec2: EC2,
): Promise<FastLaunchLaunchTemplateSpecificationRequest | undefined> {
  if (!id && !name) return undefined;
  const named = id ? { LaunchTemplateId: id } : { LaunchTemplateName: name };
  if (version !== undefined) return { ...named, Version: String(version) };
  const asked = id ? { LaunchTemplateIds: [id] } : { LaunchTemplateNames: [name!] };
  const { LaunchTemplates: [template] = [] } = await ec2.describeLaunchTemplates(asked);
  return { ...named, Version: String(template?.DefaultVersionNumber ?? 1) };
}

/** Windows starts and shuts down once for each snapshot. Milliseconds. */
const interval = 15_000;
const looks = 500;

async function untilEnabled(ec2: EC2, { id, region }: MadeImage, { host, signal }: BuildContext): Promise<void> {
  let last = "unknown";
  for (let look = 0; look < looks; look++) {
    const { FastLaunchImages: [found] = [] } = await ec2.describeFastLaunchImages({ ImageIds: [id] });
    if (found?.State === "enabled") return;
    last = found?.State ?? last;
    if (/failed|disabl/.test(last)) throw notEnabled(id, region, last, found?.StateTransitionReason);
    await host.sleep(interval, signal);
  }
  throw notEnabled(id, region, last, "Amazon took too long");
}

const notEnabled = (id: string, region: string, state: string, reason: string | undefined) =>
  new IngotError({
    code: "FAST_LAUNCH",
    source: "outside",
    message: `The fast launch of AMI ${id} in ${region} could not be enabled, its state is ${state}${reason ? `: ${reason}` : ""}.`,
    data: { id, region, state },
  });
