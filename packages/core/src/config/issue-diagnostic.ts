import { type DecodedBody, type Diagnostic, errorAt, withValues } from "@ingot/hcl";
import type { z } from "zod";
import type { ConfigIssue } from "../plugin.js";
import { issuePath } from "./issue-path.js";
import { isMissing } from "./issue-text.js";
import { stringPart } from "./string-part.js";

/** A schema's issue, at the option it is about. */
export function schemaDiagnostic(issue: z.core.$ZodIssue, body: DecodedBody): Diagnostic {
  const path = issuePath(issue);
  return withValues(errorAt(body.rangeOf(path), summaryOf(issue), issue.message), body.valuesAt(path));
}

function summaryOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return "Unsupported key";
  if (issue.code !== "invalid_type" && issue.code !== "invalid_union") return "Invalid value";
  return isMissing(issue) ? "Missing required argument" : "Incorrect argument type";
}

/** A component's own complaint, at the option it is about. */
export function checkDiagnostic(issue: ConfigIssue, body: DecodedBody): Diagnostic {
  const { path, part, severity = "error", summary, detail } = issue;
  const range = body.rangeOf(path);
  const subject = part ? stringPart(range, part) : range;
  return withValues({ severity, summary, detail, subject }, body.valuesAt(path));
}
