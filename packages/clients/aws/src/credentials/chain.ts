import { containerRole } from "./container.js";
import type { AwsCredentials, CredentialSearch, CredentialSource } from "./credentials.js";
import { credentialsError } from "./credentials-error.js";
import { instanceRole } from "./instance.js";
import { environmentKeys, templateKeys } from "./keys.js";
import { currentProfile, templateProfile } from "./profile.js";
import { assumeRole } from "./role.js";
import { vaultEngine } from "./vault.js";
import { webIdentity } from "./web-identity.js";

/** In the order in which they are asked. */
const sources: readonly CredentialSource[] = [
  templateKeys,
  vaultEngine,
  templateProfile,
  environmentKeys,
  webIdentity,
  currentProfile,
  containerRole,
  instanceRole,
];

/** The credentials of the first source that has any, or of the role that is assumed with them. Throws AWS_CREDENTIALS, AWS_PROFILE. */
export async function findCredentials(search: CredentialSearch): Promise<AwsCredentials> {
  const found = await firstCredentials(search);
  const { assume_role: role } = search.config;
  return role?.role_arn ? assumeRole({ ...role, role_arn: role.role_arn }, found, search) : found;
}

/** What every source says that has none stands in the message. */
async function firstCredentials(search: CredentialSearch): Promise<AwsCredentials> {
  const reasons: string[] = [];
  for (const { find } of sources) {
    const found = await find(search);
    if (!("absent" in found)) return found;
    reasons.push(found.absent);
  }
  const advice = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile.";
  throw credentialsError(`No AWS credentials were found: ${reasons.join("; ")}. ${advice}`);
}
