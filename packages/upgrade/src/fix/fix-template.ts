import { isNull, wrongShape } from "@ingot/core/legacy-json";
import { type ast, type Diagnostic, errorAt, hasErrors, type Source } from "@ingot/hcl";
import { type Json, type JsonObject, plainOf, propertiesOf } from "../json.js";
import { jsonText } from "../json-text.js";
import { readObject, sensitiveValues } from "../legacy-shape.js";
import { FixProblem, type Section } from "./fixer.js";
import { fixers } from "./fixer-list.js";

export interface FixedTemplate {
  /** The whole template as Packer prints it; undefined when it cannot be read or repaired. */
  readonly text: string | undefined;
  /** The names of the fixers that found something, in their order. */
  readonly applied: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the template calls sensitive, and its lines in messages must not show. */
  readonly secrets: readonly string[];
}

interface Fixing {
  readonly applied: Set<string>;
  readonly diagnostics: Diagnostic[];
}

/** Replaces the deprecated options of a template in Packer's old JSON, as `packer fix` does. */
export function fixTemplate(source: Source): FixedTemplate {
  const { properties, diagnostics } = readObject(source);
  if (hasErrors(diagnostics)) return { text: undefined, applied: [], diagnostics, secrets: [] };
  const fixing: Fixing = { applied: new Set(), diagnostics: [] };
  const root = [...properties].map(([name, { value }]) => [name, fixSection(name, value, fixing)] as const);
  const applied = fixers.map(({ name }) => name).filter((name) => fixing.applied.has(name));
  const text = hasErrors(fixing.diagnostics) ? undefined : `${jsonText(Object.fromEntries(root))}\n`;
  return { text, applied, diagnostics: fixing.diagnostics, secrets: sensitiveValues(properties) };
}

function fixSection(name: string, value: ast.Expression, fixing: Fixing): Json {
  if (isNull(value) || !isSection(name)) return plainOf(value);
  if (value.kind !== "tuple") return complain(wrongShape(`"${name}"`, "an array", value), fixing);
  return value.items.map((item) => fixItem(name, item, fixing));
}

const isSection = (name: string): name is Section => fixers.some(({ sections }) => sections.includes(name as Section));

/** A post-processor may be a name alone, or a chain of some. */
function fixItem(section: Section, item: ast.Expression, fixing: Fixing): Json {
  if (item.kind === "object") return fixComponent(section, item, fixing);
  if (section === "post-processors") {
    if (item.kind === "tuple") return item.items.map((inner) => fixLink(inner, fixing));
    if (item.kind === "template") return plainOf(item);
  }
  const wanted = section === "post-processors" ? "an object, a string or an array of them" : "an object";
  return complain(wrongShape(`An item of "${section}"`, wanted, item), fixing);
}

const fixLink = (item: ast.Expression, fixing: Fixing): Json =>
  item.kind === "object" ? fixComponent("post-processors", item, fixing) : plainOf(item);

function fixComponent(section: Section, item: ast.Expression, fixing: Fixing): Json {
  let component = plainOf(item) as JsonObject;
  for (const { name, fix } of fixers.filter(({ sections }) => sections.includes(section))) {
    try {
      const fixed = fix(component);
      if (jsonText(fixed) !== jsonText(component)) fixing.applied.add(name);
      component = fixed;
    } catch (error) {
      if (!(error instanceof FixProblem)) throw error;
      return complain(refusal(error, item), fixing);
    }
  }
  return component;
}

function refusal({ key, message }: FixProblem, item: ast.Expression): Diagnostic {
  const at = propertiesOf(item).findLast(({ name }) => name === key);
  return errorAt((at?.value ?? item).range, "Option that cannot be repaired", `"${key}" ${message}.`);
}

function complain(problem: Diagnostic, { diagnostics }: Fixing): null {
  diagnostics.push(problem);
  return null;
}
