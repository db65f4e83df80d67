import {
  boolType,
  dynamicType,
  listType,
  mapType,
  numberType,
  objectType,
  stringType,
  type Type,
  tupleType,
} from "@ingot/hcl";
import type { z } from "zod";
import { fieldOf } from "./field.js";

/** The HCL type that an argument's value is converted to; `any` where the schema allows several. */
export function valueTypeOf(schema: z.core.$ZodType): Type {
  const { def } = fieldOf(schema).schema._zod;
  switch (def.type) {
    case "string":
    case "template_literal":
      return stringType;
    case "number":
      return numberType;
    case "boolean":
      return boolType;
    case "enum":
      return scalarType(Object.values(def.entries));
    case "literal":
      return scalarType(def.values);
    case "array":
      return collection(listType, valueTypeOf(def.element));
    case "record":
      return collection(mapType, valueTypeOf(def.valueType));
    case "tuple":
      return def.rest ? dynamicType : tupleType(def.items.map(valueTypeOf));
    case "object":
      return objectTypeOf(def.shape);
    case "union":
      return common(def.options.map(valueTypeOf));
    default:
      return dynamicType;
  }
}

/** Elements of several types must stay apart, where a list of `any` would make them alike. */
const collection = (make: (element: Type) => Type, element: Type): Type =>
  holdsDynamic(element) ? dynamicType : make(element);

function holdsDynamic(type: Type): boolean {
  if (type.kind === "object") return [...type.attributes.values()].some(holdsDynamic);
  if (type.kind === "tuple") return type.elements.some(holdsDynamic);
  return type.kind === "dynamic" || ("element" in type && holdsDynamic(type.element));
}

function objectTypeOf(shape: Readonly<Record<string, z.core.$ZodType>>): Type {
  const entries = Object.entries(shape);
  return objectType(
    new Map(entries.map(([name, schema]) => [name, valueTypeOf(schema)])),
    entries.filter(([, schema]) => !fieldOf(schema).required).map(([name]) => name),
  );
}

function scalarType(values: readonly unknown[]): Type {
  const kinds = new Set(values.map((value) => typeof value));
  if (kinds.size !== 1) return dynamicType;
  const [kind] = kinds;
  return kind === "string" ? stringType : kind === "number" ? numberType : kind === "boolean" ? boolType : dynamicType;
}

/** Only scalars are compared: two object types in a union are rarely one. */
function common([first, ...others]: readonly Type[]): Type {
  const scalar = first !== undefined && ["string", "number", "bool"].includes(first.kind);
  return scalar && others.every(({ kind }) => kind === first.kind) ? first : dynamicType;
}
