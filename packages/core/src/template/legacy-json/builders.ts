import { type ast, type Diagnostic, errorAt, placeOf, type SourceRange } from "@ingot/hcl";
import type { RenderText } from "../../config/render-body.js";
import type { SourceUse } from "../model.js";
import { type Component, readComponent, withItems } from "./component-block.js";
import { itemsOf, type Report, scalarText, wrongShape } from "./json-shape.js";
import { renderedText } from "./rendered-text.js";
import type { Root } from "./root.js";

/** A builder whose name is still as it is written, perhaps a `{{ }}` template. */
export interface WrittenBuilder {
  readonly component: Component;
  readonly name: string;
  /** Where the name is written, or else the type, which then serves as the name. */
  readonly range: SourceRange;
}

export function readBuilders(root: Root, report: Report): readonly WrittenBuilder[] {
  const items = itemsOf(root.get("builders"), report);
  const builders = items.flatMap((item) => {
    const component = readComponent("builder", item, report);
    return component ? [writtenBuilder(component, report)] : [];
  });
  return distinctBuilders(builders, report);
}

function writtenBuilder(component: Component, report: Report): WrittenBuilder {
  const named = component.properties.get("name")?.expression;
  const name = named && scalarText(named);
  if (named && name === undefined) report(wrongShape("The name of a builder", "a string", named));
  return {
    component,
    name: name || component.type,
    range: (name ? named : undefined)?.range ?? component.block.header,
  };
}

function distinctBuilders(builders: readonly WrittenBuilder[], report: Report): readonly WrittenBuilder[] {
  const first = new Map<string, WrittenBuilder>();
  for (const builder of builders) {
    const earlier = first.get(builder.name);
    if (earlier) report(duplicateBuilder(builder, earlier));
    else first.set(builder.name, builder);
  }
  return [...first.values()];
}

function duplicateBuilder({ name, range }: WrittenBuilder, earlier: WrittenBuilder): Diagnostic {
  const detail = `There is already a builder called "${name}", at ${placeOf(earlier.range)}. Give each of them a "name" of its own.`;
  return errorAt(range, "Duplicate builder", detail);
}

export function noBuilders(at: SourceRange): Diagnostic {
  const detail = `The template has no builder, so there is nothing to do. Add one: "builders": [{"type": "docker", …}].`;
  return errorAt(at, "No builders", detail);
}

/** The builders as sources of a build, in the order of their names, as Packer runs them; and names by what may be written for them. */
export function builderUses(
  builders: readonly WrittenBuilder[],
  render: RenderText,
  report: Report,
): { readonly uses: readonly SourceUse[]; readonly names: ReadonlyMap<string, string> } {
  const uses = builders.map((builder) => builderUse(builder, render, report));
  const names = new Map(uses.map(({ localName }) => [localName, localName]));
  for (const [at, { name }] of builders.entries()) names.set(name, uses[at]!.localName);
  return { uses: uses.sort((one, other) => (one.localName < other.localName ? -1 : 1)), names };
}

function builderUse({ component, name, range }: WrittenBuilder, render: RenderText, report: Report): SourceUse {
  const localName = renderedText(name, range, render, report) ?? name;
  const items = component.block.body.items.filter((item) => item.kind === "attribute" && item.name.text !== "name");
  const block: ast.Block = withItems(component.block, items);
  return { source: { type: component.type, name: localName, block }, localName, overrides: undefined, range };
}
