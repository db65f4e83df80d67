import { FunctionError } from "@ingot/hcl";
import type { TemplateFunctions } from "./evaluate-pipeline.js";
import { text } from "./text-functions.js";

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

const inHcl = (call: string) => refuse(`in HCL it is a function of the language. Write ${call}`);

/** What templates in options of HCL cannot call, and what to write instead. */
export const refusedInHcl: TemplateFunctions = {
  sed: refusedInOptions.sed!,
  user: (name) => {
    throw new FunctionError(`in HCL a variable is written \${var.${text(name)}}, and a local \${local.${text(name)}}`);
  },
  env: refuse("the environment can only be read in the default of a variable"),
  vault: inHcl('${vault("path", "key")}'),
  consul_key: inHcl('${consul_key("key")}'),
  aws_secretsmanager: inHcl('${aws_secretsmanager("name", "key")}'),
  aws_secretsmanager_raw: inHcl('${aws_secretsmanager_raw("name")}'),
};
