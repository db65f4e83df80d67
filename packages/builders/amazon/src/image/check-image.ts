import { checkImageName } from "@ingot/client-aws";
import type { ConfigIssue } from "@ingot/core/plugin";
import { checkFastLaunch } from "./check-fast-launch.js";
import { checkImageTags } from "./check-image-tags.js";
import { checkSharing } from "./check-sharing.js";
import type { ImageConfig } from "./image-fields.js";
import { copyRegions } from "./target-regions.js";

/** What is wrong with the AMI that a template asks for; `region` is undefined where the template does not name it. */
export function checkImage(config: ImageConfig, region: string | undefined): ConfigIssue[] {
  return [
    ...checkImageName(config.ami_name),
    ...checkRegions(config, region),
    ...checkKeys(config, region),
    ...checkSharing(config, region),
    ...checkImageTags(config),
    ...checkDeprecation(config),
    ...checkVirtualization(config),
    ...checkReplacement(config),
    ...checkFastLaunch(config, region),
  ];
}

function checkRegions(config: ImageConfig, region: string | undefined): ConfigIssue[] {
  if (!config.skip_save_build_region || copyRegions(config, region).length > 0) return [];
  const detail =
    "With skip_save_build_region the AMI stays in ami_regions only, and those name no other region: nothing would be left. Name regions in ami_regions, or remove skip_save_build_region.";
  return [{ path: ["skip_save_build_region"], summary: "No region for the AMI", detail }];
}

const invalidKey = (path: ConfigIssue["path"], detail: string): ConfigIssue => ({
  path,
  summary: "Invalid encryption settings",
  detail,
});

function checkKeys(config: ImageConfig, region: string | undefined): ConfigIssue[] {
  const { encrypt_boot, kms_key_id, region_kms_key_ids } = config;
  const isGiven = { kms_key_id: Boolean(kms_key_id), region_kms_key_ids: Object.keys(region_kms_key_ids).length > 0 };
  const useless = Object.entries(isGiven).filter(([, given]) => given && !encrypt_boot);
  return [
    ...useless.map(([path]) => invalidKey([path], `${path} is of use with encrypt_boot = true only.`)),
    ...keyForm(["kms_key_id"], kms_key_id),
    ...Object.entries(region_kms_key_ids).flatMap(([name, key]) => keyForm(["region_kms_key_ids", name], key)),
    ...(isGiven.region_kms_key_ids ? checkKeyRegions(config, region) : []),
  ];
}

const keyId = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const keyAlias = /^alias\/[A-Za-z0-9/_-]{1,250}$/;
const keyArn = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(.+)$/;

function keyForm(path: ConfigIssue["path"], key: string | undefined): ConfigIssue[] {
  if (!key) return [];
  const name = keyArn.exec(key)?.[1]?.replace(/^key\//, "") ?? key;
  if (keyId.test(name) || keyAlias.test(name)) return [];
  return [invalidKey(path, `"${key}" names no KMS key: write its id, alias/…, or the ARN of either.`)];
}

/** A copy's key is never guessed: each region has its own. */
function checkKeyRegions(config: ImageConfig, region: string | undefined): ConfigIssue[] {
  const keyed = Object.keys(config.region_kms_key_ids);
  const without = copyRegions(config, region).filter((each) => !keyed.includes(each));
  const stray = keyed.filter((each) => !config.ami_regions.includes(each));
  return [
    ...stray.map((each) =>
      invalidKey(
        ["region_kms_key_ids", each],
        `${each} has a key here, and is not in ami_regions: nothing is copied there.`,
      ),
    ),
    ...without.map((each) =>
      invalidKey(
        ["ami_regions", config.ami_regions.indexOf(each)],
        `${each} has no key in region_kms_key_ids, as other regions have: give it one, or "" for the default key of the account there.`,
      ),
    ),
  ];
}

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

function checkDeprecation({ deprecate_at }: ImageConfig): ConfigIssue[] {
  if (!deprecate_at || (rfc3339.test(deprecate_at) && !Number.isNaN(Date.parse(deprecate_at)))) return [];
  const detail = `"${deprecate_at}" is no time of the form 2030-01-31T00:00:00Z.`;
  return [{ path: ["deprecate_at"], summary: "Invalid time of deprecation", detail }];
}

function checkVirtualization({ ami_virtualization_type: type }: ImageConfig): ConfigIssue[] {
  if (!type || ["hvm", "paravirtual"].includes(type)) return [];
  const detail = `The type is hvm or paravirtual, and not "${type}".`;
  return [{ path: ["ami_virtualization_type"], summary: "Invalid virtualization type", detail }];
}

function checkReplacement({ force_deregister, force_delete_snapshot }: ImageConfig): ConfigIssue[] {
  if (!force_delete_snapshot || force_deregister) return [];
  const detail = "force_delete_snapshot has an effect with force_deregister, or -force, only.";
  return [{ path: ["force_delete_snapshot"], severity: "warning", summary: "Ignored argument", detail }];
}
