import {
  type ast,
  type Diagnostic,
  readVariableDeclarations,
  resolveVariables,
  type VariableDeclaration,
} from "@ingot/hcl";
import type { Host } from "../host.js";
import type { TemplateVariable } from "./model.js";
import type { TemplateInput } from "./read-template.js";
import type { TemplateFunctions } from "./template-functions.js";

export interface ReadVariables {
  readonly variables: ReadonlyMap<string, TemplateVariable>;
  readonly diagnostics: readonly Diagnostic[];
  /** Every text given for a sensitive one, of use or not. */
  readonly secrets: readonly string[];
}

/** Declarations, and the values that they get. With `syntaxOnly` values are read and not judged, as with Packer. */
export function readVariables(
  bodies: readonly ast.Body[],
  { options, values }: Pick<TemplateInput, "options" | "values">,
  environment: Host["env"],
  functions: TemplateFunctions,
): ReadVariables {
  const { declarations, diagnostics } = readVariableDeclarations(bodies, functions.inDefaults);
  const resolved = resolveVariables(options.syntaxOnly ? withoutRules(declarations) : declarations, {
    ...values,
    environment,
    flags: options.variables ?? [],
    warnOnUndeclared: options.warnOnUndeclared ?? false,
    allowUnset: (options.allowUnset || options.syntaxOnly) ?? false,
    functions: functions.inRules,
  });
  const variables = [...declarations.values()].map((declared): [string, TemplateVariable] => {
    const { name, description, sensitive, range } = declared;
    return [name, { name, description, sensitive, value: resolved.values.get(name)!, range }];
  });
  return {
    variables: new Map(variables),
    diagnostics: [...diagnostics, ...resolved.diagnostics],
    secrets: resolved.secrets,
  };
}

function withoutRules(declarations: ReadonlyMap<string, VariableDeclaration>): Map<string, VariableDeclaration> {
  return new Map([...declarations].map(([name, declaration]) => [name, { ...declaration, validations: [] }]));
}
