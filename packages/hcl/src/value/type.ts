/** cty's types. `dynamic` is "any type": the type of an unknown value of unknown type, and of `any` in a constraint. */
export type Type =
  | { readonly kind: "string" }
  | { readonly kind: "number" }
  | { readonly kind: "bool" }
  | { readonly kind: "dynamic" }
  | { readonly kind: "list"; readonly element: Type }
  | { readonly kind: "set"; readonly element: Type }
  | { readonly kind: "map"; readonly element: Type }
  | { readonly kind: "tuple"; readonly elements: readonly Type[] }
  | ObjectType;

/** `optional` names the attributes that a conversion to this type may leave out; it is empty in a value's own type. */
export interface ObjectType {
  readonly kind: "object";
  readonly attributes: ReadonlyMap<string, Type>;
  readonly optional: ReadonlySet<string>;
}

/** Texts. */
export const stringType: Type = { kind: "string" };
/** Numbers of any size and precision. */
export const numberType: Type = { kind: "number" };
/** True and false. */
export const boolType: Type = { kind: "bool" };
/** Any type: a conversion to it changes nothing. */
export const dynamicType: Type = { kind: "dynamic" };

/** Elements of one type, in order. */
export const listType = (element: Type): Type => ({ kind: "list", element });
/** Elements of one type, each once. */
export const setType = (element: Type): Type => ({ kind: "set", element });
/** Values of one type, by name. */
export const mapType = (element: Type): Type => ({ kind: "map", element });
/** As many elements as there are types, each of its own. */
export const tupleType = (elements: readonly Type[]): Type => ({ kind: "tuple", elements });
/** Named attributes, each of its own type; a conversion may leave out those that are `optional`. */
export const objectType = (
  attributes: Readonly<Record<string, Type>> | ReadonlyMap<string, Type>,
  optional: Iterable<string> = [],
): ObjectType => ({
  kind: "object",
  attributes: attributes instanceof Map ? attributes : new Map(Object.entries(attributes)),
  optional: new Set(optional),
});

/** A type that has no parts, or that allows anything. */
export function isPrimitive(type: Type): boolean {
  return type.kind === "string" || type.kind === "number" || type.kind === "bool";
}

/** Whether two values of these types have the same type. `optional` says nothing about values, so it is not compared. */
export function typeEquals(left: Type, right: Type): boolean {
  if (left === right) return true;
  switch (left.kind) {
    case "list":
    case "set":
    case "map":
      return left.kind === right.kind && typeEquals(left.element, right.element);
    case "tuple":
      return right.kind === "tuple" && tupleTypeEquals(left.elements, right.elements);
    case "object":
      return right.kind === "object" && attributesEqual(left.attributes, right.attributes);
    default:
      return left.kind === right.kind;
  }
}

function tupleTypeEquals(left: readonly Type[], right: readonly Type[]): boolean {
  return left.length === right.length && left.every((type, at) => typeEquals(type, right[at]!));
}

function attributesEqual(left: ReadonlyMap<string, Type>, right: ReadonlyMap<string, Type>): boolean {
  if (left.size !== right.size) return false;
  for (const [name, type] of left) {
    const other = right.get(name);
    if (!other || !typeEquals(type, other)) return false;
  }
  return true;
}

/** Whether `any` stands anywhere within the type. */
export function hasDynamic(type: Type): boolean {
  switch (type.kind) {
    case "dynamic":
      return true;
    case "list":
    case "set":
    case "map":
      return hasDynamic(type.element);
    case "tuple":
      return type.elements.some(hasDynamic);
    case "object":
      return [...type.attributes.values()].some(hasDynamic);
    default:
      return false;
  }
}

/** The type of a value that was converted to `type`: every optional attribute is there by then. */
export function withoutOptional(type: Type): Type {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return { kind: type.kind, element: withoutOptional(type.element) };
    case "tuple":
      return tupleType(type.elements.map(withoutOptional));
    case "object":
      return objectType(new Map([...type.attributes].map(([name, each]) => [name, withoutOptional(each)])));
    default:
      return type;
  }
}
