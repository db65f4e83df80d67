import { elementsOf, entriesOf } from "./content.js";
import { convert } from "./convert.js";
import { set } from "./sets.js";
import { unify } from "./unify.js";
import { list, map, object, tuple, type Value } from "./value.js";

/** The defaults that a type constraint gives to optional attributes, at the places where they stand. */
export type TypeDefaults =
  | { readonly kind: "object"; readonly attributes: ReadonlyMap<string, AttributeDefault> }
  | { readonly kind: "elements"; readonly element: TypeDefaults }
  | { readonly kind: "tuple"; readonly elements: readonly (TypeDefaults | undefined)[] };

interface AttributeDefault {
  readonly value: Value | undefined;
  readonly within: TypeDefaults | undefined;
}

/**
 * The value with each default put in where its attribute is absent or null. Comes before `convert` to the same constraint,
 * so the shape need not fit yet: what does not fit is left for `convert` to refuse.
 */
export function applyDefaults(value: Value, defaults: TypeDefaults | undefined): Value {
  if (!defaults || !value.isKnown || value.isNull) return value;
  return fill(value, defaults).withMarks(value.marks);
}

function fill(value: Value, defaults: TypeDefaults): Value {
  const { kind } = value.type;
  const isSequence = kind === "list" || kind === "set" || kind === "tuple";
  const isMapLike = kind === "map" || kind === "object";
  if (defaults.kind === "object") return isMapLike ? fillObject(value, defaults.attributes) : value;
  if (defaults.kind === "tuple") return isSequence ? fillSequence(value, (at) => defaults.elements[at]) : value;
  if (isMapLike) return fillMap(value, defaults.element);
  return isSequence ? fillSequence(value, () => defaults.element) : value;
}

function fillObject(value: Value, defaults: ReadonlyMap<string, AttributeDefault>): Value {
  const attributes = new Map(entriesOf(value));
  for (const [name, { value: fallback, within }] of defaults) {
    const given = attributes.get(name);
    const chosen = given && !(given.isKnown && given.isNull) ? given : (fallback ?? given);
    if (chosen) attributes.set(name, applyDefaults(chosen, within));
  }
  return object(attributes);
}

function fillMap(value: Value, element: TypeDefaults): Value {
  const entries = new Map([...entriesOf(value)].map(([key, item]) => [key, applyDefaults(item, element)]));
  if (value.type.kind === "object") return object(entries);
  const type = unify([...entries.values()].map((item) => item.type));
  return type ? map(type, new Map([...entries].map(([key, item]) => [key, convert(item, type)]))) : object(entries);
}

/** Filled elements may differ in type where they did not before; then a tuple holds them until they are converted. */
function fillSequence(value: Value, defaultsAt: (at: number) => TypeDefaults | undefined): Value {
  const items = elementsOf(value).map((item, at) => applyDefaults(item, defaultsAt(at)));
  const type = value.type.kind === "tuple" ? undefined : unify(items.map((item) => item.type));
  if (!type) return tuple(items);
  const converted = items.map((item) => convert(item, type));
  return value.type.kind === "set" ? set(type, converted) : list(type, converted);
}
