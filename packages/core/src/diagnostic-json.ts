import type { Diagnostic, SourceRange } from "@ingot/hcl";
import type { DiagnosticJson, RangeJson } from "./events.js";

/** A diagnostic as events carry it: files by name, places by line and column. */
export function diagnosticJson({ severity, summary, detail, subject, context, values }: Diagnostic): DiagnosticJson {
  return {
    severity,
    summary,
    detail,
    ...(subject && { subject: rangeJson(subject) }),
    ...(context && { context: rangeJson(context) }),
    ...(values && { values }),
  };
}

const rangeJson = ({ source, start, end }: SourceRange): RangeJson => ({
  file: source.name,
  start: source.position(start),
  end: source.position(end),
});
