import { type Aws, refuseTakenName, sideBySide } from "@ingot/client-aws";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import type { ImageJob } from "./made-image.js";
import { copyRegions, finalRegions } from "./target-regions.js";

/** Before anything costs money: the regions are there, and the AMI's name is free in them. */
export async function prevalidateImages({ config, aws }: Pick<ImageJob, "config" | "aws">, run: BuildContext) {
  await aws.validate([aws.region, ...copyRegions(config, aws.region)]);
  if (config.skip_create_ami) return;
  for (const region of finalRegions(config, aws.region)) claimName(config.ami_name, region, aws, run);
  if (config.force_deregister || run.force) {
    run.say(`An AMI "${config.ami_name}" that there is will be replaced.`);
    return;
  }
  run.say(`Prevalidating AMI Name: ${config.ami_name}`);
  await sideBySide(finalRegions(config, aws.region), (region) =>
    refuseTakenName(config.ami_name, region, "replace that AMI with force_deregister = true or -force", aws),
  );
}

/** Two builds of a run would find the name free, and one of them only at its end that it is not; with -force, one would remove the other's AMI. */
function claimName(name: string, region: string, aws: Aws, { runId, build }: BuildContext): void {
  const first = aws.claim(`${runId} ${region} ${name}`, build.name);
  if (first === build.name) return;
  throw new IngotError({
    code: "AMI_NAME_TAKEN",
    source: "user",
    message: `The AMI name "${name}" is that of ${first} too, in ${region}. Give each build a name of its own, as in ami_name = "web-\${source.name}".`,
    data: { name, region, build: first },
  });
}
