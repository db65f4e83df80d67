import {
  dynamicType,
  isPrimitive,
  listType,
  mapType,
  type ObjectType,
  objectType,
  setType,
  stringType,
  type Type,
  tupleType,
  typeEquals,
} from "./type.js";

/** The one type that values of all these types can safely become, or undefined when there is none. */
export function unify(types: readonly Type[]): Type | undefined {
  const [first, ...rest] = types;
  if (!first) return dynamicType;
  if (rest.every((type) => typeEquals(first, type))) return first;
  if (types.some((type) => type.kind === "dynamic")) return dynamicType;
  if (types.every(isPrimitive)) return types.some((type) => type.kind === "string") ? stringType : undefined;
  if (types.every(isMapLike)) return unifyMapLike(types);
  if (types.every(isSequence)) return unifySequences(types);
  return undefined;
}

type MapLike = Extract<Type, { kind: "map" | "object" }>;
type Sequence = Extract<Type, { kind: "list" | "set" | "tuple" }>;
type TupleType = Extract<Type, { kind: "tuple" }>;

const isMapLike = (type: Type): type is MapLike => type.kind === "map" || type.kind === "object";
const isSequence = (type: Type): type is Sequence =>
  type.kind === "list" || type.kind === "set" || type.kind === "tuple";
const isTuple = (type: Type): type is TupleType => type.kind === "tuple";
const isObject = (type: Type): type is ObjectType => type.kind === "object";

/** Objects with the same attributes stay objects; anything else becomes a map. */
function unifyMapLike(types: readonly MapLike[]): Type | undefined {
  if (types.every(isObject) && haveSameAttributes(types)) return unifyObjects(types);
  const element = unify(
    types.flatMap((type) => (type.kind === "map" ? [type.element] : [...type.attributes.values()])),
  );
  return element && mapType(element);
}

function haveSameAttributes([first, ...rest]: readonly ObjectType[]): boolean {
  const names = [...first!.attributes.keys()];
  return rest.every(
    ({ attributes }) => attributes.size === names.length && names.every((name) => attributes.has(name)),
  );
}

function unifyObjects(types: readonly ObjectType[]): Type | undefined {
  const attributes = new Map<string, Type>();
  for (const name of types[0]!.attributes.keys()) {
    const unified = unify(types.map((type) => type.attributes.get(name)!));
    if (!unified) return undefined;
    attributes.set(name, unified);
  }
  return objectType(attributes);
}

/** Tuples of the same length stay tuples; with a list among them the result is a list, else with a set a set. */
function unifySequences(types: readonly Sequence[]): Type | undefined {
  if (types.every(isTuple) && types.every((type) => type.elements.length === types[0]!.elements.length)) {
    return unifyTuples(types);
  }
  const element = unify(types.flatMap((type) => (type.kind === "tuple" ? type.elements : [type.element])));
  const isSet = types.some((type) => type.kind === "set") && !types.some((type) => type.kind === "list");
  return element && (isSet ? setType(element) : listType(element));
}

function unifyTuples(types: readonly TupleType[]): Type | undefined {
  const elements: Type[] = [];
  for (const at of types[0]!.elements.keys()) {
    const unified = unify(types.map((type) => type.elements[at]!));
    if (!unified) return undefined;
    elements.push(unified);
  }
  return tupleType(elements);
}
