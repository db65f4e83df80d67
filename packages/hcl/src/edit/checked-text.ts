import { Source } from "../source.js";
import { parse } from "../syntax/parser.js";
import { EditError } from "./edit-error.js";
import { writtenValue } from "./written-value.js";

/**
 * A value's text, which is one whole expression where it is to stand: `depth` blocks and `within` brackets deep. Every text
 * that comes into a document has been parsed like this, so the result of an edit parses.
 */
export function checkedValue(value: unknown, depth: number, within: number, unit: string): string {
  const text = writtenValue(value, unit);
  const before = `${"b {\n".repeat(depth)}x = ${"[".repeat(within)}`;
  const after = `${within > 0 ? "\n" : ""}${"]".repeat(within)}\n${"}\n".repeat(depth)}`;
  refuseErrors(before + text + after, "The value is no expression", before.length);
  if (!standsAlone(text)) throw new EditError("The value is no expression: more than one stands there, or none.");
  return text;
}

/** An expression ends where its text ends: no comment behind it could swallow what comes. */
function standsAlone(text: string): boolean {
  const { file, diagnostics } = parse(new Source("value", `x = ${text}\n`));
  const item = file.body.items[0];
  if (diagnostics.length > 0 || file.body.items.length !== 1 || item?.kind !== "attribute") return false;
  return item.expression.range.start === 4 && item.expression.range.end === 4 + text.length;
}

/** Refuses items that do not parse when they stand `depth` blocks deep. */
export function checkItems(text: string, depth: number): void {
  refuseErrors(`${"b {\n".repeat(depth)}${text}${"}\n".repeat(depth)}`, "The item cannot stand there", 0);
}

function refuseErrors(text: string, what: string, from: number): void {
  const problem = parse(new Source("value", text)).diagnostics[0];
  if (!problem) return;
  const at = problem.subject ? ` (at character ${Math.max(problem.subject.start - from, 0) + 1})` : "";
  throw new EditError(`${what}${at}: ${problem.summary}. ${problem.detail}`);
}
