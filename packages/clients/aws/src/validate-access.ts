import { IngotError } from "@ingot/core/plugin";
import type { AwsAccessConfig } from "./access/fields.js";
import type { Aws } from "./aws.js";

type Skips = Pick<AwsAccessConfig, "skip_credential_validation" | "skip_region_validation">;

/** Asks AWS who we are, and whether it has the regions. Throws AWS_REQUEST, AWS_CREDENTIALS, AWS_REGION. */
export async function validateAccess(aws: Aws, regions: readonly string[], skips: Skips): Promise<void> {
  if (!skips.skip_credential_validation) await (await aws.sts()).getCallerIdentity({});
  if (!skips.skip_region_validation) await validateRegions(aws, regions);
}

async function validateRegions(aws: Aws, regions: readonly string[]): Promise<void> {
  const { Regions = [] } = await (await aws.ec2()).describeRegions({});
  const enabled = Regions.map(({ RegionName }) => RegionName);
  const unknown = [...new Set(regions)].filter((region) => !enabled.includes(region));
  if (unknown.length === 0) return;
  const names = unknown.map((name) => `"${name}"`).join(", ");
  const message = `${names}: no such region, or none that this account has enabled. It has ${[...enabled].sort().join(", ")}.`;
  throw new IngotError({ code: "AWS_REGION", source: "user", message, data: { regions: unknown } });
}
