import { AwsRefusal } from "./aws-answer.js";
import type { Params } from "./aws-call.js";

/** A parameter of Amazon's API reference: "DiskContainer.#.Format" with a number for "#", and what its value must look like. */
export interface Parameter {
  readonly name: string;
  readonly required?: true;
  readonly value?: RegExp;
}

/** Refuses what the reference does not know, what it wants and is not there, and values that it does not take. */
export function checkParams(params: Params, known: readonly Parameter[]): void {
  for (const { name, required } of known)
    if (required && params[name] === undefined)
      throw new AwsRefusal("MissingParameter", `The request must contain the parameter ${name}`);
  for (const [name, value] of Object.entries(params)) checkParam(name, value, known);
}

function checkParam(name: string, value: string, known: readonly Parameter[]): void {
  const general = name.replace(/\.\d+(?=\.|$)/g, ".#");
  const parameter = known.find((each) => each.name === general);
  if (!parameter && name !== "DryRun")
    throw new AwsRefusal("UnknownParameter", `The parameter ${name} is not recognized`);
  if (parameter?.value && !parameter.value.test(value))
    throw new AwsRefusal("InvalidParameterValue", `Value (${value}) for parameter ${name} is invalid.`);
}

export const tagParameters: readonly Parameter[] = [
  { name: "TagSpecification.#.ResourceType" },
  { name: "TagSpecification.#.Tag.#.Key" },
  { name: "TagSpecification.#.Tag.#.Value" },
];
