import type { Diagnostic } from "../diagnostic.js";
import type { SourceRange } from "../source.js";

/**
 * Complaints about a sensitive variable's value, fit to be shown: they point at the declaration, since a source line
 * would show the value, and what others said of it is reduced to its summary, which is constant. Complaints under
 * `ownSummary` are ours, and quote nothing.
 */
export function sealedDiagnostics(
  diagnostics: readonly Diagnostic[],
  { name, range }: { readonly name: string; readonly range: SourceRange },
  where: string,
  ownSummary: string,
): readonly Diagnostic[] {
  return diagnostics.map(({ severity, summary, detail }) => {
    const reason =
      summary === ownSummary ? detail : `The value of variable "${name}", ${where}, cannot be read: ${summary}.`;
    const sealed = `${reason} It is not shown, because the variable is sensitive.`;
    return { severity, summary: ownSummary, detail: sealed, subject: range };
  });
}
