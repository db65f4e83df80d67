import { numberOf, textOf } from "./content.js";
import { toJsonText } from "./json-text.js";
import { marksWithin, unmarkDeep } from "./marks.js";
import { compareNumbers, formatNumber } from "./numbers.js";
import { compareText } from "./text-order.js";
import type { Type } from "./type.js";
import { type Mark, setOfSorted, type Value } from "./value.js";
import { isWhollyKnown } from "./walk.js";

/**
 * A set of values that all have the type `element`: without duplicates, in cty's order. An element cannot carry a mark
 * (it could not be told apart from its unmarked twin), so the set carries the marks of all.
 */
export function set(element: Type, items: readonly Value[]): Value {
  const marks = new Set<Mark>(items.flatMap((item) => [...marksWithin(item)]));
  return setOfSorted(element, sortedWithoutDuplicates(element, items.map(unmarkDeep))).withMarks(marks);
}

/** Values that are not wholly known may yet turn out to be equal, so each is kept; they come last. */
function sortedWithoutDuplicates(element: Type, items: readonly Value[]): Value[] {
  const distinct = new Map<string, Value>();
  const unknown: Value[] = [];
  for (const item of items) {
    if (!isWhollyKnown(item)) unknown.push(item);
    else distinct.set(identity(item), item);
  }
  return [...[...distinct].sort(orderOf(element)).map(([, item]) => item), ...unknown];
}

type Keyed = readonly [key: string, item: Value];

/** Strings by bytes, numbers by size, `false` before `true`, null last; all else in the order of its text. */
function orderOf(element: Type): (left: Keyed, right: Keyed) => number {
  const compare = element.kind === "number" ? compareNumberValues : compareKeys;
  return (left, right) => {
    if (left[1].isNull || right[1].isNull) return Number(left[1].isNull) - Number(right[1].isNull);
    return compare(left, right);
  };
}

const compareKeys = ([left]: Keyed, [right]: Keyed): number => compareText(left, right);
const compareNumberValues = ([, left]: Keyed, [, right]: Keyed): number =>
  compareNumbers(numberOf(left), numberOf(right));

/** Texts that are equal for equal values of one type, and for no others. */
export function identity(value: Value): string {
  if (value.isNull) return "null";
  if (value.type.kind === "string") return textOf(value);
  return value.type.kind === "number" ? formatNumber(numberOf(value)) : toJsonText(value);
}
