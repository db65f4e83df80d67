import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { SourceRange } from "../source.js";
import type {
  Attribute,
  Block,
  Body,
  BodyItem,
  Expression,
  Label,
  Name,
  ObjectConstructor,
  ObjectItem,
} from "../syntax/ast.js";
import { keyText } from "./body-location.js";
import type { ContentBlockSpec, ContentSpec } from "./content-spec.js";
import { describeJson, jsonBlockForm, jsonBlockUsage } from "./json-block-words.js";
import { ownEntry } from "./own-entry.js";

export interface MeantItems {
  readonly items: readonly BodyItem[];
  /** Values that should be blocks and have not the shape of any. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A body's items as `spec` means them. JSON has properties only: where the spec wants a block, a property is read as
 * one, and a property named "//" is a remark.
 */
export function bodyItems(body: Body, spec: ContentSpec | undefined): MeantItems {
  if (!isJson(body.range)) return { items: body.items, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const items = argumentItems(body).flatMap((item): readonly BodyItem[] => {
    const block = item.kind === "attribute" && spec ? blockSpecOf(item.name.text, spec) : undefined;
    if (item.kind === "block" || !block) return [item];
    const reader = new BlockReader(item, block);
    reader.readLabels(item.expression, []);
    diagnostics.push(...reader.diagnostics);
    return reader.blocks;
  });
  return { items, diagnostics };
}

/** A body's items where no blocks are looked for; those in JSON are all arguments, without the remarks. */
export function argumentItems(body: Body): readonly BodyItem[] {
  if (!isJson(body.range)) return body.items;
  return body.items.filter((item) => item.kind === "block" || item.name.text !== "//");
}

/** Whether something stands in a JSON text; the tree does not tell. */
export const isJson = ({ source }: SourceRange): boolean => source.syntax === "json";

const dynamicBlock: ContentBlockSpec = { labels: ["type"] };

function blockSpecOf(name: string, spec: ContentSpec): ContentBlockSpec | undefined {
  const block = ownEntry(spec.blocks, name);
  if (block) return block;
  return name === "dynamic" && !ownEntry(spec.attributes, name) ? dynamicBlock : undefined;
}

/**
 * Reads the value of a property as blocks:
 *
 *     Blocks : Labels{one for each label} Bodies
 *     Labels : Object | "[" Object* "]"              -- the keys are labels, the values go on
 *     Bodies : null | Body | "[" ( Body | null )* "]"  -- null alone is no block, in a list an empty one
 *     Body   : Object | "[" Object* "]"              -- several objects are one body
 */
class BlockReader {
  readonly blocks: Block[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #type: Name;
  readonly #labels: readonly string[];

  constructor({ name }: Attribute, { labels }: ContentBlockSpec) {
    this.#type = name;
    this.#labels = labels;
  }

  readLabels(value: Expression, labels: readonly Label[]): void {
    const wanted = this.#labels[labels.length];
    if (wanted === undefined) this.#readBodies(value, labels);
    else this.#readLevel(value, labels, wanted);
  }

  #readLevel(value: Expression, labels: readonly Label[], wanted: string): void {
    const levels = value.kind === "tuple" ? value.items : [value];
    const refused = levels.filter(({ kind }) => kind !== "object");
    for (const level of refused) this.#refuse(level);
    const items = levels.flatMap((level) => (level.kind === "object" ? level.items : []));
    if (items.length === 0 && refused.length === 0) this.#missing(wanted, value);
    for (const item of items) this.readLabels(item.value, [...labels, labelOf(item)]);
  }

  #readBodies(value: Expression, labels: readonly Label[]): void {
    const header = labels.at(-1)?.range ?? this.#type.range;
    if (value.kind === "tuple") {
      for (const item of value.items) this.#readBody(item, labels, beginningOf(item));
    } else if (!isNull(value)) this.#readBody(value, labels, header);
  }

  #readBody(value: Expression, labels: readonly Label[], header: SourceRange): void {
    const parts = value.kind === "tuple" ? value.items : isNull(value) ? [] : [value];
    const refused = parts.filter(({ kind }) => kind !== "object");
    for (const part of refused) this.#refuse(part);
    if (refused.length > 0) return;
    const items = parts.flatMap((part) => argumentsOf(part as ObjectConstructor));
    const body: Body = { kind: "body", items, range: value.range };
    this.blocks.push({ kind: "block", type: this.#type, labels, body, header, range: value.range });
  }

  #refuse(value: Expression): void {
    const detail = `${jsonBlockForm(this.#type.text, this.#labels)} Here stands ${describeJson(value)}.`;
    this.diagnostics.push(errorAt(beginningOf(value), "Block expected", detail, this.#type.range));
  }

  #missing(label: string, { range }: Expression): void {
    const { text } = this.#type;
    const detail = jsonBlockUsage(text, this.#labels);
    this.diagnostics.push(errorAt(range, `Missing ${label} for ${text}`, detail, this.#type.range));
  }
}

const isNull = (value: Expression) => value.kind === "literal" && value.value.isNull;

/** All of a short value, the opening bracket of one that may be long: what a caret can mark. */
function beginningOf({ kind, range }: Expression): SourceRange {
  return kind === "object" || kind === "tuple" ? { ...range, end: range.start + 1 } : range;
}

const labelOf = ({ key }: ObjectItem): Label => ({ kind: "label", text: keyText(key) ?? "", range: key.range });

function argumentsOf({ items }: ObjectConstructor): Attribute[] {
  return items.map(({ key, value, range }) => {
    const name: Name = { kind: "name", text: keyText(key) ?? "", range: key.range };
    return { kind: "attribute", name, expression: value, range };
  });
}
