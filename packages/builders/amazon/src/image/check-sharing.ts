import { checkAccounts, checkGroups, sharingIssue } from "@ingot/client-aws";
import type { ConfigIssue } from "@ingot/core/plugin";
import type { ImageConfig } from "./image-fields.js";
import { copyRegions } from "./target-regions.js";

const accountLists = ["ami_users", "snapshot_users"] as const;
const groupLists = ["ami_groups", "snapshot_groups"] as const;

/** Whether Amazon would let the AMI be shared as the template says. */
export const checkSharing = (config: ImageConfig, region: string | undefined): ConfigIssue[] => [
  ...accountLists.flatMap((field) => checkAccounts(field, config[field])),
  ...groupLists.flatMap((field) => checkGroups(field, config[field], config.encrypt_boot ? "encrypt_boot" : undefined)),
  ...checkDefaultKeys(config, region),
];

const shares = ["ami_users", "ami_org_arns", "ami_ou_arns", "snapshot_users"] as const;

/** Other accounts cannot use the default key of this one, and so could not start what is encrypted with it. */
function checkDefaultKeys(config: ImageConfig, region: string | undefined): ConfigIssue[] {
  const { encrypt_boot, kms_key_id, skip_save_build_region, region_kms_key_ids } = config;
  if (!encrypt_boot) return [];
  const inBuildRegion = !skip_save_build_region && !kms_key_id ? "kms_key_id" : undefined;
  const inCopies = copyRegions(config, region).some((each) => !region_kms_key_ids[each])
    ? "region_kms_key_ids"
    : undefined;
  const lacking = [inBuildRegion, inCopies].filter((each) => each !== undefined);
  if (lacking.length === 0) return [];
  return shares
    .filter((field) => config[field].length > 0)
    .map((field) => sharingIssue([field], ofDefaultKey(lacking)));
}

const ofDefaultKey = (lacking: readonly string[]) =>
  `What is encrypted with an account's default key cannot be shared: name keys of your own in ${lacking.join(" and ")}.`;
