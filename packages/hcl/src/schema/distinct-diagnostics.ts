import type { Diagnostic } from "../diagnostic.js";

/** Without repetitions: the content of a `dynamic` block is read once for each element, and its typos with it. */
export function distinctDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ severity, summary, detail, subject }) => {
    const key = JSON.stringify([severity, summary, detail, subject?.source.name, subject?.start, subject?.end]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
