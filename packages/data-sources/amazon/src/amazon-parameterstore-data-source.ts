import { awsAccessFields, checkAwsAccess, openAws } from "@ingot/client-aws";
import { defineDataSource } from "@ingot/core/plugin";
import * as z from "zod";

const config = z.object({
  ...awsAccessFields,
  name: z
    .string()
    .min(1)
    .describe("The parameter's name or ARN; a version or a label may follow after a colon, as in /app/image:3."),
  with_decryption: z
    .boolean()
    .default(false)
    .describe("Decrypt a SecureString, whose value is then hidden; of other parameters it says nothing."),
});

/** Reads a parameter of Systems Manager. */
export const amazonParameterstoreDataSource = defineDataSource({
  type: "amazon-parameterstore",
  description: "Reads a parameter of the Parameter Store of AWS Systems Manager.",
  config,
  output: z.object({
    value: z.string().describe("The parameter's value; a SecureString that is not decrypted is of no use."),
    version: z.string().describe("Its version, a number."),
    arn: z.string().describe("Its ARN."),
  }),
  check: (config, host) => checkAwsAccess(config, host),
  read: async (config, context) => {
    const { name: Name, with_decryption: WithDecryption } = config;
    const aws = await openAws(config, context);
    const { Parameter } = await (await aws.ssm()).getParameter({ Name, WithDecryption });
    const { Value: value = "", Version: version = "", ARN: arn = "", Type } = Parameter ?? {};
    if (Type === "SecureString") context.hide(value);
    return { value, version: String(version), arn };
  },
});
