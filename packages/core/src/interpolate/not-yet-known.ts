import { isIngotError } from "../errors.js";
import { renderTemplate, type TemplateData, type TemplateFunctions } from "./render-template.js";

/** What a template's function throws when its result is yet to come. */
export class NotYetKnown extends Error {}

/** The template rendered; undefined where it calls for what is not known yet. Throws as `renderTemplate` does. */
export function renderKnown(template: string, data: TemplateData, functions: TemplateFunctions): string | undefined {
  try {
    return renderTemplate(template, data, functions);
  } catch (error) {
    if (isIngotError(error, "TEMPLATE_ENGINE") && error.cause instanceof NotYetKnown) return undefined;
    throw error;
  }
}
