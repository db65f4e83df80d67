import { type ast, bodyContent, type Diagnostic, errorAt, literalString } from "@ingot/hcl";
import { packerSpec } from "./block-specs.js";
import { requiredPluginProblems } from "./required-plugins.js";
import { languageVersion } from "./template-scope.js";
import { parseVersionConstraint, satisfies } from "./version-constraint.js";

/**
 * Judges only `required_version`, before anything else is: a template that is written for a newer language deserves that
 * answer, not complaints about what this version does not know.
 */
export function versionProblems(packerBlocks: readonly ast.Block[]): Diagnostic[] {
  return packerBlocks.flatMap(({ body }) =>
    body.items.flatMap((item) =>
      item.kind === "attribute" && item.name.text === "required_version" ? versionProblem(item.expression) : [],
    ),
  );
}

function versionProblem(expression: ast.Expression): Diagnostic[] {
  const text = literalString(expression);
  const constraint = text === undefined ? undefined : parseVersionConstraint(text);
  if (!constraint) {
    const detail = 'required_version must be a quoted string such as ">= 1.7.0" or ">= 1.7.0, < 2.0.0".';
    return [errorAt(expression.range, "Invalid version constraint", detail)];
  }
  if (satisfies(languageVersion, constraint)) return [];
  const detail = `This template asks for Packer "${text}", and Ingot speaks the language of Packer ${languageVersion}. Change required_version if the template needs nothing newer.`;
  return [errorAt(expression.range, "Unsupported Packer version", detail)];
}

/**
 * All that is wrong with the `packer` blocks but their `required_version`. `types` are the component types that exist; without them,
 * any plugin may be required.
 */
export function packerBlockProblems(
  packerBlocks: readonly ast.Block[],
  types: readonly string[] | undefined,
): Diagnostic[] {
  return packerBlocks.flatMap(({ body, header }) => {
    const { blocks, diagnostics } = bodyContent(body, packerSpec, header);
    return [...diagnostics, ...blocks.flatMap((block) => requiredPluginProblems(block, types))];
  });
}
