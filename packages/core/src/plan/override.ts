import {
  type ast,
  type BodySpec,
  type Diagnostic,
  errorAt,
  evaluate,
  literalString,
  type Scope,
  type ScopedBlock,
  type Value,
} from "@ingot/hcl";
import type { BuildBlock } from "../template/model.js";
import { notASource } from "./applies-to.js";

export interface Overridden {
  readonly block: ScopedBlock;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A provisioner's block with what its `override` says for the source called `localName`: arguments replace those of
 * the same name.
 */
export function applyOverride(
  scoped: ScopedBlock,
  override: ast.Attribute | undefined,
  localName: string,
  spec: BodySpec,
  scope: Scope,
): Overridden {
  if (!override) return { block: scoped, diagnostics: [] };
  const written = writtenInJson(override, localName);
  if (written) return { block: withItems(scoped, written), diagnostics: [] };
  const { value, diagnostics } = evaluate(override.expression, scope);
  const all = attributesOf(value);
  if (!all) return { block: scoped, diagnostics: [...diagnostics, ...notAnObject(value, override, "override")] };
  const own = all.get(localName);
  const entries = own && attributesOf(own);
  if (!own || !entries) {
    const problems = own ? notAnObject(own, override, `override.${localName}`) : [];
    return { block: scoped, diagnostics: [...diagnostics, ...problems] };
  }
  const range = rangeOfEntry(override.expression, localName);
  const items = [...entries].flatMap(([name, each]) => itemsFor(name, each, spec, range));
  return { block: withItems(scoped, items), diagnostics };
}

/** Keys, where they are written out, that name no source of the build. Packer says nothing of them, so they are no errors. */
export function overrideWarnings(override: ast.Attribute | undefined, { sources }: BuildBlock): Diagnostic[] {
  if (override?.expression.kind !== "object") return [];
  const names = [...new Set(sources.map(({ localName }) => localName))];
  return override.expression.items.flatMap(({ key }) => {
    const name = keyOf(key);
    return name === undefined || names.includes(name) ? [] : [notASource("override", name, key.range, names)];
  });
}

/** In JSON blocks are properties too, so what is written out there is what it is, with its places. */
function writtenInJson({ expression }: ast.Attribute, localName: string): readonly ast.BodyItem[] | undefined {
  if (expression.kind !== "object" || expression.range.source.syntax !== "json") return undefined;
  const own = expression.items.find(({ key }) => keyOf(key) === localName)?.value;
  if (own?.kind !== "object") return undefined;
  return own.items.map(({ key, value, range }): ast.Attribute => {
    return {
      kind: "attribute",
      name: { kind: "name", text: keyOf(key) ?? "", range: key.range },
      expression: value,
      range,
    };
  });
}

const keyOf = (key: ast.ObjectItem["key"]) => (key.kind === "object-key" ? key.text : literalString(key));

function withItems(scoped: ScopedBlock, items: readonly ast.BodyItem[]): ScopedBlock {
  const names = new Set(items.map(nameOf));
  const kept = scoped.block.body.items.filter((item) => !names.has(nameOf(item)));
  return { ...scoped, block: { ...scoped.block, body: { ...scoped.block.body, items: [...kept, ...items] } } };
}

const nameOf = (item: ast.BodyItem) => (item.kind === "attribute" ? item.name.text : item.type.text);

/** The attributes of a known object or map; undefined for anything else. */
function attributesOf(value: Value): ReadonlyMap<string, Value> | undefined {
  return value.isKnown && !value.isNull && value.content instanceof Map ? value.content : undefined;
}

function notAnObject(value: Value, { expression }: ast.Attribute, what: string): Diagnostic[] {
  if (!value.isKnown) return [];
  const detail = `${what} must be an object: override = { name = { argument = value } }, where name is a source's name without its type.`;
  return [errorAt(expression.range, "Invalid override", detail)];
}

/** The entry's own place where the override is written out, else that of the whole expression. */
function rangeOfEntry(expression: ast.Expression, key: string): ast.Expression["range"] {
  if (expression.kind !== "object") return expression.range;
  const item = expression.items.find((each) => each.key.kind === "object-key" && each.key.text === key);
  return item?.value.range ?? expression.range;
}

/** An argument, or what the component takes as a block: an object is one, a list of objects is several. */
function itemsFor(name: string, value: Value, spec: BodySpec, range: ast.Expression["range"]): ast.BodyItem[] {
  const blockSpec = Object.hasOwn(spec.blocks, name) ? spec.blocks[name] : undefined;
  if (!blockSpec || !value.isKnown || value.isNull) return [attribute(name, value, range)];
  const bodies: readonly Value[] = Array.isArray(value.content) ? value.content : [value];
  return bodies.map((each) => {
    const entries = attributesOf(each);
    return entries ? block(name, entries, blockSpec.body, range) : attribute(name, each, range);
  });
}

function attribute(name: string, value: Value, range: ast.Expression["range"]): ast.Attribute {
  return {
    kind: "attribute",
    name: { kind: "name", text: name, range },
    expression: { kind: "literal", value, range },
    range,
  };
}

function block(
  type: string,
  entries: ReadonlyMap<string, Value>,
  spec: BodySpec,
  range: ast.Expression["range"],
): ast.Block {
  const items = [...entries].flatMap(([name, each]) => itemsFor(name, each, spec, range));
  return {
    kind: "block",
    type: { kind: "name", text: type, range },
    labels: [],
    body: { kind: "body", items, range },
    header: range,
    range,
  };
}
