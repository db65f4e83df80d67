import { elementsOf, entriesOf, numberOf } from "./content.js";
import { marksWithin } from "./marks.js";
import { compareNumbers } from "./numbers.js";
import { identity } from "./sets.js";
import { boolType, type Type, typeEquals } from "./type.js";
import { bool, Value } from "./value.js";
import { isWhollyKnown } from "./walk.js";

/**
 * `==` of the language: true or false, or unknown when that depends on an unknown part. Values of different types are
 * not equal and nothing is converted; nulls are equal whatever their types. The marks of both are on the result.
 */
export function equals(left: Value, right: Value): Value {
  const equal = compare(left, right);
  const result = equal === undefined ? Value.unknown(boolType) : bool(equal);
  return result.withMarks(marksWithin(left)).withMarks(marksWithin(right));
}

/** undefined: it depends on what is unknown. */
function compare(left: Value, right: Value): boolean | undefined {
  if (!left.isKnown || !right.isKnown) return mayBeEqual(left.type, right.type) ? undefined : false;
  if (left.isNull || right.isNull) return left.isNull && right.isNull;
  if (left.type.kind !== right.type.kind) return false;
  switch (left.type.kind) {
    case "number":
      return compareNumbers(numberOf(left), numberOf(right)) === 0;
    case "string":
    case "bool":
      return left.content === right.content;
    case "object":
    case "map":
      return sameElementType(left.type, right.type) && compareEntries(entriesOf(left), entriesOf(right));
    case "set":
      return sameElementType(left.type, right.type) && compareSets(left, right);
    default:
      return sameElementType(left.type, right.type) && compareElements(elementsOf(left), elementsOf(right));
  }
}

function mayBeEqual(left: Type, right: Type): boolean {
  return left.kind === "dynamic" || right.kind === "dynamic" || left.kind === right.kind;
}

/** Tuples and objects are compared part by part; collections have one element type to compare. */
function sameElementType(left: Type, right: Type): boolean {
  return !("element" in left) || !("element" in right) || typeEquals(left.element, right.element);
}

function compareElements(left: readonly Value[], right: readonly Value[]): boolean | undefined {
  return left.length === right.length && all(left.map((item, at) => compare(item, right[at]!)));
}

function compareEntries(left: ReadonlyMap<string, Value>, right: ReadonlyMap<string, Value>): boolean | undefined {
  if (left.size !== right.size || [...left.keys()].some((key) => !right.has(key))) return false;
  return all([...left].map(([key, item]) => compare(item, right.get(key)!)));
}

function compareSets(left: Value, right: Value): boolean | undefined {
  if (!isWhollyKnown(left) || !isWhollyKnown(right)) return undefined;
  const [ours, theirs] = [elementsOf(left), elementsOf(right)];
  return ours.length === theirs.length && ours.every((item, at) => identity(item) === identity(theirs[at]!));
}

function all(results: readonly (boolean | undefined)[]): boolean | undefined {
  if (results.includes(false)) return false;
  return results.includes(undefined) ? undefined : true;
}
