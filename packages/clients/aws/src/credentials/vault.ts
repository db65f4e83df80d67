import { readVault } from "@ingot/client-vault";
import type { AwsAccessConfig } from "../access/fields.js";
import type { AwsContext } from "../context.js";
import { awsFailure, isAwsError } from "../failure.js";
import { retryUntil } from "../retry-until.js";
import { ec2Service } from "../sdk/services.js";
import { type AwsCredentials, absent, type CredentialSearch, type CredentialSource } from "./credentials.js";
import { credentialsError } from "./credentials-error.js";
import { credentialsOf } from "./keys.js";

type Engine = NonNullable<AwsAccessConfig["vault_aws_engine"]>;

/** Credentials that Vault makes. */
export const vaultEngine: CredentialSource = {
  name: "Vault",
  find: async (search) => {
    const { config, context } = search;
    if (!config.vault_aws_engine) return absent("vault_aws_engine is not set");
    const credentials = await readKeys(config.vault_aws_engine, context);
    context.say?.("Waiting until AWS knows the credentials that Vault has made");
    await waitUntilUsable(credentials, search);
    return credentials;
  },
};

async function readKeys({ engine_name, name, role_arn, ttl }: Engine, context: AwsContext): Promise<AwsCredentials> {
  const query = { ...(role_arn && { role_arn }), ...(ttl && { ttl }) };
  const isTemporary = Object.keys(query).length > 0;
  const path = `${engine_name}/${isTemporary ? "sts" : "creds"}/${name}`;
  const { host, signal, hide = () => {} } = context;
  const fields = await readVault(path, { host, signal, hide }, query);
  const { access_key: id, secret_key: secret, security_token: token } = fields ?? {};
  if (typeof id === "string" && typeof secret === "string")
    return credentialsOf(id, secret, typeof token === "string" ? token : undefined);
  throw credentialsError(`Vault has no AWS credentials at "${path}". Check vault_aws_engine.`);
}

/** What is said of keys that AWS does not know yet everywhere. */
const notYetKnown = ["AuthFailure", "InvalidAccessKeyId", "InvalidClientTokenId", "SignatureDoesNotMatch"];

const tries = 11;

/** A new user of IAM is known after some seconds. That these credentials may not list regions is no reason to wait. */
async function waitUntilUsable(credentials: AwsCredentials, search: CredentialSearch): Promise<void> {
  const { context, region } = search;
  for (const secret of [credentials.secretAccessKey, credentials.sessionToken]) if (secret) context.hide?.(secret);
  const ec2 = await search.clientsWith(credentials)(ec2Service, region);
  const call = { service: "ec2", action: "DescribeRegions", region };
  const look = () =>
    ec2.describeRegions({}, { abortSignal: context.signal }).catch((error: unknown) => {
      context.signal.throwIfAborted();
      throw awsFailure(call, error);
    });
  await retryUntil(look, { codes: notYetKnown, for: 120_000, attempts: tries }, context).catch((error: unknown) => {
    if (!isAwsError(error, "UnauthorizedOperation")) throw error;
  });
}
