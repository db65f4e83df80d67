import { type Diagnostic, errorAt, offsetInJson, type SourceRange } from "@ingot/hcl";
import type { IngotError } from "../errors.js";

/** What is wrong with a `{{ }}` template, TEMPLATE_ENGINE, that is the JSON string at `range`; at the place itself within the string. */
export function templateProblem({ message, data }: IngotError, range: SourceRange): Diagnostic {
  const offset = data?.offset;
  return errorAt(typeof offset === "number" ? wordAt(range, offset) : range, "Invalid template", message);
}

function wordAt(range: SourceRange, offset: number): SourceRange {
  const start = offsetInJson(range, offset);
  const word = /^(?:\{\{|[\w.]+|)/.exec(range.source.text.slice(start, range.end - 1))![0];
  return { source: range.source, start, end: start + Math.max(1, word.length) };
}
