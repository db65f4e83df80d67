import { type ast, literalString } from "@ingot/hcl";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** What a JSON expression holds; of a key that stands twice the last counts. Numbers are those of IEEE 754, as Packer's are. */
export function plainOf(expression: ast.Expression): Json {
  if (expression.kind === "object") return Object.fromEntries(propertiesOf(expression).map(plainProperty));
  if (expression.kind === "tuple") return expression.items.map(plainOf);
  return literalString(expression) ?? JSON.parse(writtenText(expression));
}

/** Numbers, true, false and null are in JSON what they are in JavaScript. */
const writtenText = ({ range }: ast.Expression) => range.source.text.slice(range.start, range.end);

const plainProperty = ({ name, value }: Property): [string, Json] => [name, plainOf(value)];

/** A property of a JSON object, and where it stands. */
export interface Property {
  readonly name: string;
  readonly value: ast.Expression;
  readonly range: ast.Expression["range"];
}

/** The properties of an object, as they are written; none of anything else. */
export function propertiesOf(expression: ast.Expression): readonly Property[] {
  if (expression.kind !== "object") return [];
  return expression.items.map(({ key, value }) => ({
    name: (key.kind === "object-key" ? key.text : literalString(key)) ?? "",
    value,
    range: key.range,
  }));
}
