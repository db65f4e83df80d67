import { ConversionError, type Path, pathTo } from "./conversion-error.js";
import { describeOne } from "./describe.js";
import {
  listType,
  mapType,
  type ObjectType,
  objectType,
  setType,
  type Type,
  tupleType,
  typeEquals,
  withoutOptional,
} from "./type.js";
import { unify } from "./unify.js";

/**
 * The type that a value of type `from` has once it is converted to `to`, as far as types alone can tell:
 * what becomes of nulls and unknowns.
 * @throws ConversionError when no value of `from` can become a `to`
 */
export function conversionType(from: Type, to: Type, path: Path): Type {
  if (to.kind === "dynamic") return from;
  if (from.kind === "dynamic") return withoutOptional(to);
  if (typeEquals(from, to)) return from;
  switch (to.kind) {
    case "list":
    case "set":
      return sequenceType(from, to, path);
    case "map":
      return mapTypeOf(from, to, path);
    case "tuple":
      return tupleTypeOf(from, to, path);
    case "object":
      return objectTypeOf(from, to, path);
    default:
      if (canBecome[to.kind].includes(from.kind)) return to;
      throw refuseUnlike(to, path);
  }
}

const canBecome: Readonly<Record<"string" | "number" | "bool", readonly Type["kind"][]>> = {
  string: ["number", "bool"],
  number: ["string"],
  bool: ["string"],
};

export function refuseUnlike(to: Type, path: Path): ConversionError {
  return new ConversionError(`${describeOne(to)} is required`, pathTo(path));
}

function sequenceType(from: Type, to: Extract<Type, { kind: "list" | "set" }>, path: Path): Type {
  const make = to.kind === "list" ? listType : setType;
  if (from.kind === "tuple") return make(commonType(from.elements, to.element, path));
  if (from.kind !== "list" && from.kind !== "set") throw refuseUnlike(to, path);
  return make(conversionType(from.element, to.element, path));
}

function mapTypeOf(from: Type, to: Extract<Type, { kind: "map" }>, path: Path): Type {
  if (from.kind === "object") return mapType(commonType([...from.attributes.values()], to.element, path));
  if (from.kind !== "map") throw refuseUnlike(to, path);
  return mapType(conversionType(from.element, to.element, path));
}

function commonType(from: readonly Type[], to: Type, path: Path): Type {
  if (from.length === 0) return withoutOptional(to);
  const common = unify(from.map((type, at) => conversionType(type, to, { parent: path, key: at })));
  if (!common) throw new ConversionError("all elements must be of the same type", pathTo(path));
  return common;
}

function tupleTypeOf(from: Type, to: Extract<Type, { kind: "tuple" }>, path: Path): Type {
  if (from.kind !== "tuple") throw refuseUnlike(to, path);
  const [wanted, given] = [to.elements.length, from.elements.length];
  if (wanted !== given) {
    const message = `exactly ${wanted} ${wanted === 1 ? "element is" : "elements are"} required, not ${given}`;
    throw new ConversionError(message, pathTo(path));
  }
  return tupleType(to.elements.map((type, at) => conversionType(from.elements[at]!, type, { parent: path, key: at })));
}

function objectTypeOf(from: Type, to: ObjectType, path: Path): Type {
  if (from.kind !== "object" && from.kind !== "map") throw refuseUnlike(to, path);
  const attributes = new Map<string, Type>();
  for (const [name, type] of to.attributes) {
    const given = from.kind === "map" ? from.element : from.attributes.get(name);
    if (!given && !to.optional.has(name))
      throw new ConversionError(`the attribute "${name}" is required`, pathTo(path));
    attributes.set(name, given ? conversionType(given, type, { parent: path, key: name }) : withoutOptional(type));
  }
  return objectType(attributes);
}
