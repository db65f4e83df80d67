import { type Diagnostic, type Source, warningAt } from "@ingot/hcl";
import { fixTemplate } from "@ingot/upgrade";

/** What `validate` says of a template that `fix` would change. */
export function fixableWarning(source: Source): Diagnostic | undefined {
  const { applied } = fixTemplate(source);
  if (applied.length === 0) return undefined;
  const detail = `"ingot fix ${source.name}" prints the template with deprecated options replaced: ${applied.join(", ")}. "ingot fix -h" explains these names.`;
  return warningAt(undefined, "Fixable configuration found", detail);
}
