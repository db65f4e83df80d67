import type { SourceRange } from "../source.js";
import type {
  Attribute,
  Block,
  Body,
  BodyItem,
  Expression,
  Label,
  ObjectConstructor,
  ObjectItem,
} from "../syntax/ast.js";
import type { ContentBlockSpec, ContentSpec } from "./body-content.js";
import { keyText } from "./body-location.js";
import { ownEntry } from "./own-entry.js";

const dynamicBlock: ContentBlockSpec = { labels: ["type"] };

/**
 * A body's items as `spec` means them. JSON has properties only: where the spec wants a block, a property is read as
 * one, its labels being the keys of the objects in between; and a property named "//" is a comment.
 */
export function bodyItems(body: Body, spec: ContentSpec | undefined): readonly BodyItem[] {
  if (!isJson(body.range)) return body.items;
  return body.items.flatMap((item): readonly BodyItem[] => {
    if (item.kind === "block") return [item];
    if (item.name.text === "//") return [];
    const block = spec && blockSpecOf(item.name.text, spec);
    return block ? (blocksOf(item, block.labels.length) ?? [item]) : [item];
  });
}

/** Whether something stands in a JSON file; the tree does not tell. */
export const isJson = ({ source }: SourceRange): boolean => source.name.endsWith(".json");

function blockSpecOf(name: string, spec: ContentSpec): ContentBlockSpec | undefined {
  const block = ownEntry(spec.blocks, name);
  if (block) return block;
  return name === "dynamic" && !ownEntry(spec.attributes, name) ? dynamicBlock : undefined;
}

/** Undefined when the value has not the shape of blocks with so many labels. */
function blocksOf(attribute: Attribute, labelCount: number): readonly Block[] | undefined {
  return collect(attribute.expression, labelCount, [], (object, labels) => ({
    kind: "block",
    type: attribute.name,
    labels,
    body: bodyOf(object),
    header: labels.at(-1)?.range ?? attribute.name.range,
    range: attribute.range,
  }));
}

function collect(
  value: Expression,
  depth: number,
  labels: readonly Label[],
  make: (object: ObjectConstructor, labels: readonly Label[]) => Block,
): readonly Block[] | undefined {
  if (value.kind === "tuple") return allOrNone(value.items.map((item) => collect(item, depth, labels, make)));
  if (value.kind !== "object") return undefined;
  if (depth === 0) return [make(value, labels)];
  const inner = value.items.map((item) => collect(item.value, depth - 1, [...labels, labelOf(item)], make));
  return allOrNone(inner);
}

function allOrNone(lists: readonly (readonly Block[] | undefined)[]): readonly Block[] | undefined {
  return lists.includes(undefined) ? undefined : lists.flatMap((blocks) => blocks ?? []);
}

const labelOf = ({ key }: ObjectItem): Label => ({ kind: "label", text: keyText(key) ?? "", range: key.range });

function bodyOf(object: ObjectConstructor): Body {
  const items = object.items.map(({ key, value, range }): Attribute => {
    const name = { kind: "name" as const, text: keyText(key) ?? "", range: key.range };
    return { kind: "attribute", name, expression: value, range };
  });
  return { kind: "body", items, range: object.range };
}
