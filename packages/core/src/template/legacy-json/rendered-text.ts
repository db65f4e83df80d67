import type { SourceRange } from "@ingot/hcl";
import type { RenderText } from "../../config/render-body.js";
import { templateProblem } from "../../config/template-problem.js";
import { isIngotError } from "../../errors.js";
import type { Report } from "./json-shape.js";

/** The `{{ }}` template at `range` rendered; undefined where that is not known yet, and after a complaint. */
export function renderedText(text: string, range: SourceRange, render: RenderText, report: Report): string | undefined {
  try {
    return render(text);
  } catch (error) {
    if (!isIngotError(error, "TEMPLATE_ENGINE")) throw error;
    report(templateProblem(error, range));
    return undefined;
  }
}
