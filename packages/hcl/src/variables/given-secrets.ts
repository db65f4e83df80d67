import type { SourceRange } from "../source.js";
import { sensitiveStrings } from "../value/marks.js";
import type { Value } from "../value/value.js";

/**
 * The texts of what was given for a sensitive variable, of use or not: the line on which it stands may be shown for the sake of
 * something else. What cannot be read, and numbers, may be written in other ways than their value is, so those are hidden as written.
 */
export function givenSecrets(value: Value, { source, start, end }: SourceRange): readonly string[] {
  const texts = sensitiveStrings(value.withMarks(["sensitive"]));
  const isAsWritten = value.isWhollyKnown && value.type.kind !== "number";
  return isAsWritten ? texts : [...texts, source.text.slice(start, end)];
}
