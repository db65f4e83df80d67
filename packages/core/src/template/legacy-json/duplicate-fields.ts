import { type ast, type Diagnostic, errorAt, placeOf } from "@ingot/hcl";
import { propertiesOf } from "./json-shape.js";

/** A field that stands twice in one object, at any depth: JSON leaves open which of them counts. */
export function duplicateFields(body: ast.Body): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const visit = (properties: readonly ast.Attribute[]): void => {
    const first = new Map<string, ast.Name>();
    for (const { name, expression } of properties) {
      const earlier = first.get(name.text);
      if (earlier) diagnostics.push(duplicateField(name, earlier));
      else first.set(name.text, name);
      visitValue(expression);
    }
  };
  const visitValue = (value: ast.Expression): void => {
    if (value.kind === "tuple") for (const item of value.items) visitValue(item);
    else visit(propertiesOf(value) ?? []);
  };
  visit(body.items.filter((item) => item.kind === "attribute"));
  return diagnostics;
}

function duplicateField({ text, range }: ast.Name, earlier: ast.Name): Diagnostic {
  const detail = `This object has a field "${text}" already, at ${placeOf(earlier.range)}. Delete one of them.`;
  return errorAt(range, "Duplicate field", detail);
}
