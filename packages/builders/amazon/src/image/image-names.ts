import { refuseTakenName, sideBySide } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import type { ImageJob } from "./made-image.js";
import { copyRegions, finalRegions } from "./target-regions.js";

/** Before anything costs money: the regions are there, and the AMI's name is free in them. */
export async function prevalidateImages({ config, aws }: Pick<ImageJob, "config" | "aws">, run: BuildContext) {
  await aws.validate([aws.region, ...copyRegions(config, aws.region)]);
  if (config.skip_create_ami) return;
  if (config.force_deregister || run.force) {
    run.say(`An AMI "${config.ami_name}" that there is will be replaced.`);
    return;
  }
  run.say(`Prevalidating AMI Name: ${config.ami_name}`);
  await sideBySide(finalRegions(config, aws.region), (region) =>
    refuseTakenName(config.ami_name, region, "replace that AMI with force_deregister = true or -force", aws),
  );
}
