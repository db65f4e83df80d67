import { type ast, type Diagnostic, errorAt, literalString, suggest } from "@ingot/hcl";
import { templateSpec } from "../block-specs.js";
import { duplicateFields } from "./duplicate-fields.js";
import { isNull, type Report, wrongShape } from "./json-shape.js";

const rootKeys = [
  "builders",
  "description",
  "error-cleanup-provisioner",
  "min_packer_version",
  "post-processors",
  "provisioners",
  "push",
  "sensitive-variables",
  "variables",
] as const;

export type RootKey = (typeof rootKeys)[number];

/** What stands at the top of a template, by name. */
export type Root = ReadonlyMap<string, ast.Attribute>;

/** Keys that begin with an underscore are remarks. */
export function readRoot(body: ast.Body, report: Report): Root {
  for (const problem of duplicateFields(body)) report(problem);
  const properties = body.items.filter((item) => item.kind === "attribute");
  const known = properties.filter(({ name }) => rootKeys.includes(name.text as RootKey));
  const strange = properties.filter((each) => !known.includes(each) && !each.name.text.startsWith("_"));
  for (const { name } of strange) report(unknownKey(name));
  for (const { name, expression } of properties) {
    if (name.text.startsWith("_") && literalString(expression) === undefined)
      report(wrongShape(`A remark such as "${name.text}"`, "a string", expression));
  }
  return new Map(known.filter(({ expression }) => !isNull(expression)).map((each) => [each.name.text, each]));
}

function unknownKey({ text, range }: ast.Name): Diagnostic {
  const near = suggest(text, rootKeys);
  const advice = Object.hasOwn(templateSpec.blocks, text)
    ? `In HCL's JSON syntax it is a block: if this is such a template, give its file a name that ends in .pkr.json.`
    : `${near ? `Did you mean "${near}"? ` : ""}A remark's name begins with an underscore, as in "_${text}".`;
  return errorAt(range, "Unknown root key", `A template in Packer's JSON has no "${text}" at its top. ${advice}`);
}

/** A root key that must be a string, and its place. */
export function rootText(root: Root, key: RootKey, report: Report): { text: string; at: ast.Expression } | undefined {
  const attribute = root.get(key);
  if (!attribute) return undefined;
  const text = literalString(attribute.expression);
  if (text !== undefined) return { text, at: attribute.expression };
  report(wrongShape(`"${key}"`, "a string", attribute.expression));
  return undefined;
}
