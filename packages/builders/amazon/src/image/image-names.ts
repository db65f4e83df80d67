import type { Aws, Image } from "@ingot/client-aws";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import type { ImageJob, ImagePlace } from "./made-image.js";
import { sideBySide } from "./side-by-side.js";
import { copyRegions, finalRegions } from "./target-regions.js";

/** The account's own AMIs of that name. */
export async function findByName({ region, name }: ImagePlace, aws: Aws): Promise<readonly Image[]> {
  const ec2 = await aws.ec2(region);
  const { Images = [] } = await ec2.describeImages({ Owners: ["self"], Filters: [{ Name: "name", Values: [name] }] });
  return Images;
}

/** Before anything costs money: the regions are there, and the AMI's name is free in them. */
export async function prevalidateImages({ config, aws }: Pick<ImageJob, "config" | "aws">, run: BuildContext) {
  await aws.validate([aws.region, ...copyRegions(config, aws.region)]);
  if (config.skip_create_ami) return;
  if (config.force_deregister || run.force) {
    run.say(`An AMI "${config.ami_name}" that there is will be replaced.`);
    return;
  }
  run.say(`Prevalidating AMI Name: ${config.ami_name}`);
  await sideBySide(finalRegions(config, aws.region), async (region) => {
    const [taken] = await findByName({ region, name: config.ami_name }, aws);
    if (taken) throw nameTaken(config.ami_name, region, taken);
  });
}

const nameTaken = (name: string, region: string, { ImageId }: Image) =>
  new IngotError({
    code: "AMI_NAME_TAKEN",
    source: "user",
    message: `The AMI name "${name}" is taken in ${region}, by ${ImageId}. Choose another ami_name, perhaps with a timestamp in it, or replace that AMI with force_deregister = true or -force.`,
    data: { name, region, id: ImageId },
  });
