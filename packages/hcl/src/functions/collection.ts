import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { elementsOf, entriesOf, textOf } from "../value/content.js";
import { equals } from "../value/equality.js";
import { identity } from "../value/sets.js";
import { compareText } from "../value/text-order.js";
import { boolType, dynamicType, listType, numberType, stringType, type Type } from "../value/type.js";
import { bool, list, number, tuple, Value } from "../value/value.js";
import { isWhollyKnown } from "../value/walk.js";
import { define, integerOf, loose, numeric } from "./define.js";
import { countGraphemes } from "./graphemes.js";
import { isSequenceType, itemsOf, likeSequence, likeSequenceType, orderedItemsOf, unified } from "./sequence.js";

function length([value]: readonly Value[]): Value {
  if (value!.type.kind === "string") return number(countGraphemes(textOf(value)));
  if (isSequenceType(value!.type))
    return setMayShrink(value!) ? Value.unknown(numberType) : number(elementsOf(value!).length);
  if (value!.type.kind === "map" || value!.type.kind === "object") return number(entriesOf(value!).size);
  throw new FunctionError("a string, a list, a set, a tuple, a map or an object is required", 0);
}

/** Elements of a set that are not known may turn out to be equal. */
const setMayShrink = (value: Value): boolean => value.type.kind === "set" && !isWhollyKnown(value);

function chunkList(args: readonly Value[]): Value {
  const [given] = args;
  const size = integerOf(args, 1);
  if (size < 0) throw new FunctionError("it must not be negative", 1);
  const items = elementsOf(given!);
  const step = size === 0 ? Math.max(items.length, 1) : size;
  const chunks = Array.from({ length: Math.ceil(items.length / step) }, (_, at) =>
    list(elementType(given), items.slice(at * step, (at + 1) * step)),
  );
  return list(listType(elementType(given)), chunks);
}

function elementType(value: Value | undefined): Type {
  return value && "element" in value.type ? value.type.element : dynamicType;
}

function concat(args: readonly Value[]): Value {
  if (args.length === 0) throw new FunctionError("at least one list is required");
  const items = args.flatMap((_, at) => orderedItemsOf(args, at));
  if (!args.every(({ type }) => type.kind === "list")) return tuple(items);
  const [type, converted] = unified(items, "the lists have elements of types that do not go together");
  return list(items.length === 0 ? elementType(args[0]) : type, converted);
}

function element(args: readonly Value[]): Value {
  const items = orderedItemsOf(args, 0);
  const at = integerOf(args, 1);
  if (items.length === 0) throw new FunctionError("an empty list has no elements", 0);
  return items[((at % items.length) + items.length) % items.length]!;
}

function flatten(args: readonly Value[]): Value {
  const flat: Value[] = [];
  const state = { isKnown: true };
  flattenInto(itemsOf(args, 0), flat, state);
  return state.isKnown ? tuple(flat) : Value.unknown();
}

function flattenInto(items: readonly Value[], flat: Value[], state: { isKnown: boolean }): void {
  for (const item of items) {
    const mayBeSequence = isSequenceType(item.type) || item.type.kind === "dynamic";
    if (!item.isKnown && mayBeSequence) state.isKnown = false;
    else if (item.isKnown && !item.isNull && isSequenceType(item.type)) flattenInto(elementsOf(item), flat, state);
    else flat.push(item);
  }
}

function slice(args: readonly Value[]): Value {
  const items = orderedItemsOf(args, 0);
  const [start, end] = [integerOf(args, 1), integerOf(args, 2)];
  if (start < 0 || start > items.length)
    throw new FunctionError(
      `the list has ${items.length} elements, so the start must be between 0 and ${items.length}`,
      1,
    );
  if (end < start || end > items.length)
    throw new FunctionError(`it must be between the start, ${start}, and the length of the list, ${items.length}`, 2);
  return likeSequence(args[0]!, items.slice(start, end));
}

function indexOf(args: readonly Value[]): Value {
  const found = orderedItemsOf(args, 0).findIndex((item) => equals(item, args[1]!).content);
  if (found === -1) throw new FunctionError("the value is not in the list", 1);
  return number(found);
}

function contains(args: readonly Value[]): Value {
  const results = itemsOf(args, 0).map((item) => equals(item, args[1]!));
  if (results.some((result) => result.isKnown && result.content)) return bool(true);
  return results.every((result) => result.isKnown) ? bool(false) : Value.unknown(boolType);
}

function distinct([given]: readonly Value[]): Value {
  const seen = new Map(
    elementsOf(given!)
      .toReversed()
      .map((item) => [identity(item), item]),
  );
  return list(
    elementType(given),
    elementsOf(given!).filter((item) => seen.delete(identity(item))),
  );
}

/** The first that is neither null nor the empty string, converted to the type of them all. */
function coalesce(args: readonly Value[]): Value {
  const [type, values] = unified(args, "the values have types that do not go together");
  for (const value of values) {
    if (!value.isKnown) return Value.unknown(type);
    if (!value.isNull && value.content !== "") return value;
  }
  throw new FunctionError("every value is null or an empty string");
}

function coalesceList(args: readonly Value[]): Value {
  for (const [at, value] of args.entries()) {
    if (!value.isKnown) return Value.unknown();
    if (!value.isNull && orderedItemsOf(args, at).length > 0) return value;
  }
  throw new FunctionError("every list is null or empty");
}

const list0 = (type: Type = dynamicType) => ({ name: "list", type });

/** Whether all, or any, of a list's bools are true; a null counts as false. */
const quantifier = (name: "alltrue" | "anytrue", description: string, decisive: boolean): HclFunction =>
  define({
    name,
    description,
    parameters: [loose("list", listType(boolType))],
    returns: boolType,
    call: ([given]) => {
      const items = elementsOf(given!);
      if (items.some((item) => item.isKnown && (!item.isNull && item.content) === decisive)) return bool(decisive);
      return items.some((item) => !item.isKnown) ? Value.unknown(boolType) : bool(!decisive);
    },
  });

export const collectionFunctions: readonly HclFunction[] = [
  quantifier("alltrue", "Whether every element is true; so it is for an empty list.", false),
  quantifier("anytrue", "Whether any element is true.", true),
  define({
    name: "chunklist",
    description: "The list cut into lists of the given size; the last one may be shorter.",
    parameters: [loose("list", listType(dynamicType)), numeric("size")],
    returns: ([given]) => listType(listType(elementType(given))),
    call: chunkList,
  }),
  define({
    name: "coalesce",
    description: "The first value that is neither null nor an empty string.",
    parameters: [],
    variadic: { name: "vals", type: dynamicType, allowNull: true, allowUnknown: true },
    returns: dynamicType,
    call: coalesce,
  }),
  define({
    name: "coalescelist",
    description: "The first list that is neither null nor empty.",
    parameters: [],
    variadic: { name: "vals", type: dynamicType, allowNull: true, allowUnknown: true },
    returns: dynamicType,
    call: coalesceList,
  }),
  define({
    name: "compact",
    description: "The list of strings without nulls and empty strings.",
    parameters: [list0(listType(stringType))],
    returns: listType(stringType),
    call: ([given]) =>
      list(
        stringType,
        elementsOf(given!).filter((item) => !item.isNull && item.content !== ""),
      ),
  }),
  define({
    name: "concat",
    description: "The elements of all the lists, one after the other.",
    parameters: [],
    variadic: loose("seqs", dynamicType),
    returns: dynamicType,
    call: concat,
  }),
  define({
    name: "contains",
    description: "Whether the list has an element that equals the value, type included.",
    parameters: [loose("list", dynamicType), { name: "value", type: dynamicType, allowNull: true, allowUnknown: true }],
    returns: boolType,
    call: contains,
  }),
  define({
    name: "distinct",
    description: "The list with only the first of equal elements.",
    parameters: [list0(listType(dynamicType))],
    returns: likeList,
    call: distinct,
  }),
  define({
    name: "element",
    description: "The element at an index, which wraps round at the end of the list.",
    parameters: [loose("list", dynamicType), numeric("index")],
    returns: ([given]) => elementType(given),
    call: element,
  }),
  define({
    name: "flatten",
    description: "The elements of a list and of all lists within it, as one.",
    parameters: [loose("list", dynamicType)],
    returns: dynamicType,
    call: flatten,
  }),
  define({
    name: "index",
    description: "The index of the first element that equals the value, type included.",
    parameters: [list0(), { name: "value", type: dynamicType }],
    returns: numberType,
    call: indexOf,
  }),
  define({
    name: "length",
    description: "The number of elements of a collection, or of characters of a string.",
    parameters: [loose("value", dynamicType)],
    returns: numberType,
    call: length,
  }),
  define({
    name: "reverse",
    description: "The list with its elements in the opposite order.",
    parameters: [loose("list", dynamicType)],
    returns: ([given]) => likeSequenceType(given),
    call: (args) => likeSequence(args[0]!, itemsOf(args, 0).toReversed()),
  }),
  define({
    name: "slice",
    description: "The elements from a start index up to, but not including, an end index.",
    parameters: [loose("list", dynamicType), numeric("start_index"), numeric("end_index")],
    returns: ([given]) => likeSequenceType(given),
    call: slice,
  }),
  define({
    name: "sort",
    description: "The strings of a list in the order of their bytes.",
    parameters: [list0(listType(stringType))],
    returns: listType(stringType),
    call: ([given]) => list(stringType, elementsOf(given!).toSorted(byText)),
  }),
];

function likeList([given]: readonly Value[]): Type {
  return likeSequenceType(given);
}

function byText(left: Value, right: Value): number {
  if (left.isNull || right.isNull)
    throw new FunctionError("the list has an element that is null, which cannot be sorted", 0);
  return compareText(textOf(left), textOf(right));
}
