import { isNull, wrongShape } from "@ingot/core/legacy-json";
import {
  type ast,
  type Diagnostic,
  errorAt,
  hasErrors,
  literalString,
  type Source,
  type SourceRange,
} from "@ingot/hcl";
import { type Property, propertiesOf } from "./json.js";
import { readObject, sensitiveValues } from "./legacy-shape.js";

/** A builder, provisioner or post-processor as it is written. */
export interface LegacyComponent {
  readonly type: string;
  /** Everything but the type, in the order of the source. */
  readonly options: ReadonlyMap<string, Property>;
  /** Where the type stands. */
  readonly range: SourceRange;
}

/** A template in Packer's old JSON as it is written: nothing is rendered. */
export interface LegacyTemplate {
  readonly description: string | undefined;
  readonly minimumVersion: string | undefined;
  /** Undefined is a variable that must be given a value. */
  readonly variables: ReadonlyMap<string, LegacyVariable>;
  readonly builders: readonly LegacyComponent[];
  readonly provisioners: readonly LegacyComponent[];
  readonly chains: readonly (readonly LegacyComponent[])[];
  readonly errorCleanup: LegacyComponent | undefined;
}

/** The template, undefined where its shape is wrong, and what is wrong with it. */
export interface ReadTemplate {
  readonly template: LegacyTemplate | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly secrets: readonly string[];
}

export interface LegacyVariable {
  readonly name: string;
  /** Undefined where a value must be given. */
  readonly value: string | undefined;
  readonly sensitive: boolean;
  readonly range: SourceRange;
}

/** A builder without a name is called after its type. */
export function nameOf({ type, options }: LegacyComponent): string {
  const name = options.get("name");
  return (name && literalString(name.value)) || type;
}

interface Reading {
  readonly root: ReadonlyMap<string, Property>;
  readonly diagnostics: Diagnostic[];
}

/** What stands in a template, or what is wrong with its shape. */
export function readLegacyTemplate(source: Source): ReadTemplate {
  const { properties: root, diagnostics } = readObject(source);
  if (hasErrors(diagnostics)) return { template: undefined, diagnostics, secrets: [] };
  const reading: Reading = { root, diagnostics: [] };
  const template: LegacyTemplate = {
    description: textOf("description", reading),
    minimumVersion: textOf("min_packer_version", reading),
    variables: variablesOf(reading),
    builders: componentsOf("builders", reading),
    provisioners: componentsOf("provisioners", reading),
    chains: itemsOf("post-processors", reading).map((item) => chainOf(item, reading)),
    errorCleanup: errorCleanupOf(reading),
  };
  const secrets = sensitiveValues(root);
  return { template: hasErrors(reading.diagnostics) ? undefined : template, diagnostics: reading.diagnostics, secrets };
}

/** A root property; null is as good as none. */
function rootValue(name: string, { root }: Reading): ast.Expression | undefined {
  const value = root.get(name)?.value;
  return value && !isNull(value) ? value : undefined;
}

function textOf(name: string, reading: Reading): string | undefined {
  const value = rootValue(name, reading);
  const text = value && literalString(value);
  if (value && text === undefined) reading.diagnostics.push(wrongShape(`"${name}"`, "a string", value));
  return text;
}

function itemsOf(name: string, reading: Reading): readonly ast.Expression[] {
  const value = rootValue(name, reading);
  if (!value) return [];
  if (value.kind === "tuple") return value.items;
  reading.diagnostics.push(wrongShape(`"${name}"`, "an array", value));
  return [];
}

const componentsOf = (name: string, reading: Reading) =>
  itemsOf(name, reading).flatMap((item) => componentOf(`An item of "${name}"`, item, reading));

function errorCleanupOf(reading: Reading): LegacyComponent | undefined {
  const value = rootValue("error-cleanup-provisioner", reading);
  return value && componentOf(`"error-cleanup-provisioner"`, value, reading)[0];
}

function componentOf(what: string, item: ast.Expression, { diagnostics }: Reading): LegacyComponent[] {
  if (item.kind !== "object") {
    diagnostics.push(wrongShape(what, "an object", item));
    return [];
  }
  const options = new Map(propertiesOf(item).map((property) => [property.name, property]));
  const type = options.get("type");
  const text = type && literalString(type.value);
  if (text !== undefined) {
    options.delete("type");
    return [{ type: text, options, range: type!.value.range }];
  }
  diagnostics.push(type ? wrongShape(`"type"`, "a string", type.value) : missingType(what, item));
  return [];
}

const missingType = (what: string, { range }: ast.Expression) =>
  errorAt({ ...span(range), end: range.start + 1 }, "Missing type", `${what} must have a "type", a string.`);

const span = ({ source, start, end }: SourceRange): SourceRange => ({ source, start, end });

/** Post-processor : Name | Object | "[" ( Name | Object )* "]" */
function chainOf(item: ast.Expression, reading: Reading): readonly LegacyComponent[] {
  const links = item.kind === "tuple" ? item.items : [item];
  return links.flatMap((link) => linkOf(link, reading));
}

function linkOf(link: ast.Expression, reading: Reading): LegacyComponent[] {
  const name = literalString(link);
  if (name !== undefined) return [{ type: name, options: new Map(), range: link.range }];
  return componentOf("A post-processor", link, reading);
}

function variablesOf(reading: Reading): ReadonlyMap<string, LegacyVariable> {
  const sensitive = new Set(itemsOf("sensitive-variables", reading).map(literalString));
  const value = rootValue("variables", reading);
  if (value && value.kind !== "object") reading.diagnostics.push(wrongShape(`"variables"`, "an object", value));
  const variables = (value ? propertiesOf(value) : []).flatMap((property) => variableOf(property, sensitive, reading));
  return new Map(variables.map((variable) => [variable.name, variable]));
}

function variableOf({ name, value, range }: Property, sensitive: ReadonlySet<string | undefined>, reading: Reading) {
  const text = literalString(value);
  if (text === undefined && !isNull(value)) {
    reading.diagnostics.push(wrongShape(`The variable "${name}"`, "a string, or null", value));
    return [];
  }
  return [{ name, value: text, sensitive: sensitive.has(name), range }];
}
