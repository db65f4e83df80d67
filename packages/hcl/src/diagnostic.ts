import type { SourceRange } from "./source.js";

/** The template is wrong, or doubtful. Data only; `renderDiagnostic` makes text of it. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** Terse and constant: it names no thing of the user's, so it can be searched for. No full stop. */
  readonly summary: string;
  /** Full sentences: what is wrong, why, and how to fix it. */
  readonly detail: string;
  /** The tight range that the caret marks. */
  readonly subject?: SourceRange;
  /** The wider range that makes the subject understandable, usually a whole block header or expression. */
  readonly context?: SourceRange;
}

/** An error for the user's template; options stay out when they are undefined. */
export function errorAt(
  subject: SourceRange | undefined,
  summary: string,
  detail: string,
  context?: SourceRange,
): Diagnostic {
  return { severity: "error", summary, detail, ...(subject && { subject }), ...(context && { context }) };
}

export function warningAt(subject: SourceRange | undefined, summary: string, detail: string): Diagnostic {
  return { severity: "warning", summary, detail, ...(subject && { subject }) };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((each) => each.severity === "error");
}
