import { type ast, type Diagnostic, errorAt, literalString, string, suggest } from "@ingot/hcl";
import { propertiesOf, type Report, withValue, wrongShape } from "./json-shape.js";

/** What `only`, `except` and `override` can name: builders, as their names are written and as they are rendered. */
export interface BuilderNames {
  /** Rendered names by what may be written. */
  readonly rendered: ReadonlyMap<string, string>;
  readonly report: Report;
}

/** A list of builders' names in which each is what it renders to; a single name is a list of one. */
export function namedBuilders(attribute: ast.Attribute, names: BuilderNames): ast.Attribute {
  const { expression, name: key } = attribute;
  const items = expression.kind === "tuple" ? expression.items : [expression];
  const texts = items.map((item) => ({ item, text: literalString(item) }));
  for (const { item, text } of texts) {
    if (text === undefined) names.report(wrongShape(`An item of "${key.text}"`, "the name of a builder", item));
    else if (!names.rendered.has(text)) names.report(unknownBuilder(text, key.text, item, names));
  }
  const known = texts.flatMap(({ item, text }): ast.Literal[] => {
    const name = text === undefined ? undefined : names.rendered.get(text);
    return name === undefined ? [] : [{ kind: "literal", value: string(name), range: item.range }];
  });
  return withValue(attribute, { kind: "tuple", items: known, range: expression.range });
}

/** An `override` whose keys are rendered names. */
export function overriddenBuilders(attribute: ast.Attribute, names: BuilderNames): ast.Attribute {
  const { expression } = attribute;
  const properties = propertiesOf(expression);
  if (!properties || expression.kind !== "object") {
    names.report(wrongShape('"override"', "an object with the names of builders", expression));
    return attribute;
  }
  for (const { name, expression: value } of properties) {
    if (!names.rendered.has(name.text))
      names.report(unknownBuilder(name.text, "override", { range: name.range }, names));
    else if (!propertiesOf(value)) names.report(wrongShape(`"override" of "${name.text}"`, "an object", value));
  }
  const items = properties.map(({ name, expression: value, range }): ast.ObjectItem => {
    const text = names.rendered.get(name.text) ?? name.text;
    return { kind: "object-item", key: { kind: "object-key", text, range: name.range }, value, range };
  });
  return withValue(attribute, { kind: "object", items, range: expression.range, distinctKeys: true });
}

function unknownBuilder(
  name: string,
  key: string,
  { range }: Pick<ast.Expression, "range">,
  { rendered }: BuilderNames,
): Diagnostic {
  const known = [...rendered.keys()];
  const near = suggest(name, known);
  const advice = near ? `Did you mean "${near}"?` : `The template's builders are: ${known.join(", ") || "none"}.`;
  return errorAt(
    range,
    "Unknown builder",
    `"${key}" names the builder "${name}", which the template does not have. ${advice}`,
  );
}
