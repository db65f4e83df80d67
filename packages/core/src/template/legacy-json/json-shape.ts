import { type ast, type Diagnostic, errorAt, literalString, type SourceRange, toPlain } from "@ingot/hcl";

/** An argument of a JSON object, as the reader of a component's options takes it. */
export function propertiesOf(expression: ast.Expression): readonly ast.Attribute[] | undefined {
  return expression.kind === "object" ? expression.items.map(propertyOf) : undefined;
}

function propertyOf({ key, value, range }: ast.ObjectItem): ast.Attribute {
  const text = (key.kind === "object-key" ? key.text : literalString(key)) ?? "";
  return { kind: "attribute", name: { kind: "name", text, range: key.range }, expression: value, range };
}

/** Whether null stands there. */
export const isNull = (expression: ast.Expression): boolean =>
  expression.kind === "literal" && expression.value.isKnown && expression.value.isNull;

/** The text of a string, or of a number or truth, which Packer takes for one in most places. */
export function scalarText(expression: ast.Expression): string | undefined {
  if (expression.kind !== "literal" || isNull(expression) || !expression.value.isKnown)
    return literalString(expression);
  return String(toPlain(expression.value));
}

/** What stands somewhere, in words. */
export function shapeOf(expression: ast.Expression): string {
  if (isNull(expression)) return "null";
  const kinds: Readonly<Record<string, string>> = { object: "an object", tuple: "an array", template: "a string" };
  return kinds[expression.kind] ?? (/^[tf]/.test(scalarText(expression) ?? "") ? "true or false" : "a number");
}

/** The whole of a short value, and the first character of one that goes over lines. */
export function beginningOf({ kind, range }: ast.Expression): SourceRange {
  return kind === "object" || kind === "tuple" ? { ...range, end: range.start + 1 } : range;
}

/** `what` must be `wanted`, and something else stands there. */
export function wrongShape(what: string, wanted: string, found: ast.Expression): Diagnostic {
  const detail = `${what} must be ${wanted}; here stands ${shapeOf(found)}.`;
  return errorAt(beginningOf(found), "Incorrect JSON type", detail);
}

/** The items of an array; nothing for null and, after a complaint, for anything else. */
export function itemsOf(
  attribute: ast.Attribute | undefined,
  report: Report,
  of = "objects",
): readonly ast.Expression[] {
  if (!attribute || isNull(attribute.expression)) return [];
  const { expression, name } = attribute;
  if (expression.kind === "tuple") return expression.items;
  report(wrongShape(`"${name.text}"`, `an array of ${of}`, expression));
  return [];
}

/** The same property with another value. */
export const withValue = ({ kind, name, range }: ast.Attribute, expression: ast.Expression): ast.Attribute => ({
  ...{ kind, name, range },
  expression,
});

/** Told of what is wrong while a template is read. */
export type Report = (problem: Diagnostic) => void;
