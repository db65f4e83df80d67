import { evaluatePipeline, type PipelineScope, type TemplateFunctions } from "./evaluate-pipeline.js";
import { NotYetKnown } from "./not-yet-known.js";
import { unlessUnknown } from "./render-known.js";
import { noField, noFunction, templateError } from "./template-error.js";
import type { Operand, Pipeline } from "./template-tree.js";
import { walkTemplate } from "./walk-template.js";

/** The names of the fields that the template has, or that only a component knows them. */
export type Fields = readonly string[] | "later";

/**
 * What a template in an option can be seen to do wrong before a run: it cannot be read, calls a function that does not exist, reads
 * a field that is not there, or calls what fails whatever is still unknown. Throws an `IngotError`, TEMPLATE_ENGINE, with line and column.
 */
export function checkTemplate(template: string, functions: TemplateFunctions, fields: Fields): void {
  walkTemplate(template, {
    operand: (operand, isReached) => {
      if (operand.kind === "function" && !Object.hasOwn(functions, operand.name))
        throw noFunction(template, operand.at, operand.name);
      if (fields === "later" || !isReached || !isRootField(operand)) return;
      if (!fields.includes(operand.path[0]!)) throw noField(template, operand.at, operand.path, fields);
    },
    pipeline: (pipeline, isReached) => {
      if (isReached) unlessUnknown(() => tryPipeline(pipeline, template, functions));
    },
  });
}

const isRootField = (operand: Operand): operand is Extract<Operand, { kind: "field" | "part" }> =>
  (operand.kind === "field" && operand.path.length > 0) ||
  (operand.kind === "part" && operand.of.kind === "variable" && operand.of.name === "$");

/** A pipeline of constants and calls runs, up to what is unknown. */
function tryPipeline(pipeline: Pipeline, template: string, functions: TemplateFunctions): void {
  const unknown = () => {
    throw templateError(template, pipeline.at, "", new NotYetKnown());
  };
  const scope: PipelineScope = {
    ...{ template, functions },
    get dot(): never {
      return unknown();
    },
    get variables(): never {
      return unknown();
    },
  };
  evaluatePipeline(pipeline, scope);
}
