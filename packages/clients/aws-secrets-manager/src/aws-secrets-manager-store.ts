import { defineValueStore } from "@ingot/core/plugin";
import { awsFailure } from "./aws-failure.js";
import { credentialsOf, regionOf } from "./settings.js";

/**
 * AWS Secrets Manager with the credentials that the SDK finds: of the environment, of a profile, of the machine. What the environment
 * says is the host's; only the SDK's own search of profiles and machines looks at this process.
 */
export const awsSecretsManagerStore = defineValueStore({
  type: "aws-secretsmanager",
  read: async (name, { host, signal, hide }) => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
    const { env } = host;
    const credentials = credentialsOf(env);
    if (credentials) hide(credentials.secretAccessKey);
    const endpoint = env.AWS_ENDPOINT_URL_SECRETS_MANAGER || env.AWS_ENDPOINT_URL;
    const client = new SecretsManagerClient({
      ...regionOf(env),
      ...(credentials && { credentials }),
      ...(endpoint && { endpoint }),
      ...(env.AWS_PROFILE && { profile: env.AWS_PROFILE }),
      maxAttempts: 3,
    });
    try {
      const answer = await client.send(new GetSecretValueCommand({ SecretId: name }), { abortSignal: signal });
      return answer.SecretString ?? binaryText(answer.SecretBinary);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (nameOf(error) === "ResourceNotFoundException") return undefined;
      throw awsFailure(name, error);
    } finally {
      client.destroy();
    }
  },
});

const nameOf = (error: unknown): unknown => (error as { name?: unknown }).name;

/** As the SDK of Packer hands binary secrets on: the bytes as they are, which must be text. */
const binaryText = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && new TextDecoder("utf-8", { fatal: true }).decode(bytes);
