import { onceKnown } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import type { ImageJob, MadeImage } from "./made-image.js";

/** `deprecate_at`: from then on the AMI is not offered any more, and can still be used. */
export async function enableDeprecation({ region, id }: MadeImage, { config, aws }: ImageJob, run: BuildContext) {
  if (!config.deprecate_at) return;
  run.say(`AMI ${id} will be deprecated at ${config.deprecate_at}`);
  const ec2 = await aws.ec2(region);
  const request = { ImageId: id, DeprecateAt: new Date(config.deprecate_at) };
  await onceKnown(() => ec2.enableImageDeprecation(request), run);
}

/** `deregistration_protection`. */
export async function enableProtection({ region, id }: MadeImage, { config, aws }: ImageJob, run: BuildContext) {
  const { enabled, with_cooldown } = config.deregistration_protection ?? {};
  if (!enabled) return;
  run.say(`Protecting AMI ${id} from being deregistered`);
  const ec2 = await aws.ec2(region);
  const request = { ImageId: id, ...(with_cooldown && { WithCooldown: true }) };
  await onceKnown(() => ec2.enableImageDeregistrationProtection(request), run);
}
