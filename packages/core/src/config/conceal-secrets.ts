import type { Diagnostic } from "@ingot/hcl";
import { createRedactor } from "../redact/redactor.js";

/** The same diagnostics, with no secret quoted in a sentence. */
export function concealSecrets(diagnostics: readonly Diagnostic[], secrets: readonly string[]): readonly Diagnostic[] {
  if (diagnostics.length === 0) return diagnostics;
  const { redact } = createRedactor(secrets);
  return diagnostics.map((each) => ({ ...each, detail: redact(each.detail) }));
}
