import { type ast, type Diagnostic, errorAt, hasErrors, literalString, parseJson, type Source } from "@ingot/hcl";
import { type Property, plainOf, propertiesOf } from "./json.js";

/** A JSON text as an object: its properties by name, the last where one stands twice. */
export interface ReadObject {
  readonly properties: ReadonlyMap<string, Property>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a text that must be one JSON object. Without properties when it is not. */
export function readObject(source: Source): ReadObject {
  const { file, diagnostics } = parseJson(source, { strings: "literal", arrayOfObjects: false });
  if (hasErrors(diagnostics)) return { properties: new Map(), diagnostics };
  const properties = file.body.items.flatMap(asProperty);
  const problems = properties.flatMap(({ value }) => endlessNumbers(value));
  return { properties: new Map(properties.map((each) => [each.name, each])), diagnostics: problems };
}

const asProperty = (item: ast.BodyItem): Property[] =>
  item.kind === "attribute" ? [{ name: item.name.text, value: item.expression, range: item.name.range }] : [];

/** Numbers that Packer, too, has no room for. */
function endlessNumbers(expression: ast.Expression): Diagnostic[] {
  if (expression.kind === "tuple") return expression.items.flatMap(endlessNumbers);
  if (expression.kind === "object") return expression.items.flatMap(({ value }) => endlessNumbers(value));
  const value = expression.kind === "literal" ? plainOf(expression) : null;
  if (typeof value !== "number" || Number.isFinite(value)) return [];
  return [errorAt(expression.range, "Number out of range", "Numbers in such a template go up to about 1.8e308.")];
}

/** The values that a template calls sensitive: messages that quote its lines must not show them. */
export function sensitiveValues(root: ReadonlyMap<string, Property>): readonly string[] {
  const named = root.get("sensitive-variables")?.value;
  const names = new Set(named?.kind === "tuple" ? named.items.map(literalString) : []);
  const variables = root.get("variables")?.value;
  const sensitive = variables ? propertiesOf(variables).filter(({ name }) => names.has(name)) : [];
  return sensitive.flatMap(({ value }) => literalString(value) ?? []);
}
