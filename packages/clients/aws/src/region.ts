import { IngotError } from "@ingot/core/plugin";
import type { AwsAccessConfig } from "./access/fields.js";
import type { AwsContext } from "./context.js";
import type { Profiles } from "./credentials/profiles.js";

/** The region that counts: of the block, the environment, the profile. Throws AWS_REGION where nobody says. */
export async function findRegion(
  { region }: AwsAccessConfig,
  profiles: Profiles,
  { host }: AwsContext,
): Promise<string> {
  const { env } = host;
  const found = region || env.AWS_REGION || env.AWS_DEFAULT_REGION || profiles.profiles.get(profiles.current)?.region;
  if (found) return found;
  const message = `No AWS region is known: neither the block's region, nor AWS_REGION, nor AWS_DEFAULT_REGION, nor the profile "${profiles.current}" says one. Set region.`;
  throw new IngotError({ code: "AWS_REGION", source: "user", message });
}
