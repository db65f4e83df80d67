import { conceal, type Diagnostic } from "@ingot/hcl";
import { createRedactor } from "../redact/redactor.js";

/** The same diagnostics, with no secret quoted in a sentence or shown as a value. */
export function concealSecrets(diagnostics: readonly Diagnostic[], secrets: readonly string[]): readonly Diagnostic[] {
  if (diagnostics.length === 0) return diagnostics;
  const { find } = createRedactor(secrets);
  const redact = (text: string) => conceal(text, find(text));
  return diagnostics.map((each) => ({
    ...each,
    detail: redact(each.detail),
    ...(each.values && { values: each.values.map(({ name, text }) => ({ name: redact(name), text: redact(text) })) }),
  }));
}
