import { IngotError } from "@ingot/core/plugin";
import type { AwsAccessConfig } from "./access/fields.js";
import type { AwsContext } from "./context.js";
import { instanceRegion } from "./credentials/instance.js";
import type { Profiles } from "./credentials/profiles.js";

/** The region that counts: of the block, the environment, the profile, the machine. Throws AWS_REGION where nobody says. */
export async function findRegion(
  { region, skip_metadata_api_check: skip }: AwsAccessConfig,
  profiles: Profiles,
  context: AwsContext,
): Promise<string> {
  const { env } = context.host;
  const written = region || env.AWS_REGION || env.AWS_DEFAULT_REGION || profiles.profiles.get(profiles.current)?.region;
  const found = written || (skip ? undefined : await instanceRegion(context));
  if (found) return found;
  const message = `No AWS region is known: region, AWS_REGION and AWS_DEFAULT_REGION are not set, the profile "${profiles.current}" has none, and this is no EC2 instance. Set region or AWS_REGION.`;
  throw new IngotError({ code: "AWS_REGION", source: "user", message });
}
