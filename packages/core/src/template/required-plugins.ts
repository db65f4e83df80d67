import { argumentItems, type ast, type Diagnostic, errorAt, literalString } from "@ingot/hcl";
import { parseVersionConstraint } from "./version-constraint.js";

/** Complaints about a `required_plugins` block. Nothing is installed: a plugin either comes with Ingot or is missing. */
export function requiredPluginProblems({ body }: ast.Block, types: readonly string[]): Diagnostic[] {
  return argumentItems(body).flatMap((item) =>
    item.kind === "attribute" ? requirementProblem(item, types) : [unexpectedBlock(item)],
  );
}

const usage = 'Write it as name = { source = "github.com/owner/name", version = ">= 1.0.0" }.';

function requirementProblem({ name, expression }: ast.Attribute, types: readonly string[]): Diagnostic[] {
  const invalid = (detail: string) => [
    errorAt(expression.range, "Invalid plugin requirement", `${detail} ${usage}`, name.range),
  ];
  if (expression.kind !== "object") return invalid(`The requirement "${name.text}" is not an object.`);
  const source = fieldOf(expression, "source");
  const version = fieldOf(expression, "version");
  if (source === undefined) return invalid(`The requirement "${name.text}" has no source.`);
  if (!sourceAddress.test(source)) return invalid(`"${source}" is not the address of a plugin.`);
  if (version === undefined) return invalid(`The requirement "${name.text}" has no version.`);
  if (!parseVersionConstraint(version)) return invalid(`"${version}" is not a version constraint.`);
  return covers(source, types) ? [] : [missingPlugin(source, expression)];
}

/** A host and at least two more parts. */
const sourceAddress = /^[a-z0-9.-]+(?:\/[A-Za-z0-9_.-]+){1,14}\/(?!packer-)[a-z0-9_-]+$/;

function fieldOf({ items }: ast.ObjectConstructor, wanted: string): string | undefined {
  const item = items.find(({ key }) => (key.kind === "object-key" ? key.text : literalString(key)) === wanted);
  return item && literalString(item.value);
}

/** A plugin's components are called after it: "docker" and "docker-tag" are those of docker. */
function covers(source: string, types: readonly string[]): boolean {
  const plugin = source.slice(source.lastIndexOf("/") + 1);
  return types.some((type) => type === plugin || type.startsWith(`${plugin}-`));
}

function missingPlugin(source: string, { range }: ast.Expression): Diagnostic {
  const detail = `The template requires the plugin "${source}", and Ingot has none of its components: it runs those that are built in, and does not run Packer's plugins. If the template uses nothing of this plugin, remove the requirement.`;
  return errorAt(range, "Missing plugin", detail);
}

function unexpectedBlock({ type, header }: ast.Block): Diagnostic {
  const detail = `A required_plugins block holds no blocks, and "${type.text}" is one. ${usage}`;
  return errorAt(type.range, "Unsupported block type", detail, header);
}
