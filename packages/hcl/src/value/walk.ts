import { entriesOf } from "./content.js";
import type { Value } from "./value.js";

/** The elements or attributes of a known collection; nothing for anything else. */
export function childrenOf(value: Value): Iterable<Value> {
  if (!value.isKnown || value.isNull || value.depth === 0) return [];
  return (value.content as readonly Value[] | ReadonlyMap<string, Value>).values();
}

/** Known at every depth. */
export function isWhollyKnown(value: Value): boolean {
  return value.isWhollyKnown;
}

/** The same value with each of its children replaced; the value itself when there is nothing to replace. */
export function mapChildren(value: Value, replace: (child: Value) => Value, rebuild: Rebuild): Value {
  if (!value.isKnown || value.isNull || value.depth === 0) return value;
  const content = value.content as readonly Value[] | ReadonlyMap<string, Value>;
  const children = [...content.values()];
  const replaced = children.map(replace);
  if (replaced.every((child, at) => child === children[at])) return value;
  return rebuild(
    value,
    Array.isArray(content) ? replaced : new Map([...entriesOf(value).keys()].map((key, at) => [key, replaced[at]!])),
  );
}

type Rebuild = (value: Value, content: readonly Value[] | ReadonlyMap<string, Value>) => Value;
