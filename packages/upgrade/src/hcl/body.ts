import { type ast, isIdentifier, literalString, type SourceRange, writtenKey } from "@ingot/hcl";
import { type Property, plainOf, propertiesOf } from "../json.js";
import { sorted } from "../sorted.js";
import type { CallScope } from "./call-expression.js";
import { type Fields, isBlock } from "./component-fields.js";
import { hclString } from "./hcl-string.js";
import type { Notes } from "./notes.js";
import { translatedString } from "./translate-text.js";

/** What a body is written with. */
export interface BodyContext {
  readonly notes: Notes;
  /** What calls may mean in the string that stands there. */
  scopeAt(range: SourceRange): CallScope;
}

/** The options of a component as the lines of a block, in alphabetical order. */
export const bodyText = (options: Iterable<Property>, fields: Fields, context: BodyContext): string =>
  alphabetical(options)
    .map((option) => itemText(option, fields, context))
    .join("");

function alphabetical(options: Iterable<Property>): readonly Property[] {
  const byName = new Map([...options].map((each) => [each.name, each]));
  return sorted(byName.keys()).map((name) => byName.get(name)!);
}

function itemText(option: Property, fields: Fields, context: BodyContext): string {
  const { name, value, range } = option;
  if (!isIdentifier(name)) {
    const detail = `${JSON.stringify(name)} cannot be the name of an argument in HCL, and was left out.`;
    context.notes.warn(range, "Name that HCL does not have", detail);
    return "";
  }
  if (!isBlock(name, plainOf(value), fields)) return `${name} = ${argumentText(option, fields, context)}\n`;
  const inner = fields?.find((field) => field.name === name)?.fields;
  const blocks = value.kind === "tuple" ? value.items : [value];
  return blocks.map((block) => `${name} {\n${bodyText(propertiesOf(block), inner, context)}}\n`).join("");
}

/** The same as the entries of an object, in which nothing is a block. */
export const argumentsText = (options: Iterable<Property>, fields: Fields, context: BodyContext): string =>
  alphabetical(options)
    .map((option) => `${writtenKey(option.name)} = ${argumentText(option, fields, context)}\n`)
    .join("");

/** Packer's JSON takes a string for a list, and for true and false; HCL does not. */
function argumentText({ name, value }: Property, fields: Fields, context: BodyContext): string {
  const type = fields?.find((field) => field.name === name)?.type ?? "";
  const text = literalString(value);
  if (text !== undefined && /^(?:list|set)\(/.test(type)) return listText(text, value, context);
  if (type === "bool" && (text === "1" || text === "0")) return text === "1" ? "true" : "false";
  if (type === "string" && value.kind === "literal" && typeof plainOf(value) === "boolean")
    return plainOf(value) ? `"1"` : `"0"`;
  return valueText(value, context);
}

function listText(text: string, { range }: ast.Expression, context: BodyContext): string {
  const written = translatedString(text, context.scopeAt(range));
  if (written !== hclString([{ text }])) return `split(",", ${written})`;
  return text === ""
    ? "[]"
    : `[${text
        .split(",")
        .map((part) => hclString([{ text: part }]))
        .join(", ")}]`;
}

/** A JSON value as an expression of HCL. */
export function valueText(value: ast.Expression, context: BodyContext): string {
  if (value.kind === "tuple") return listOf(value.items.map((item) => valueText(item, context)));
  if (value.kind === "object") return objectText(propertiesOf(value), context);
  const text = literalString(value);
  return text === undefined ? JSON.stringify(plainOf(value)) : translatedString(text, context.scopeAt(value.range));
}

const longestLine = 100;

function listOf(items: readonly string[]): string {
  const line = `[${items.join(", ")}]`;
  const fits = line.length <= longestLine && !line.includes("\n");
  return fits || items.length === 1 ? line : `[\n${items.map((item) => `${item},\n`).join("")}]`;
}

function objectText(properties: readonly Property[], context: BodyContext): string {
  if (properties.length === 0) return "{}";
  const byName = new Map(properties.map((each) => [each.name, each]));
  const lines = sorted(byName.keys()).map((name) => {
    const { value, range } = byName.get(name)!;
    return `${keyText(name, context.scopeAt(range))} = ${valueText(value, context)}\n`;
  });
  return `{\n${lines.join("")}}`;
}

const keyText = (name: string, scope: CallScope): string =>
  name.includes("{{") ? translatedString(name, scope) : writtenKey(name);
