import { type ast, type Diagnostic, errorAt, literalString, suggest, warningAt } from "@ingot/hcl";
import { isNull, itemsOf, propertiesOf, type Report, wrongShape } from "./json-shape.js";
import type { Root } from "./root.js";

/** A user variable as the template declares it. */
export interface DeclaredVariable {
  readonly name: ast.Name;
  /** A text, perhaps a `{{ }}` template; undefined where null stands, which means that a value must be given. */
  readonly written: string | undefined;
  readonly at: ast.Expression;
}

export interface Declarations {
  readonly variables: readonly DeclaredVariable[];
  readonly sensitive: ReadonlySet<string>;
}

export function readDeclarations(root: Root, report: Report): Declarations {
  const variables = declaredVariables(root, report);
  const names = variables.map(({ name }) => name.text);
  const sensitive = itemsOf(root.get("sensitive-variables"), report, "strings").flatMap((item) => {
    const text = literalString(item);
    if (text === undefined) report(wrongShape('An item of "sensitive-variables"', "a string", item));
    else if (!names.includes(text)) report(unknownSensitive(text, item, names));
    return text ?? [];
  });
  return { variables, sensitive: new Set(sensitive) };
}

function declaredVariables(root: Root, report: Report): readonly DeclaredVariable[] {
  const attribute = root.get("variables");
  if (!attribute) return [];
  const properties = propertiesOf(attribute.expression);
  if (!properties) report(wrongShape('"variables"', "an object", attribute.expression));
  return (properties ?? []).map(({ name, expression }) => {
    const written = literalString(expression);
    if (written !== undefined || isNull(expression)) return { name, written, at: expression };
    report(wrongShape(`The variable "${name.text}"`, "a string, or null where a value must be given", expression));
    return { name, written: "", at: expression }; // it is declared, so nothing that uses it is to blame
  });
}

/** Packer says nothing of it, so it is no error; but then something may be shown that was meant to be hidden. */
function unknownSensitive(name: string, { range }: ast.Expression, names: readonly string[]): Diagnostic {
  const near = suggest(name, names);
  const detail = `"sensitive-variables" names "${name}", which "variables" does not have.${near ? ` Did you mean "${near}"?` : ""} It hides only a value that -var or a file gives.`;
  return warningAt(range, "Unknown sensitive variable", detail);
}

/** What must be given and is not. */
export function unsetVariable({ name }: DeclaredVariable): Diagnostic {
  const detail = `The variable "${name.text}" is null in the template, so it must be given a value, with -var '${name.text}=…' or in a file that -var-file names.`;
  return errorAt(name.range, "Unset variable", detail);
}
