import type { AwsCredentials, CredentialSearch, CredentialSource } from "./credentials.js";
import { credentialsError } from "./credentials-error.js";
import { environmentKeys, templateKeys } from "./keys.js";

/** In the order in which they are asked. */
const sources: readonly CredentialSource[] = [templateKeys, environmentKeys];

/** The credentials of the first source that has any. Throws AWS_CREDENTIALS, with why each source has none. */
export async function findCredentials(search: CredentialSearch): Promise<AwsCredentials> {
  const reasons: string[] = [];
  for (const { name, find } of sources) {
    const found = await find(search);
    if (!("absent" in found)) return found;
    reasons.push(`${name} (${found.absent})`);
  }
  throw credentialsError(`No AWS credentials were found. Looked, in this order, at: ${reasons.join("; ")}.`);
}
