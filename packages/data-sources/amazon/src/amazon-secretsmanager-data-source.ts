import { awsAccessFields, checkAwsAccess, openAws } from "@ingot/client-aws";
import { defineDataSource, optionalText } from "@ingot/core/plugin";
import * as z from "zod";
import { secretTexts, secretValue } from "./secret-value.js";

const config = z.object({
  ...awsAccessFields,
  name: z.string().min(1).describe("The secret's name or ARN."),
  key: optionalText().describe(
    "Of a secret that is a JSON object, the key whose value is meant; by default the first.",
  ),
  version_id: optionalText().describe("The version's id; it counts more than version_stage."),
  version_stage: optionalText().describe("The version's label; by default AWSCURRENT."),
});

type Config = z.infer<typeof config>;

/** Reads a secret. All that it holds is hidden from then on. */
export const amazonSecretsmanagerDataSource = defineDataSource({
  type: "amazon-secretsmanager",
  description: "Reads a secret of AWS Secrets Manager. What it holds is hidden in all output.",
  config,
  output: z.object({
    value: z.string().describe("The key's value; of a secret that is no JSON object, all of its text."),
    secret_string: z.string().describe("The secret's text; empty where it is binary."),
    binary: z.string().describe("A binary secret in base64; empty where it is text."),
    version_id: z.string().describe("The id of the version that was read."),
  }),
  check: (config, host) => checkAwsAccess(config, host),
  read: async (config, context) => {
    const { name, key } = config;
    const aws = await openAws(config, context);
    const answer = await (await aws.secretsManager()).getSecretValue(requestOf(config));
    const { SecretString: text = "", SecretBinary: bytes, VersionId: version_id = "" } = answer;
    const binary = Buffer.from(bytes ?? []).toString("base64");
    for (const secret of [binary, ...secretTexts(text)]) if (secret) context.hide(secret);
    return { value: secretValue(text, name, key), secret_string: text, binary, version_id };
  },
});

const requestOf = ({ name, version_id, version_stage }: Config) => ({
  SecretId: name,
  ...(version_id ? { VersionId: version_id } : version_stage && { VersionStage: version_stage }),
});
