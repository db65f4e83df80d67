import { elementsOf, entriesOf, numberOf, textOf } from "./content.js";
import { ConversionError, type Path, pathTo } from "./conversion-error.js";
import { conversionType, refuseUnlike } from "./conversion-type.js";
import { formatNumber, isFiniteNumber, isNumberText, parseNumber } from "./numbers.js";
import { set } from "./sets.js";
import { dynamicType, hasDynamic, type ObjectType, type Type, typeEquals, withoutOptional } from "./type.js";
import { unify } from "./unify.js";
import { bool, list, map, object, string, tuple, Value } from "./value.js";

export { ConversionError } from "./conversion-error.js";

/**
 * The value as a value of type `to`, by cty's rules: numbers and bools from and to strings; between list, set and tuple;
 * between map and object; optional attributes that are absent become null. Marks are kept at every depth.
 * @throws ConversionError
 */
export function convert(value: Value, to: Type): Value {
  return convertAt(value, to, undefined);
}

function convertAt(value: Value, to: Type, path: Path): Value {
  if (to.kind === "dynamic" || typeEquals(value.type, to)) return value;
  return convertUnlike(value.withoutMarks(), to, path).withMarks(value.marks);
}

function convertUnlike(value: Value, to: Type, path: Path): Value {
  if (!value.isKnown) return Value.unknown(conversionType(value.type, to, path));
  if (value.isNull) return Value.null(conversionType(value.type, to, path));
  switch (to.kind) {
    case "string":
      return toText(value, path);
    case "number":
      return toNumber(value, path);
    case "bool":
      return toBool(value, path);
    case "list":
    case "set":
      return toSequence(value, to, path);
    case "tuple":
      return toTuple(value, to, path);
    case "map":
      return toMap(value, to, path);
    case "object":
      return toObject(value, to, path);
    default:
      return value;
  }
}

function toText(value: Value, path: Path): Value {
  if (value.type.kind === "number") return string(formatNumber(numberOf(value)));
  if (value.type.kind === "bool") return string(String(value.content));
  throw new ConversionError("a string is required", pathTo(path));
}

function toNumber(value: Value, path: Path): Value {
  if (value.type.kind === "string" && isNumberText(textOf(value))) {
    const parsed = parseNumber(textOf(value));
    if (isFiniteNumber(numberOf(parsed))) return parsed;
  }
  throw new ConversionError("a number is required", pathTo(path));
}

const boolTexts: ReadonlyMap<unknown, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

function toBool(value: Value, path: Path): Value {
  const truth = value.type.kind === "string" ? boolTexts.get(value.content) : undefined;
  if (truth !== undefined) return bool(truth);
  const text = value.type.kind === "string" ? String(value.content).toLowerCase() : "";
  const hint = boolTexts.has(text) ? `; write "${text}" in lower case` : "";
  throw new ConversionError(`a bool is required${hint}`, pathTo(path));
}

function toSequence(value: Value, to: Extract<Type, { kind: "list" | "set" }>, path: Path): Value {
  const { kind } = value.type;
  if (kind !== "list" && kind !== "set" && kind !== "tuple") throw refuseUnlike(to, path);
  const items = elementsOf(value).map((item, at) => convertAt(item, to.element, { parent: path, key: at }));
  const [element, unified] =
    items.length === 0 ? [emptyElement(value, to, path), items] : unifyItems(items, to.element, path);
  return to.kind === "list" ? list(element, unified) : set(element, unified);
}

function toMap(value: Value, to: Extract<Type, { kind: "map" }>, path: Path): Value {
  if (value.type.kind !== "map" && value.type.kind !== "object") throw refuseUnlike(to, path);
  const entries = [...entriesOf(value)];
  const items = entries.map(([key, item]) => convertAt(item, to.element, { parent: path, key }));
  const [element, unified] =
    items.length === 0 ? [emptyElement(value, to, path), items] : unifyItems(items, to.element, path);
  return map(element, new Map(entries.map(([key], at) => [key, unified[at]!])));
}

/** Where there are no elements to go by, the types alone decide. */
function emptyElement({ type }: Value, to: Extract<Type, { element: Type }>, path: Path): Type {
  return (conversionType(type, to, path) as typeof to).element;
}

/** Where `any` is wanted, the elements decide together what it is; a bare null has no say in it. */
function unifyItems(items: readonly Value[], wanted: Type, path: Path): [element: Type, items: readonly Value[]] {
  if (!hasDynamic(wanted)) return [withoutOptional(wanted), items];
  const element = unify(items.filter((item) => !isBareNull(item)).map((item) => item.type));
  if (!element) throw new ConversionError("all elements must be of the same type", pathTo(path));
  return [element, items.map((item, at) => convertAt(item, element, { parent: path, key: at }))];
}

/** A null that no type was given. */
export const isBareNull = (value: Value): boolean => value.type === dynamicType && value.isKnown && value.isNull;

function toTuple(value: Value, to: Extract<Type, { kind: "tuple" }>, path: Path): Value {
  conversionType(value.type, to, path);
  return tuple(elementsOf(value).map((item, at) => convertAt(item, to.elements[at]!, { parent: path, key: at })));
}

function toObject(value: Value, to: ObjectType, path: Path): Value {
  if (value.type.kind !== "map" && value.type.kind !== "object") throw refuseUnlike(to, path);
  const given = entriesOf(value);
  requireAttributes(to, given, path);
  const attributes = new Map<string, Value>();
  for (const [name, type] of to.attributes) {
    const attribute = given.get(name);
    const converted = attribute && convertAt(attribute, type, { parent: path, key: name });
    attributes.set(name, converted ?? Value.null(withoutOptional(type)));
  }
  return object(attributes);
}

/** All that is missing is named at once. */
function requireAttributes(to: ObjectType, given: ReadonlyMap<string, unknown>, path: Path): void {
  const missing = [...to.attributes.keys()].filter((name) => !given.has(name) && !to.optional.has(name));
  if (missing.length === 0) return;
  const quoted = missing.map((name) => `"${name}"`).join(", ");
  const message =
    missing.length === 1 ? `the attribute ${quoted} is required` : `the attributes ${quoted} are required`;
  throw new ConversionError(message, pathTo(path));
}
