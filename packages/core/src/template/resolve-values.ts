import type { Diagnostic, Scope } from "@ingot/hcl";
import { type DataBlocks, dataObject } from "./data-blocks.js";
import type { Definition } from "./definition.js";
import { type LocalDeclarations, localDefinition, localObject } from "./local-blocks.js";
import type { TemplateLocal } from "./model.js";
import type { Outside, OutsideContext } from "./outside.js";
import { createResolver, type Resolver } from "./resolve-definitions.js";
import { type TemplateNames, templateScope } from "./template-scope.js";
import type { ReadVariables } from "./variables.js";

export interface ResolvedValues {
  /** What names mean in the rest of the template. */
  readonly scope: Scope;
  readonly locals: ReadonlyMap<string, TemplateLocal>;
  readonly diagnostics: readonly Diagnostic[];
}

export type FixedNames = Pick<TemplateNames, "cwd" | "root" | "functions">;

export interface Declared {
  readonly variables: ReadVariables["variables"];
  readonly locals: LocalDeclarations;
  readonly data: DataBlocks;
}

/** Locals and data sources, which may use one another, in one graph. */
export async function resolveValues(
  { variables, locals: { declarations }, data: { blocks } }: Declared,
  fixed: FixedNames,
  outside: Outside,
  context: OutsideContext,
): Promise<ResolvedValues> {
  const definitions = inSourceOrder([
    ...[...declarations.values()].map(localDefinition),
    ...(await definitionsOf({ blocks }, outside, context)),
  ]);
  const byAddress = new Map(definitions.map((definition): [string, Definition] => [definition.address, definition]));
  const resolver = createResolver(byAddress, outside.readings);
  const scope = templateScope({
    ...fixed,
    variables: new Map([...variables].map(([name, { value }]) => [name, value])),
    locals: localObject(new Set(declarations.keys()), resolver),
    data: blocks.size > 0 ? dataObject(blocks.values(), resolver) : undefined,
  });
  const diagnostics = await resolver.resolve(scope);
  return { scope, locals: valuesOf(declarations, resolver), diagnostics };
}

/** So that what is wrong with them is told in the order in which it stands. */
function inSourceOrder(definitions: readonly Definition[]): readonly Definition[] {
  const sources = [...new Set(definitions.map(({ range }) => range.source))];
  const places = new Map(sources.map((source, at) => [source, at]));
  const placeOf = ({ range }: Definition) => places.get(range.source)!;
  return [...definitions].sort((one, other) => placeOf(one) - placeOf(other) || one.range.start - other.range.start);
}

/** Most templates have no data source, and need nothing of what reads them. */
async function definitionsOf(
  { blocks }: Pick<DataBlocks, "blocks">,
  outside: Outside,
  context: OutsideContext,
): Promise<readonly Definition[]> {
  if (blocks.size === 0) return [];
  const { dataDefinitions } = await import("./data-definition.js");
  return dataDefinitions(blocks.values(), outside, context);
}

function valuesOf(
  declarations: LocalDeclarations["declarations"],
  resolver: Resolver,
): ReadonlyMap<string, TemplateLocal> {
  const locals = [...declarations.values()].map(({ name, sensitive, range }): [string, TemplateLocal] => {
    return [name, { name, sensitive, range, value: resolver.get(`local.${name}`, range).value }];
  });
  return new Map(locals);
}
