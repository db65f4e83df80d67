import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { SourceRange } from "../source.js";
import { isIdentifier } from "../syntax/identifier.js";

/** A name must be one that `var.name` can refer to. */
export function checkVariableName(name: string, range: SourceRange): Diagnostic[] {
  if (isIdentifier(name)) return [];
  const detail = `"${name}" cannot be a variable's name. A name starts with a letter or an underscore, and goes on with letters, digits, underscores and hyphens.`;
  return [errorAt(range, "Invalid variable name", detail)];
}
