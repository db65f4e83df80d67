import { entriesOf, numberOf, textOf } from "./content.js";
import { describeOne } from "./describe.js";
import { formatNumber } from "./numbers.js";
import type { Value } from "./value.js";

/** In characters; what is longer is cut. */
const longest = 60;

/** A value in a few words on one line, for messages. Nothing is told of what is sensitive, and of collections no content. */
export function summaryOf(value: Value): string {
  if (value.marks.has("sensitive")) return "sensitive";
  if (!value.isKnown) return "not known yet";
  if (value.isNull) return "null";
  const { content, type } = value;
  if (type.kind === "string") return quoted(textOf(value));
  if (type.kind === "number") return cut(formatNumber(numberOf(value)));
  return typeof content === "boolean" ? String(content) : `${cut(describeOne(type))} with ${extentOf(value)}`;
}

function quoted(text: string): string {
  if (text.length <= longest) return JSON.stringify(text);
  return `${JSON.stringify(cut(text))} (${text.length} characters)`;
}

/** Cuts no character in two. */
function cut(text: string): string {
  if (text.length <= longest) return text;
  const end = /^[\udc00-\udfff]/.test(text.charAt(longest)) ? longest - 1 : longest;
  return `${text.slice(0, end)}…`;
}

function extentOf(value: Value): string {
  const { content, type } = value;
  const size = Array.isArray(content) ? content.length : entriesOf(value).size;
  const part = type.kind === "object" ? "attribute" : "element";
  return size === 0 ? `no ${part}s` : `${size} ${part}${size === 1 ? "" : "s"}`;
}
