import { isIngotError } from "../errors.js";
import { engineFunctionNames } from "./engine-functions.js";
import { NotYetKnown } from "./not-yet-known.js";
import { call, type TemplateFunctions } from "./render-template.js";
import { noField, noFunction } from "./template-error.js";
import type { Command } from "./template-tree.js";
import { walkTemplate } from "./walk-template.js";

/**
 * What a template in an option can be seen to do wrong before a run: it cannot be read, calls a function that does not exist, or reads
 * a field where there are none. Throws an `IngotError`, TEMPLATE_ENGINE, with line and column.
 */
export function checkTemplate(template: string): void {
  walkTemplate(template, {
    operand: (operand, isReached) => {
      if (operand.kind === "function" && !engineFunctionNames.has(operand.name))
        throw noFunction(template, operand.at, operand.name);
      if (operand.kind === "field" && operand.path.length > 0 && isReached)
        throw noField(template, operand.at, operand.path, []);
    },
  });
}

/** The same of a template whose fields only a component knows: instead, calls that depend on nothing must not fail. */
export function checkCalls(template: string, functions: TemplateFunctions): void {
  walkTemplate(template, {
    operand: (operand) => {
      if (operand.kind === "function" && !Object.hasOwn(functions, operand.name))
        throw noFunction(template, operand.at, operand.name);
    },
    command: (command) => tryCall(command, template, functions),
  });
}

function tryCall({ operands: [first, ...rest], at }: Command, template: string, functions: TemplateFunctions): void {
  const values = rest.flatMap((operand) => (operand.kind === "literal" ? [operand.value] : []));
  if (first.kind !== "function" || values.length < rest.length) return;
  try {
    call(first.name, at, values, { template, functions });
  } catch (error) {
    if (!(isIngotError(error) && error.cause instanceof NotYetKnown)) throw error;
  }
}
