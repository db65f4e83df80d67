import { isList, isObject, type Json } from "./json.js";
import { sorted } from "./sorted.js";

/**
 * JSON as Packer prints it: indented by two blanks, keys in the order of their bytes, and escapes where Go's encoder writes them but for
 * "<" and ">".
 */
export function jsonText(value: Json, indent = ""): string {
  const inner = `${indent}  `;
  if (isList(value))
    return bracketed(
      "[]",
      value.map((item) => jsonText(item, inner)),
      indent,
    );
  if (!isObject(value)) return typeof value === "string" ? quotedJson(value) : JSON.stringify(value);
  const properties = sorted(Object.keys(value)).map((key) => `${quotedJson(key)}: ${jsonText(value[key]!, inner)}`);
  return bracketed("{}", properties, indent);
}

function bracketed([open, close]: string, items: readonly string[], indent: string): string {
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(",\n")}\n${indent}${close}`;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ["\\b", "\\u0008"],
  ["\\f", "\\u000c"],
]);

const quotedJson = (text: string): string =>
  JSON.stringify(text)
    .replace(/\\[\s\S]/g, (found) => shortEscapes.get(found) ?? found)
    .replace(/[&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
