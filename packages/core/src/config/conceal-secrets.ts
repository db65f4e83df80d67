import { conceal, type Diagnostic, type FindSecrets, replacement, type SourceRange } from "@ingot/hcl";
import { createRedactor } from "../redact/redactor.js";

/** The same diagnostics, with no secret quoted in a sentence or shown as a value. */
export function concealSecrets(diagnostics: readonly Diagnostic[], secrets: readonly string[]): readonly Diagnostic[] {
  if (diagnostics.length === 0 || secrets.length === 0) return diagnostics;
  const { find } = createRedactor(secrets);
  return diagnostics.map((each) => {
    const redact = redactionFor(each, find);
    return {
      ...each,
      detail: redact(each.detail),
      ...(each.values && { values: each.values.map(({ name, text }) => ({ name: redact(name), text: redact(text) })) }),
    };
  });
}

/** What is complained of may be a part of a secret, as the name in `a${b}c` is, and the sentence quote it. */
function redactionFor({ subject }: Diagnostic, find: FindSecrets): (text: string) => string {
  const whole = (text: string) => conceal(text, find(text));
  if (!subject || !isWithinSecret(subject, find)) return whole;
  const part = subject.source.text.slice(subject.start, subject.end);
  return (text) => whole(text).replaceAll(part, () => replacement);
}

/** So much around a subject may be one secret with it. */
const around = 4096;

function isWithinSecret({ source, start, end }: SourceRange, find: FindSecrets): boolean {
  if (start === end || end - start > around) return false;
  const from = Math.max(0, start - around);
  const spans = find(source.text.slice(from, end + around));
  return spans.some((span) => span[0] <= start - from && span[1] >= end - from);
}
