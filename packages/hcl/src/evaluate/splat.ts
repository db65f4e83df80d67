import { errorAt } from "../diagnostic.js";
import type { Splat } from "../syntax/ast.js";
import { elementsOf } from "../value/content.js";
import { listType, type Type, typeEquals } from "../value/type.js";
import { list, tuple, Value } from "../value/value.js";
import { type Context, complain, diagnosticSink } from "./context.js";

/** `value[*].name`: each element of a list, set or tuple; null counts as no element, any other value as one. */
export function evaluateSplat(splat: Splat, context: Context): Value {
  const collection = context.value(splat.collection);
  return splatOf(collection, splat, context).withMarks(collection.marks);
}

function splatOf(collection: Value, splat: Splat, context: Context): Value {
  const { type } = collection;
  const isSequence = type.kind === "list" || type.kind === "set" || type.kind === "tuple";
  const each = (splatItem: Value) => context.with({ splatItem }).value(splat.each);
  if (!collection.isKnown) return unknownSplat(collection, splat, context);
  if (collection.isNull) return isSequence ? refuseNull(splat, context) : tuple([]);
  if (!isSequence) return tuple([each(collection.withoutMarks())]);
  const items = elementsOf(collection).map(each);
  if (type.kind === "tuple") return tuple(items);
  return listOrTuple(items, () => quietType(collection, splat, context));
}

/** Of a list or a set at least the type is known; any other value may yet be null, and give nothing. */
function unknownSplat(collection: Value, splat: Splat, context: Context): Value {
  const isTyped = collection.type.kind === "list" || collection.type.kind === "set";
  return isTyped ? Value.unknown(listType(quietType(collection, splat, context))) : Value.unknown();
}

function refuseNull(splat: Splat, context: Context): Value {
  const detail = "This list is null, so it has no elements to go through. An empty list would have been fine.";
  complain(context, splat, errorAt(splat.collection.range, "Splat of null value", detail));
  return Value.unknown();
}

/** The elements of a list have one type, so what is taken from them has one as well; with `any` within, it may differ. */
function listOrTuple(items: readonly Value[], elementType: () => Type): Value {
  const [first] = items;
  if (!first) return list(elementType(), []);
  return items.every((item) => typeEquals(item.type, first.type)) ? list(first.type, items) : tuple(items);
}

/** The type that `each` gives for an element that is not known. */
function quietType({ type }: Value, splat: Splat, context: Context): Type {
  const element = "element" in type ? Value.unknown(type.element) : Value.unknown();
  return context.with({ splatItem: element, diagnostics: diagnosticSink() }).value(splat.each).type;
}
