import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { entriesOf, textOf } from "../value/content.js";
import { ConversionError, convert } from "../value/convert.js";
import { sortedEntries } from "../value/text-order.js";
import { dynamicType, listType, mapType, stringType, type Type, typeEquals } from "../value/type.js";
import { list, map, object, string, tuple, type Value } from "../value/value.js";
import { define, loose, text } from "./define.js";
import { itemsOf } from "./sequence.js";

const isMapLike = ({ kind }: Type): boolean => kind === "map" || kind === "object";

function entriesAt(args: readonly Value[], at: number): ReadonlyMap<string, Value> {
  if (!isMapLike(args[at]!.type)) throw new FunctionError("a map or an object is required", at);
  return entriesOf(args[at]!);
}

function keys(args: readonly Value[]): Value {
  const names = sortedEntries(entriesAt(args, 0)).map(([key]) => string(key));
  return args[0]!.type.kind === "map" ? list(stringType, names) : tuple(names);
}

function values(args: readonly Value[]): Value {
  const items = sortedEntries(entriesAt(args, 0)).map(([, item]) => item);
  const { type } = args[0]!;
  return type.kind === "map" ? list(type.element, items) : tuple(items);
}

/** The element, or the default; a map's element type is the default's as well. */
function lookup(args: readonly Value[]): Value {
  const [given, key, fallback] = args;
  const found = entriesAt(args, 0).get(textOf(key));
  if (given!.type.kind !== "map") return found ?? fallback!;
  try {
    return found ?? convert(fallback!, given!.type.element);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    throw new FunctionError(`it must be as the map's elements: ${error.message}`, 2);
  }
}

/** Maps of one type stay such a map; anything else becomes an object. Nulls are left out. */
function merge(args: readonly Value[]): Value {
  const merged = new Map<string, Value>();
  for (const [at, each] of args.entries()) {
    if (!each.isNull) for (const [key, item] of entriesAt(args, at)) merged.set(key, item);
  }
  const first = args.find((each) => !each.isNull)?.type;
  const isOneMap = first?.kind === "map" && args.every((each) => each.isNull || typeEquals(each.type, first));
  return isOneMap ? map(first.element, merged) : object(merged);
}

function zipMap(args: readonly Value[]): Value {
  const [names, items] = [itemsOf(args, 0), itemsOf(args, 1)];
  if (names.length !== items.length)
    throw new FunctionError(`its length is ${items.length}, and that of the keys is ${names.length}`, 1);
  const entries = new Map(names.map((name, at) => [keyText(name), items[at]!]));
  const { type } = args[1]!;
  return type.kind === "list" || type.kind === "set" ? map(type.element, entries) : object(entries);
}

function keyText(name: Value): string {
  if (name.isNull) throw new FunctionError("a key must not be null", 0);
  return textOf(name);
}

export const mapFunctions: readonly HclFunction[] = [
  define({
    name: "keys",
    description: "The keys of a map or object, in order.",
    parameters: [loose("inputMap", dynamicType)],
    returns: ([given]) => (given!.type.kind === "map" ? listType(stringType) : dynamicType),
    call: keys,
  }),
  define({
    name: "values",
    description: "The values of a map or object, in the order of the keys.",
    parameters: [loose("mapping", dynamicType)],
    returns: ([given]) => (given!.type.kind === "map" ? listType(given!.type.element) : dynamicType),
    call: values,
  }),
  define({
    name: "lookup",
    description: "The element with a key, or the default where there is none.",
    parameters: [
      loose("inputMap", dynamicType),
      text("key"),
      { name: "default", type: dynamicType, allowNull: true, allowUnknown: true },
    ],
    returns: ([given]) => (given!.type.kind === "map" ? given!.type.element : dynamicType),
    call: lookup,
  }),
  define({
    name: "merge",
    description: "The entries of all the maps or objects; of equal keys the last counts.",
    parameters: [],
    variadic: { ...loose("maps", dynamicType), allowNull: true },
    returns: dynamicType,
    call: merge,
  }),
  define({
    name: "zipmap",
    description: "A map or object of the keys and the values that stand at the same place.",
    parameters: [{ name: "keys", type: listType(stringType) }, loose("values", dynamicType)],
    returns: ([, items]) => (items!.type.kind === "list" ? mapType(items!.type.element) : dynamicType),
    call: zipMap,
  }),
];
