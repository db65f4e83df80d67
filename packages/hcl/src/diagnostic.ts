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
  /** What the names within the subject stood for when it failed. Of sensitive values only that they are. */
  readonly values?: readonly NamedValue[];
  /** A limit of this implementation was met; by the rules of the language the text may be right. */
  readonly isOwnLimit?: true;
}

/** A name as it is written, `var.release`, and its value in a few words: `"bookworm"`, `a list of string with 3 elements`. */
export interface NamedValue {
  readonly name: string;
  readonly text: string;
}

/** An error for the user's template; options stay out when they are undefined. */
export function errorAt(
  subject: SourceRange | undefined,
  summary: string,
  detail: string,
  context?: SourceRange,
): Diagnostic {
  if (!subject) return { severity: "error", summary, detail };
  return context
    ? { severity: "error", summary, detail, subject, context }
    : { severity: "error", summary, detail, subject };
}

/** The same with values to be shown, where there are any. */
export function withValues(diagnostic: Diagnostic, values: readonly NamedValue[]): Diagnostic {
  return values.length > 0 ? { ...diagnostic, values } : diagnostic;
}

/** What the language allows, and we refuse all the same. */
export function limitAt(subject: SourceRange, summary: string, detail: string): Diagnostic {
  return { ...errorAt(subject, summary, detail), isOwnLimit: true };
}

/** A warning for the same: doubtful, but nothing fails of it. */
export function warningAt(subject: SourceRange | undefined, summary: string, detail: string): Diagnostic {
  return { severity: "warning", summary, detail, ...(subject && { subject }) };
}

/** Whether one of them is an error; warnings are none. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((each) => each.severity === "error");
}
