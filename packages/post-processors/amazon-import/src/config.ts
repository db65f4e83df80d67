import { awsAccessFields, checkAccounts, checkAwsAccess, checkGroups, checkImageName } from "@ingot/client-aws";
import { type CheckHost, type ConfigIssue, lateTemplate } from "@ingot/core/plugin";
import * as z from "zod";
import { diskFormats } from "./disk-format.js";

const list = () => z.array(z.string()).default([]);

export const importConfig = z.object({
  ...awsAccessFields,
  s3_bucket_name: z
    .string()
    .min(1)
    .describe("The bucket that the disk is sent to. It must exist, in the region of the import."),
  s3_key_name: lateTemplate(z.string().default("")).describe(
    "The key of the object in the bucket, a template; by default a new one that begins with packer-import- and the time.",
  ),
  s3_encryption: z
    .enum(["AES256", "aws:kms"])
    .optional()
    .describe("How the object in the bucket is encrypted: AES256 or aws:kms. The image is not encrypted by it."),
  s3_encryption_key: z
    .string()
    .default("")
    .describe(
      "The KMS key for aws:kms; by default that of the account. The role of the import must be allowed to use it.",
    ),
  skip_clean: z.boolean().default(false).describe("Leave the object in the bucket when the import is done."),
  format: z
    .enum(diskFormats)
    .optional()
    .describe(
      `What the disk is: ${diskFormats.join(", ")}; by default what its name or its builder says. A qcow2 disk is converted, with qemu-img, before it is sent.`,
    ),
  architecture: z
    .enum(["i386", "x86_64", "arm64"])
    .default("x86_64")
    .describe("The processor that the disk is for: i386, x86_64 or arm64."),
  boot_mode: z
    .enum(["legacy-bios", "uefi", "uefi-preferred"])
    .optional()
    .describe("How the image boots: legacy-bios, uefi or uefi-preferred; by default what Amazon finds on the disk."),
  platform: z
    .enum(["linux", "windows"])
    .optional()
    .describe("The operating system: linux or windows; by default what Amazon finds on the disk."),
  license_type: z
    .enum(["AWS", "BYOL"])
    .optional()
    .describe("Whose licence the operating system runs under: AWS, or BYOL for your own."),
  role_name: z.string().default("").describe("The role that Amazon's import service takes on; by default vmimport."),
  ami_name: z
    .string()
    .default("")
    .describe(
      "The name of the image. By default it is that of the import's task; another one costs the time of a copy.",
    ),
  ami_description: z.string().default("").describe("The description of the image."),
  ami_users: list().describe("Accounts that may launch the image."),
  ami_groups: list().describe('Groups that may launch the image; Amazon knows only "all", which makes it public.'),
  ami_org_arns: list().describe("Organizations whose accounts may launch the image."),
  ami_ou_arns: list().describe("Organizational units whose accounts may launch the image."),
  ami_encrypt: z.boolean().default(false).describe("Encrypt the image's snapshots."),
  ami_kms_key: z
    .string()
    .default("")
    .describe(
      "The KMS key for ami_encrypt; by default that of the account for EBS. The role of the import must be allowed to use it.",
    ),
  tags: z.record(z.string(), z.string()).default({}).describe("Tags for the image and its snapshots."),
});

export type ImportConfig = z.infer<typeof importConfig>;

/** What the schema cannot say. */
export const checkImport = (config: ImportConfig, host: CheckHost): ConfigIssue[] => [
  ...checkAwsAccess(config, host),
  ...keysWithoutUse(config),
  ...checkBoot(config),
  ...(config.ami_name === "" ? [] : checkImageName(config.ami_name)),
  ...checkAccounts("ami_users", config.ami_users),
  ...checkGroups("ami_groups", config.ami_groups, config.ami_encrypt ? "ami_encrypt" : undefined),
];

function keysWithoutUse(config: ImportConfig): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  if (config.s3_encryption_key !== "" && config.s3_encryption !== "aws:kms")
    issues.push(unused("s3_encryption_key", 's3_encryption = "aws:kms"'));
  if (config.ami_kms_key !== "" && !config.ami_encrypt) issues.push(unused("ami_kms_key", "ami_encrypt = true"));
  return issues;
}

const unused = (key: string, needed: string): ConfigIssue => ({
  path: [key],
  severity: "warning",
  summary: "Unused key",
  detail: `${key} is of use only with ${needed}, so nothing is encrypted with it.`,
});

function checkBoot({ architecture, boot_mode }: ImportConfig): ConfigIssue[] {
  if (architecture !== "arm64" || boot_mode === undefined || boot_mode === "uefi") return [];
  const detail = 'Amazon starts machines with arm64 processors by UEFI only. Set boot_mode to "uefi", or remove it.';
  return [{ path: ["boot_mode"], summary: "Unsuitable boot mode", detail }];
}
