import { isIngotError } from "../errors.js";
import type { TemplateFunctions } from "./evaluate-pipeline.js";
import { NotYetKnown } from "./not-yet-known.js";
import { renderTemplate, type TemplateData } from "./render-template.js";

/** The template rendered; undefined where it calls for what is not known yet. Throws as `renderTemplate` does. */
export const renderKnown = (template: string, data: TemplateData, functions: TemplateFunctions): string | undefined =>
  unlessUnknown(() => renderTemplate(template, data, functions));

/** What `work` gives; undefined where a template's function says that it is yet to come. */
export function unlessUnknown<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isIngotError(error, "TEMPLATE_ENGINE") && error.cause instanceof NotYetKnown) return undefined;
    throw error;
  }
}
