import { block, optionalNumber, optionalText, secretText, textOr } from "@ingot/core/plugin";
import * as z from "zod";

const flag = () => z.boolean().default(false);

const assumeRole = z.object({
  role_arn: optionalText().describe("The role, as arn:aws:iam::123456789012:role/name; without it none is assumed."),
  duration_seconds: optionalNumber().describe(
    "How long its credentials last: 900 to 43200 seconds, and at most what the role allows.",
  ),
  external_id: optionalText().describe("What the role's owner asks of those who assume it from another account."),
  policy: optionalText().describe("A policy in JSON that narrows what the role may do."),
  policy_arns: z.array(z.string()).default([]).describe("Managed policies that narrow what the role may do."),
  session_name: optionalText().describe("The session's name, as CloudTrail shows it."),
  tags: z.record(z.string(), z.string()).default({}).describe("Tags of the session."),
  transitive_tag_keys: z
    .array(z.string())
    .default([])
    .describe("Tags that stay when further roles are assumed from this one."),
});

const vaultAwsEngine = z.object({
  name: z.string().describe("The role of Vault's engine to read credentials of."),
  role_arn: optionalText().describe("The role of AWS to ask for, where Vault's role knows several."),
  ttl: optionalText().describe(
    "How long the credentials are to last, such as 3600s or 2h; for roles that Vault assumes.",
  ),
  engine_name: textOr("aws").describe("Where the engine is mounted in Vault."),
});

const awsPolling = z.object({
  delay_seconds: optionalNumber().describe(
    "Seconds between two looks at a state; by default 1 to 15, further apart the longer it takes.",
  ),
  max_attempts: optionalNumber().describe(
    "How many looks there are; with delay_seconds it says how long a wait may take.",
  ),
});

/** What every block that reaches AWS says of who asks, and how. */
export const awsAccessFields = {
  access_key: optionalText().describe(
    "The access key's id. By default AWS's own variables, files and roles say who asks.",
  ),
  secret_key: secretText(optionalText().describe("The access key's secret.")),
  token: secretText(optionalText().describe("The session token of temporary keys.")),
  region: optionalText().describe(
    "The region, such as eu-west-1; by default that of AWS_REGION, of the profile or of the machine.",
  ),
  profile: optionalText().describe("The profile of AWS's configuration files to take credentials and region from."),
  shared_credentials_file: optionalText().describe("The file of credentials, by default ~/.aws/credentials."),
  mfa_code: secretText(
    optionalText().describe("The code that the profile's MFA device shows; asked for where it is needed and not set."),
  ),
  assume_role: block(assumeRole).optional().describe("A role to assume with these credentials."),
  custom_endpoint_ec2: optionalText().describe("The address of an EC2 that is not Amazon's own."),
  insecure_skip_tls_verify: flag().describe("Do not check the endpoint's certificate."),
  decode_authorization_messages: flag().describe(
    "Have STS decode the details of what the credentials may not do; needs sts:DecodeAuthorizationMessage.",
  ),
  max_retries: z
    .number()
    .int()
    .min(0)
    .default(10)
    .describe(
      "How often a request is tried again that failed in passing: throttled, dropped, answered with an error of the server.",
    ),
  skip_metadata_api_check: flag().describe("Do not look for the role of the machine that this runs on."),
  skip_credential_validation: flag().describe("Do not ask STS whether the credentials are valid before anything else."),
  skip_region_validation: flag().describe("Do not ask EC2 whether the regions exist."),
  vault_aws_engine: block(vaultAwsEngine).optional().describe("Credentials that Vault makes for this build."),
  aws_polling: block(awsPolling).optional().describe("How often states are looked at, and for how long."),
};

const schema = z.object(awsAccessFields);

/** A config that says who asks AWS: builders' configs hold more. */
export type AwsAccessConfig = z.output<typeof schema>;

/** A whole config of some of its arguments. */
export const accessOf = (block: z.input<typeof schema> = {}): AwsAccessConfig => schema.parse(block);

export const accessFieldNames = Object.keys(awsAccessFields) as readonly (keyof AwsAccessConfig)[];
