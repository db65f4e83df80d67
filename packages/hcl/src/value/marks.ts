import { numberOf, textOf } from "./content.js";
import { formatNumber } from "./numbers.js";
import { type Mark, Value } from "./value.js";
import { childrenOf, mapChildren } from "./walk.js";

/** Whether the value, or anything within it, carries the mark. */
export function hasMark(value: Value, mark: Mark): boolean {
  return value.marksWithin.has(mark);
}

/** Every mark of the value and of what it holds. */
export function marksWithin(value: Value): ReadonlySet<Mark> {
  return value.marksWithin;
}

/** The same value with no mark at any depth. */
export function unmarkDeep(value: Value): Value {
  if (value.marksWithin.size === 0) return value;
  return mapChildren(value.withoutMarks(), unmarkDeep, (each, content) => Value.known(each.type, content));
}

/** The text of every string and number that is marked sensitive, itself or by what holds it: what a redactor must hide. */
export function sensitiveStrings(value: Value): string[] {
  const found = new Set<string>();
  collectSensitive(value, false, found);
  return [...found];
}

function collectSensitive(value: Value, inherited: boolean, found: Set<string>): void {
  if (!inherited && !hasMark(value, "sensitive")) return;
  const sensitive = inherited || value.marks.has("sensitive");
  for (const child of childrenOf(value)) collectSensitive(child, sensitive, found);
  if (!sensitive || !value.isKnown || value.isNull) return;
  const text = scalarText(value);
  if (text) found.add(text);
}

function scalarText(value: Value): string | undefined {
  if (value.type.kind === "string") return textOf(value);
  return value.type.kind === "number" ? formatNumber(numberOf(value)) : undefined;
}
