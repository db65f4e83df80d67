import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import type { AwsAccessConfig } from "./fields.js";

/** What is wrong with how a block says who asks AWS. */
export const checkAwsAccess = (config: AwsAccessConfig, host: CheckHost): ConfigIssue[] =>
  [checkKeys, checkVault, checkRole, checkCredentialsFile, checkEndpoint].flatMap((check) => check(config, host));

const issue = (path: ConfigIssue["path"], summary: string, detail: string): ConfigIssue => ({ path, summary, detail });

function checkKeys({ access_key, secret_key, token }: AwsAccessConfig): ConfigIssue[] {
  const together = "Set both access_key and secret_key, or neither.";
  if (!access_key !== !secret_key)
    return [issue([access_key ? "access_key" : "secret_key"], "Incomplete AWS credentials", together)];
  if (!token || access_key) return [];
  return [issue(["token"], "Incomplete AWS credentials", "With token, set access_key and secret_key too.")];
}

function checkVault({ vault_aws_engine: engine, access_key, secret_key, profile }: AwsAccessConfig): ConfigIssue[] {
  if (!engine) return [];
  const other = access_key || secret_key ? "access_key" : profile ? "profile" : undefined;
  if (!other) return [];
  const detail = `Vault makes the credentials: remove vault_aws_engine, or ${other === "profile" ? other : "access_key and secret_key"}.`;
  return [issue(["vault_aws_engine"], "Two sources of AWS credentials", detail)];
}

const shortest = 900;
const longest = 43_200;

function checkRole({ assume_role: role }: AwsAccessConfig): ConfigIssue[] {
  if (!role) return [];
  const { duration_seconds: seconds = shortest, policy } = role;
  const at = (field: string) => ["assume_role", field] as const;
  return [
    ...(seconds >= shortest && seconds <= longest
      ? []
      : [
          issue(
            at("duration_seconds"),
            "Invalid duration of a role",
            "AWS gives credentials of a role for 900 to 43200 seconds.",
          ),
        ]),
    ...(policy === undefined || isJsonObject(policy)
      ? []
      : [issue(at("policy"), "Invalid policy", "A policy is a JSON object; jsonencode() writes one.")]),
  ];
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function checkCredentialsFile({ shared_credentials_file: path }: AwsAccessConfig, host: CheckHost): ConfigIssue[] {
  if (!path || path.startsWith("~/") || host.kindOf(path) === "file") return [];
  const detail = `There is no file "${path}".`;
  return [issue(["shared_credentials_file"], "Missing credentials file", detail)];
}

function checkEndpoint({ custom_endpoint_ec2: endpoint }: AwsAccessConfig): ConfigIssue[] {
  if (!endpoint || (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol))) return [];
  const detail = "The address must be written in full, as in https://ec2.example.com.";
  return [issue(["custom_endpoint_ec2"], "Invalid endpoint", detail)];
}
