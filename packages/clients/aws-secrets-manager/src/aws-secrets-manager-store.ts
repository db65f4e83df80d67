import { accessOf, isAwsError, openAws } from "@ingot/client-aws";
import { defineValueStore } from "@ingot/core/plugin";

/** AWS Secrets Manager with the credentials and the region of AWS's own variables, files and roles. */
export const awsSecretsManagerStore = defineValueStore({
  type: "aws-secretsmanager",
  read: async (name, context) => {
    const secrets = await (await openAws(accessOf(), context)).secretsManager();
    try {
      const { SecretString, SecretBinary } = await secrets.getSecretValue({ SecretId: name });
      return SecretString ?? binaryText(SecretBinary);
    } catch (error) {
      if (isAwsError(error, "ResourceNotFoundException")) return undefined;
      throw error;
    }
  },
});

/** As the SDK of Packer hands binary secrets on: the bytes as they are, which must be text. */
const binaryText = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && new TextDecoder("utf-8", { fatal: true }).decode(bytes);
