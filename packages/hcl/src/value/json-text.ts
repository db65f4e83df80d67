import { elementsOf, entriesOf, numberOf, textOf } from "./content.js";
import { formatNumber, isFiniteNumber, type NumberContent } from "./numbers.js";
import { sortedEntries } from "./text-order.js";
import type { Value } from "./value.js";

/**
 * Compact JSON, as Go writes it: keys in byte order, every digit of a number, and `<`, `>`, `&`, U+2028 and U+2029 escaped.
 * Marks are dropped; an unknown value is the caller's fault.
 */
export function toJsonText(value: Value): string {
  if (value.isNull) return "null";
  switch (value.type.kind) {
    case "string":
      return quoteJson(textOf(value));
    case "number":
      return numberText(numberOf(value));
    case "bool":
      return String(value.content);
    case "map":
    case "object":
      return `{${sortedEntries(entriesOf(value))
        .map(([key, item]) => `${quoteJson(key)}:${toJsonText(item)}`)
        .join(",")}}`;
    default:
      return `[${elementsOf(value).map(toJsonText).join(",")}]`;
  }
}

function numberText(content: NumberContent): string {
  if (!isFiniteNumber(content)) throw new TypeError("an infinite number has no JSON");
  return formatNumber(content);
}

/** A JSON string with Go's choice of escapes; a lone surrogate becomes U+FFFD, as it would in UTF-8. */
export function quoteJson(text: string): string {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, "\ufffd")).replace(/[<>&\u2028\u2029]/g, escapeUnit);
}

function escapeUnit(found: string): string {
  return `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
