import { type Diagnostic, errorAt } from "@ingot/hcl";
import { languageVersion } from "../template-scope.js";
import { parseVersionConstraint, satisfies } from "../version-constraint.js";
import type { Report } from "./json-shape.js";
import { type Root, rootText } from "./root.js";

/** `min_packer_version`: a template for a newer language deserves that answer, and no other. */
export function versionProblem(root: Root, report: Report): Diagnostic | undefined {
  const written = rootText(root, "min_packer_version", report);
  if (!written) return undefined;
  const { text, at } = written;
  const constraint = /^\s*v?\d/.test(text) ? parseVersionConstraint(`>= ${text}`) : undefined;
  if (!constraint) {
    const detail = `"${text}" is not a version. Write one such as "1.7.0".`;
    return errorAt(at.range, "Invalid version", detail);
  }
  if (satisfies(languageVersion, constraint)) return undefined;
  const detail = `This template asks for Packer ${text} or newer, and Ingot speaks the language of Packer ${languageVersion}. Change min_packer_version if the template needs nothing newer.`;
  return errorAt(at.range, "Unsupported Packer version", detail);
}
