import { FunctionError, suggest, type Value } from "@ingot/hcl";
import type { OptionTexts } from "../../config/render-body.js";
import { checkTemplate } from "../../interpolate/check-template.js";
import { engineFunctions, type TemplateFacts } from "../../interpolate/engine-functions.js";
import type { TemplateFunction, TemplateFunctions } from "../../interpolate/evaluate-pipeline.js";
import { NotYetKnown } from "../../interpolate/not-yet-known.js";
import { refusedInOptions, refusedInVariables } from "../../interpolate/refused-functions.js";
import { renderKnown } from "../../interpolate/render-known.js";
import { text } from "../../interpolate/text-functions.js";
import type { LegacyTemplate } from "../model.js";

/** What is the same in all builds of a template. */
export type FixedFacts = Omit<TemplateFacts, "buildName" | "buildType" | "exports">;

type Variables = ReadonlyMap<string, { readonly value: Value }>;

/** For names of builders, and for what the engine takes out of a provisioner. */
export function sharedText(facts: FixedFacts, variables: Variables): (text: string) => string | undefined {
  const all = engineFunctions({ ...facts, buildName: "", buildType: "", exports: {} });
  const functions = { ...all, ...refusedInOptions, ...refusedInVariables, user: userFunction(variables) };
  return (template) => renderKnown(template, {}, functions);
}

/** For the options of one build's components. */
export function optionTexts(facts: FixedFacts, variables: Variables): LegacyTemplate["texts"] {
  const user = userFunction(variables);
  return ({ sourceName, builderType }, machineValues) => {
    const all = engineFunctions({ ...facts, buildName: sourceName, buildType: builderType, exports: {} });
    const inSource = { ...all, ...refusedInOptions, user };
    const withMachine = { ...inSource, build: buildFunction(machineValues) };
    return {
      inSource: textsWith(inSource),
      withMachine: textsWith(withMachine),
    };
  };
}

const textsWith = (functions: TemplateFunctions): OptionTexts => ({
  render: (template) => renderKnown(template, {}, functions),
  check: (template, fields) => checkTemplate(template, functions, fields ?? "later"),
});

/** What nobody declared is empty, as with Packer; and the value of a variable may still have to come. */
const userFunction =
  (variables: Variables): TemplateFunction =>
  (name) => {
    const value = variables.get(text(name))?.value;
    if (value && !value.isKnown) throw new NotYetKnown();
    return value ? String(value.content) : "";
  };

function buildFunction(names: readonly string[]): TemplateFunction {
  return (given) => {
    const name = text(given);
    if (names.includes(name)) throw new NotYetKnown();
    const near = suggest(name, names);
    throw new FunctionError(`there is no "${name}"${near ? `; perhaps "${near}" is meant` : ""}`);
  };
}
