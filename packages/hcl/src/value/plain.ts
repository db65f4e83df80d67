import { elementsOf, entriesOf, numberOf } from "./content.js";
import { formatNumber, type NumberContent, numberFromBigint, numberFromPlain } from "./numbers.js";
import { sortedEntries } from "./text-order.js";
import { bool, maximumDepth, number, object, string, tuple, Value } from "./value.js";

/**
 * The value as JavaScript data: null, string, boolean, number, array, or an object with its keys in byte order.
 * A number becomes a `number` when that has the very same decimal digits (0.1 has, 2^64 + 1 has not), else its text.
 * Marks are dropped. An unknown value at any depth is the caller's fault: ask `isWhollyKnown` first.
 */
export function toPlain(value: Value): unknown {
  if (value.isNull) return null;
  switch (value.type.kind) {
    case "string":
    case "bool":
      return value.content;
    case "number":
      return plainNumber(numberOf(value));
    case "map":
    case "object":
      return Object.fromEntries(sortedEntries(entriesOf(value)).map(([key, item]) => [key, toPlain(item)]));
    default:
      return elementsOf(value).map(toPlain);
  }
}

function plainNumber(content: NumberContent): number | string {
  if (typeof content === "number") return content;
  const nearest = content.toNumber();
  return content.equals(nearest) ? nearest : formatNumber(content);
}

/**
 * JavaScript data as a value: arrays become tuples, other objects become objects; undefined is null as an element and
 * absent as an attribute. Values within the data stay as they are. Anything else is the caller's fault, as is a cycle.
 */
export function fromPlain(data: unknown): Value {
  return fromPlainAt(data, 0);
}

function fromPlainAt(data: unknown, depth: number): Value {
  if (depth > maximumDepth) throw new TypeError("the data is nested too deeply, or holds itself");
  if (data === null || data === undefined) return Value.null();
  if (data instanceof Value) return data;
  switch (typeof data) {
    case "string":
      return string(data);
    case "boolean":
      return bool(data);
    case "bigint":
      return number(numberFromBigint(data));
    case "number":
      if (Number.isFinite(data)) return number(numberFromPlain(data));
      throw new TypeError("a number that is not finite has no value");
    case "object":
      return Array.isArray(data) ? tuple(data.map((item) => fromPlainAt(item, depth + 1))) : objectFrom(data, depth);
    default:
      throw new TypeError(`a ${typeof data} has no value`);
  }
}

function objectFrom(data: object, depth: number): Value {
  const kind = Object.prototype.toString.call(data).slice("[object ".length, -1); // holds for objects of other contexts too
  if (kind !== "Object" && kind !== "Map")
    throw new TypeError(`a ${kind} has no value: its content is not in its properties`);
  const entries = data instanceof Map ? [...data] : Object.entries(data);
  const present = entries.filter(([, item]) => item !== undefined);
  return object(new Map(present.map(([key, item]) => [String(key).normalize("NFC"), fromPlainAt(item, depth + 1)])));
}
