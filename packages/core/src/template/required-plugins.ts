import {
  argumentItems,
  type ast,
  type Diagnostic,
  errorAt,
  literalString,
  partialContent,
  type Source,
} from "@ingot/hcl";
import * as expected from "../arguments/arguments.js";
import { checkArgument } from "../arguments/check-argument.js";
import { packerSpec } from "./block-specs.js";
import { parseTemplateFile } from "./parsed-file.js";
import { parseVersionConstraint } from "./version-constraint.js";

/** A plugin that a template asks for. */
export interface PluginRequirement {
  /** What the template calls it. */
  readonly name: string;
  readonly source: string;
  /** A version constraint, as it is written. */
  readonly version: string;
  /** Those of `types` that are of the plugin: none where it is missing. */
  readonly types: readonly string[];
}

const packerOnly = { attributes: {}, blocks: { packer: { labels: [] } } };

/** The requirements in a template's files, in the order in which they stand; those that are wrong are left out. */
export function requiredPlugins(sources: readonly Source[], types: readonly string[]): readonly PluginRequirement[] {
  checkArgument("requiredPlugins()", "sources", sources, expected.sources);
  checkArgument("requiredPlugins()", "types", types, expected.texts);
  const bodies = sources.map((source) => parseTemplateFile(source, "hcl2", true).body);
  const packers = bodies.flatMap((body) => partialContent(body, packerOnly).blocks);
  const lists = packers.flatMap(({ body }) => partialContent(body, packerSpec).blocks);
  return lists.flatMap(({ body }) =>
    argumentItems(body).flatMap((item) => (item.kind === "attribute" ? requirementOf(item, types) : [])),
  );
}

function requirementOf(item: ast.Attribute, types: readonly string[]): PluginRequirement[] {
  const { expression, name } = item;
  if (expression.kind !== "object" || requirementProblem(item, types, false).length > 0) return [];
  const source = fieldOf(expression, "source")!;
  return [{ name: name.text, source, version: fieldOf(expression, "version")!, types: typesOf(source, types) }];
}

/** Complaints about a `required_plugins` block. Nothing is installed: a plugin either comes with Ingot or is missing. */
export function requiredPluginProblems({ body }: ast.Block, types: readonly string[] | undefined): Diagnostic[] {
  return argumentItems(body).flatMap((item) =>
    item.kind === "attribute" ? requirementProblem(item, types ?? [], types !== undefined) : [unexpectedBlock(item)],
  );
}

const usage = 'Write it as name = { source = "github.com/owner/name", version = ">= 1.0.0" }.';

function requirementProblem(
  { name, expression }: ast.Attribute,
  types: readonly string[],
  mustExist = true,
): Diagnostic[] {
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
  return mustExist && typesOf(source, types).length === 0 ? [missingPlugin(source, expression)] : [];
}

/** A host and at least two more parts. */
const sourceAddress = /^[a-z0-9.-]+(?:\/[A-Za-z0-9_.-]+){1,14}\/(?!packer-)[a-z0-9_-]+$/;

function fieldOf({ items }: ast.ObjectConstructor, wanted: string): string | undefined {
  const item = items.find(({ key }) => (key.kind === "object-key" ? key.text : literalString(key)) === wanted);
  return item && literalString(item.value);
}

/** A plugin's components are called after it: "docker" and "docker-tag" are those of docker. */
export function typesOf(source: string, types: readonly string[]): readonly string[] {
  checkArgument("typesOfPlugin()", "source", source, expected.text);
  checkArgument("typesOfPlugin()", "types", types, expected.texts);
  const plugin = source.slice(source.lastIndexOf("/") + 1);
  return types.filter((type) => type === plugin || type.startsWith(`${plugin}-`));
}

function missingPlugin(source: string, { range }: ast.Expression): Diagnostic {
  const detail = `The template requires the plugin "${source}", and Ingot has none of its components: it runs those that are built in, and does not run Packer's plugins. If the template uses nothing of this plugin, remove the requirement.`;
  return errorAt(range, "Missing plugin", detail);
}

function unexpectedBlock({ type, header }: ast.Block): Diagnostic {
  const detail = `A required_plugins block holds no blocks, and "${type.text}" is one. ${usage}`;
  return errorAt(type.range, "Unsupported block type", detail, header);
}
