import type { JsonValue } from "../json.js";

/** A value as Go writes it with %v. */
export function goText(value: JsonValue): string {
  if (value === null) return "<nil>";
  if (typeof value !== "object") return String(value);
  if (isList(value)) return `[${value.map(goText).join(" ")}]`;
  const entries = entriesOf(value).map(([key, item]) => `${key}:${goText(item)}`);
  return `map[${entries.join(" ")}]`;
}

/** Go's truth: false, 0, nothing and what is empty are not true. */
export function isTrue(value: JsonValue): boolean {
  if (typeof value !== "object" || value === null) return Boolean(value);
  return isList(value) ? value.length > 0 : Object.keys(value).length > 0;
}

export type JsonObject = { readonly [key: string]: JsonValue };

export const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

export const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === "object" && value !== null && !isList(value);

/** In the order of the keys, as Go goes through a map. */
export const entriesOf = (value: JsonObject): [string, JsonValue][] =>
  Object.entries(value).sort(([one], [other]) => compareBytes(one, other));

/** Go compares the bytes of texts. */
export const compareBytes = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));
