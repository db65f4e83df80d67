import { FunctionError } from "@ingot/hcl";
import type { TemplateFunctions } from "./render-template.js";

const refuse = (why: string) => () => {
  throw new FunctionError(why);
};

const onlyInVariables = (what: string) =>
  refuse(
    `${what} can only be read in "variables". Give a variable this template as its value, and use that variable here`,
  );

/** What options of a legacy JSON template cannot call, and what to do instead. */
export const refusedInOptions: TemplateFunctions = {
  sed: refuse("it is no longer part of the language. Use replace or replace_all"),
  vault: onlyInVariables("Vault"),
  consul_key: onlyInVariables("Consul"),
  aws_secretsmanager: onlyInVariables("AWS Secrets Manager"),
  aws_secretsmanager_raw: onlyInVariables("AWS Secrets Manager"),
};

/** What "variables" cannot call: there is no build yet. */
export const refusedInVariables: TemplateFunctions = {
  sed: refusedInOptions.sed!,
  build: refuse(
    "a variable has its value before any build begins. Use it in an option of a provisioner or post-processor",
  ),
  build_name: refuse("a variable is the same in all builds. Use it in an option"),
  build_type: refuse("a variable is the same in all builds. Use it in an option"),
};
