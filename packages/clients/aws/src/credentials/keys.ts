import { type AwsCredentials, absent, type CredentialSource } from "./credentials.js";
import { credentialsError } from "./credentials-error.js";

/** `access_key` and `secret_key` of the block. */
export const templateKeys: CredentialSource = {
  name: "the block",
  find: async ({ config: { access_key: accessKeyId, secret_key: secretAccessKey, token } }) =>
    accessKeyId && secretAccessKey
      ? credentialsOf(accessKeyId, secretAccessKey, token)
      : absent("access_key and secret_key are not set"),
};

/** The keys that the environment holds. */
export const environmentKeys: CredentialSource = {
  name: "the environment",
  find: async ({ context: { host } }) => {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = host.env;
    if (id && secret) return credentialsOf(id, secret, token);
    if (!id && !secret) return absent("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
    const [set, unset] = id
      ? ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
      : ["AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"];
    throw credentialsError(`${set} is set, but ${unset} is not. Set both, or neither.`);
  },
};

export const credentialsOf = (accessKeyId: string, secretAccessKey: string, sessionToken?: string): AwsCredentials => ({
  accessKeyId,
  secretAccessKey,
  ...(sessionToken && { sessionToken }),
});
