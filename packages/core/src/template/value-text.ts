import type { NumberContent, Value } from "@ingot/hcl";
import * as expected from "../arguments/arguments.js";
import { checkArgument } from "../arguments/check-argument.js";
import { numberText } from "./go-number.js";
import { goQuote } from "./go-quote.js";

/**
 * A value as `packer inspect` and `packer console` show it: a string as it is, collections over several lines, and nothing of
 * what is not wholly known.
 */
export function valueText(value: Value): string {
  checkArgument("valueText()", "value", value, expected.value);
  const plain = value.isWhollyKnown ? plainText(value) : "<unknown>";
  if (plain !== undefined) return plain;
  return typeof value.content === "string" ? value.content : nestedText(value, "");
}

/** What hides or replaces the content. */
function plainText(value: Value): string | undefined {
  if (value.marks.has("sensitive")) return "<sensitive>";
  if (!value.isKnown) return "<unknown>";
  return value.isNull ? "null" : undefined;
}

function nestedText(value: Value, indent: string): string {
  const plain = plainText(value);
  if (plain !== undefined) return plain;
  const { content } = value;
  const deeper = `${indent}  `;
  if (Array.isArray(content)) {
    const items: readonly Value[] = content;
    return wrapped(
      "[",
      items.map((item) => `${deeper}${nestedText(item, deeper)},\n`),
      `${indent}]`,
    );
  }
  if (content instanceof Map) {
    const entries: readonly [string, Value][] = [...content].sort(([one], [other]) => (one < other ? -1 : 1));
    return wrapped(
      "{",
      entries.map(([key, item]) => `${deeper}${goQuote(key)} = ${nestedText(item, deeper)}\n`),
      `${indent}}`,
    );
  }
  if (typeof content === "string") return goQuote(content);
  return typeof content === "boolean" ? String(content) : numberText(content as NumberContent);
}

function wrapped(open: string, lines: readonly string[], close: string): string {
  return lines.length === 0 ? open + close.trim() : `${open}\n${lines.join("")}${close}`;
}
