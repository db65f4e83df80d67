import { conceal, type Diagnostic, type FindSecrets, type SourceRange } from "@ingot/hcl";
import * as expected from "./arguments/arguments.js";
import { checkArgument } from "./arguments/check-argument.js";
import type { DiagnosticJson, RangeJson } from "./events.js";
import { redactData } from "./redact/redact-data.js";

/** A diagnostic as events carry it: files by name, places by line and column. Secrets that are found in its texts are hidden. */
export function diagnosticJson(diagnostic: Diagnostic, secrets: FindSecrets = () => []): DiagnosticJson {
  checkArgument("diagnosticJson()", "diagnostic", diagnostic, expected.diagnostic);
  const redact = (text: string) => conceal(text, secrets(text));
  return redactData(asJson(diagnostic), { redact }, new Set(["severity"]));
}

function asJson({ severity, summary, detail, subject, context, values }: Diagnostic): DiagnosticJson {
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
