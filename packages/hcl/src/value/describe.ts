import { sortedEntries } from "./text-order.js";
import type { Type } from "./type.js";

const names: Readonly<Record<Type["kind"], string>> = {
  string: "string",
  number: "number",
  bool: "bool",
  dynamic: "any type",
  list: "list",
  set: "set",
  map: "map",
  tuple: "tuple",
  object: "object",
};

/** The type as a message names it: `list of string`, `object`. */
export function describeType(type: Type): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return `${names[type.kind]} of ${describeType(type.element)}`;
    default:
      return names[type.kind];
  }
}

/** The type with its article: `a list of string`, `an object`, `any type`. */
export function describeOne(type: Type): string {
  if (type.kind === "dynamic") return names.dynamic;
  return `${type.kind === "object" ? "an" : "a"} ${describeType(type)}`;
}

/** The type as a template writes it: `list(string)`, `object({a=number})`. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case "dynamic":
      return "any";
    case "list":
    case "set":
    case "map":
      return `${type.kind}(${typeText(type.element)})`;
    case "tuple":
      return `tuple([${type.elements.map(typeText).join(",")}])`;
    case "object":
      return `object({${sortedEntries(type.attributes)
        .map(([name, each]) => `${name}=${type.optional.has(name) ? `optional(${typeText(each)})` : typeText(each)}`)
        .join(",")}})`;
    default:
      return type.kind;
  }
}
