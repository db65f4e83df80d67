import type { SourceRange } from "@ingot/hcl";

/**
 * Where a part of the string at `range` stands; the whole of it where the string is not written out plainly before the part's
 * end: by escapes, interpolation or an expression.
 */
export function stringPart(range: SourceRange, { offset, length }: { offset: number; length: number }): SourceRange {
  const { source } = range;
  const start = range.start + 1 + offset;
  const end = start + length;
  const written = source.text.slice(range.start, end);
  return /^"(?:[^"\\$%]|[$%](?!\{))*$/.test(written) && end < range.end ? { source, start, end } : range;
}
