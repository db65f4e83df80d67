import { type ast, type Diagnostic, errorAt, literalString, type ScopedBlock } from "@ingot/hcl";
import { type BuilderNames, namedBuilders } from "./builder-names.js";
import { bareComponent, type Component, readComponent, withItems, withoutScope } from "./component-block.js";
import { beginningOf, itemsOf, type Report } from "./json-shape.js";
import type { Root } from "./root.js";

/** Each item is a chain: an array, or what would be its only link. */
export function readPostProcessors(root: Root, report: Report): readonly (readonly Component[])[] {
  const items = itemsOf(root.get("post-processors"), report, "post-processors");
  const chains = items.map((item) => {
    const links = item.kind === "tuple" ? item.items : [item];
    return links.flatMap((link) => readLink(link, report) ?? []);
  });
  return chains.filter((chain) => chain.length > 0);
}

function readLink(at: ast.Expression, report: Report): Component | undefined {
  const type = literalString(at);
  if (type !== undefined) return bareComponent("post-processor", type, at);
  if (at.kind !== "tuple") return readComponent("post-processor", at, report);
  report(nestedTooDeep(at));
  return undefined;
}

function nestedTooDeep(at: ast.Expression): Diagnostic {
  const detail =
    'A chain of post-processors is an array within "post-processors", and holds no other. Put the inner ones beside the others.';
  return errorAt(beginningOf(at), "Nested chain", detail);
}

export function postProcessorBlock({ block }: Component, names: BuilderNames): ScopedBlock {
  const items = block.body.items.map((item) => {
    const isSelection = item.kind === "attribute" && (item.name.text === "only" || item.name.text === "except");
    return isSelection ? namedBuilders(item, names) : item;
  });
  return withoutScope(withItems(block, items));
}
