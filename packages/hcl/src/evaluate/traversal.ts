import { errorAt } from "../diagnostic.js";
import type { GetAttribute, Index } from "../syntax/ast.js";
import { shorten } from "../syntax/shorten.js";
import { elementsOf, entriesOf, numberOf, textOf } from "../value/content.js";
import { describeType } from "../value/describe.js";
import { toInteger } from "../value/numbers.js";
import { dynamicType, numberType, stringType, type Type } from "../value/type.js";
import { Value } from "../value/value.js";
import { type Context, complain } from "./context.js";
import { require } from "./operand.js";
import type { LazyObject, Members } from "./scope.js";
import { didYouMean, getLazily, lazyTarget, meantInstead } from "./variable.js";

export function evaluateAttribute(access: GetAttribute, context: Context): Value {
  const lazy = lazyTarget(access.object, context);
  if (lazy) return lazyAttribute(lazy, access, context);
  const target = context.value(access.object);
  return attributeOf(target, access, context).withMarks(target.marks);
}

function lazyAttribute(lazy: LazyObject, access: GetAttribute, context: Context): Value {
  const name = access.name.text;
  if (lazy.has(name)) return getLazily(lazy, name, access.range, context);
  const near = meantInstead(lazy, name);
  return refuseAttribute(access, missingAttribute(name, lazy.names(), near, membersOf(access, context)), context);
}

/** Of `var` in `var.name`, and the like. */
const membersOf = ({ object }: GetAttribute, { scope }: Context) =>
  object.kind === "variable" ? scope.members?.(object.name) : undefined;

function attributeOf(target: Value, access: GetAttribute, context: Context): Value {
  const { text } = access.name;
  const { type } = target;
  if (type.kind !== "map" && type.kind !== "object" && type.kind !== "dynamic")
    return refuseAttribute(access, noAttributes(type, text), context);
  if (target.isKnown && target.isNull)
    return refuseAttribute(
      access,
      `This value is null, so it has no attribute "${shorten(text)}".`,
      context,
      "Attribute of null",
    );
  if (type.kind === "dynamic") return Value.unknown();
  const found =
    type.kind === "object" ? objectAttribute(target, type.attributes, text) : mapElement(target, type.element, text);
  if (found) return found;
  const names = type.kind === "object" ? [...type.attributes.keys()] : [...entriesOf(target).keys()];
  return refuseAttribute(
    access,
    missingAttribute(text, names, didYouMean(text, names), membersOf(access, context)),
    context,
  );
}

function objectAttribute(target: Value, types: ReadonlyMap<string, Type>, name: string): Value | undefined {
  const type = types.get(name);
  return type && (target.isKnown ? entriesOf(target).get(name) : Value.unknown(type));
}

function mapElement(target: Value, element: Type, key: string): Value | undefined {
  return target.isKnown ? entriesOf(target).get(key) : Value.unknown(element);
}

function missingAttribute(name: string, names: readonly string[], near: string, members: Members | undefined): string {
  if (!members) return `This object has no attribute "${shorten(name)}".${near}${listing(names)}`;
  const declare = near === "" ? ` It is declared like this: ${members.declaration(shorten(name))}.` : "";
  return `There is no ${members.noun} "${shorten(name)}".${near}${names.length === 0 ? "" : listing(names, "There are")}${declare}`;
}

/** A sentence to append. Few names are worth showing; many would bury the message. */
export function listing(names: readonly string[], beginning = "It has"): string {
  if (names.length === 0) return " It has no attributes at all.";
  return names.length > 12 ? "" : ` ${beginning}: ${[...names].sort().join(", ")}.`;
}

function noAttributes(type: Type, name: string): string {
  const kind = describeType(type);
  const isSequence = type.kind === "list" || type.kind === "set" || type.kind === "tuple";
  const hint = isSequence
    ? ` To take "${shorten(name)}" of each element write [*].${shorten(name)}, of the first one [0].${shorten(name)}.`
    : "";
  return `This value is a ${kind}, which has no attributes.${hint}`;
}

function refuseAttribute(
  access: GetAttribute,
  detail: string,
  context: Context,
  summary = "Unsupported attribute",
): Value {
  complain(context, access, errorAt(access.name.range, summary, detail, access.range));
  return Value.unknown();
}

export function evaluateIndex(access: Index, context: Context): Value {
  const key = context.value(access.key);
  const lazy = lazyTarget(access.collection, context);
  if (lazy && key.isKnown && !key.isNull && key.type.kind === "string") return lazyElement(lazy, key, access, context);
  const collection = context.value(access.collection);
  return elementAt(collection, key, access, context).withMarks([...collection.marks, ...key.marks]);
}

function lazyElement(lazy: LazyObject, key: Value, access: Index, context: Context): Value {
  const name = textOf(key);
  if (lazy.has(name)) return getLazily(lazy, name, access.range, context).withMarks(key.marks);
  return refuseIndex(access, missingKey(key, meantInstead(lazy, name)), context);
}

function elementAt(collection: Value, key: Value, access: Index, context: Context): Value {
  const { type } = collection;
  if (collection.isKnown && collection.isNull)
    return refuseIndex(access, "This value is null, so it has no elements.", context);
  switch (type.kind) {
    case "list":
    case "tuple":
      return itemAt(collection, key, access, context);
    case "map":
    case "object":
      return entryAt(collection, key, access, context);
    case "dynamic":
      return Value.unknown();
    case "set":
      return refuseIndex(
        access,
        'The elements of a set have no order and no keys, so none can be picked. Go through them with a "for", or make a list of them first.',
        context,
      );
    default:
      return refuseIndex(access, `This value is a ${describeType(type)}, which has no elements.`, context);
  }
}

function itemAt(collection: Value, key: Value, access: Index, context: Context): Value {
  const position = require(key, access.key, {
    type: numberType,
    summary: "Invalid index",
    subject: "The index",
  }, context);
  const { type } = collection;
  const elementType = type.kind === "list" ? type.element : dynamicType;
  if (!position.isKnown) return Value.unknown(elementType);
  if (!collection.isKnown && type.kind === "list") return Value.unknown(elementType);
  const at = toInteger(numberOf(position));
  const length = type.kind === "tuple" ? type.elements.length : elementsOf(collection).length;
  if (at !== undefined && at >= 0 && at < length)
    return collection.isKnown
      ? elementsOf(collection)[at]!
      : Value.unknown(type.kind === "tuple" ? type.elements[at]! : elementType);
  return refuseIndex(access, badPosition(at, position, length), context);
}

function badPosition(at: number | undefined, position: Value, length: number): string {
  const held =
    length === 0
      ? "This list is empty"
      : `This list has ${length === 1 ? "one element, at index 0" : `${length} elements, at index 0 to ${length - 1}`}`;
  if (position.marks.size > 0) return `${held}; the index given is none of them.`;
  if (at === undefined) return `${held}; an index is a whole number.`;
  return at < 0 ? `${held}; an index cannot be negative.` : `${held}; there is none at index ${at}.`;
}

function entryAt(collection: Value, key: Value, access: Index, context: Context): Value {
  const name = require(key, access.key, { type: stringType, summary: "Invalid index", subject: "The key" }, context);
  const { type } = collection;
  if (!name.isKnown) return Value.unknown(type.kind === "map" ? type.element : dynamicType);
  const text = textOf(name);
  const found =
    type.kind === "object"
      ? objectAttribute(collection, type.attributes, text)
      : mapElement(collection, (type as Extract<Type, { kind: "map" }>).element, text);
  if (found) return found;
  return refuseIndex(
    access,
    missingKey(
      name,
      didYouMean(text, type.kind === "object" ? [...type.attributes.keys()] : [...entriesOf(collection).keys()]),
    ),
    context,
  );
}

function missingKey(key: Value, near: string): string {
  if (key.marks.size > 0) return "There is no element with the key given.";
  return `There is no element with the key ${JSON.stringify(shorten(textOf(key)))}.${near}`;
}

function refuseIndex(access: Index, detail: string, context: Context): Value {
  complain(context, access, errorAt(access.key.range, "Invalid index", detail, access.range));
  return Value.unknown();
}
