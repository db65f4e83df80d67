import { FunctionError, type FunctionTable, type HclFunction, string } from "@ingot/hcl";
import { engineFunctions } from "../../interpolate/engine-functions.js";
import type { TemplateFunction, TemplateFunctions } from "../../interpolate/evaluate-pipeline.js";
import { NotYetKnown } from "../../interpolate/not-yet-known.js";
import { refusedInVariables } from "../../interpolate/refused-functions.js";
import { text } from "../../interpolate/text-functions.js";
import type { FixedFacts } from "./option-texts.js";

const fromOutside = ["vault", "consul_key", "aws_secretsmanager", "aws_secretsmanager_raw"];

/** What the values of "variables" may call: the environment and systems outside too, and nothing that tells of a build. */
export function variableFunctions(facts: FixedFacts, language: FunctionTable): TemplateFunctions {
  const remote = fromOutside.map((name) => [name, remoteFunction(language.get(name) as HclFunction)] as const);
  return {
    ...engineFunctions({ ...facts, buildName: "", buildType: "", exports: {} }),
    ...refusedInVariables,
    ...Object.fromEntries(remote),
  };
}

/** The function of the same name of HCL, so that both ask the same clients and say the same. */
function remoteFunction({ parameters, variadic, call }: HclFunction): TemplateFunction {
  return (...values) => {
    const most = variadic ? Number.POSITIVE_INFINITY : parameters.length;
    if (values.length < parameters.length || values.length > most) {
      const names = [...parameters, ...(variadic ? [variadic] : [])].map(({ name }) => `\`${name}\``);
      throw new FunctionError(`it is written with ${names.join(" ")}`);
    }
    const result = call(values.map((value) => string(text(value))));
    if (!result.isKnown) throw new NotYetKnown();
    return String(result.content);
  };
}
