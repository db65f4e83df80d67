import { type Diagnostic, errorAt } from "../diagnostic.js";
import { evaluate } from "../evaluate/evaluate.js";
import { emptyScope } from "../evaluate/scope.js";
import { suggest } from "../suggestion.js";
import type { Expression, FunctionCall, ObjectConstructor, ObjectItem } from "../syntax/ast.js";
import { ConversionError, pathText } from "./conversion-error.js";
import { convert } from "./convert.js";
import type { TypeDefaults } from "./defaults.js";
import { describeOne } from "./describe.js";
import {
  boolType,
  dynamicType,
  listType,
  mapType,
  numberType,
  objectType,
  setType,
  stringType,
  type Type,
  tupleType,
} from "./type.js";
import type { Value } from "./value.js";

export { applyDefaults, type TypeDefaults } from "./defaults.js";

/** What a type expression says. */
export interface ParsedType {
  readonly type: Type;
  /** What `optional(T, default)` says, for `applyDefaults`; undefined when no default is written. */
  readonly defaults: TypeDefaults | undefined;
  readonly diagnostics: Diagnostic[];
}

/** A type constraint such as `map(list(string))`. Where it is wrong, `any` stands for what could not be read. */
export function parseType(expression: Expression): ParsedType {
  const diagnostics: Diagnostic[] = [];
  return { ...readType(expression, diagnostics), diagnostics };
}

type Read = Pick<ParsedType, "type" | "defaults">;

const simpleTypes: ReadonlyMap<string, Type> = new Map([
  ["string", stringType],
  ["number", numberType],
  ["bool", boolType],
  ["any", dynamicType],
]);

const collections: ReadonlyMap<string, (element: Type) => Type> = new Map([
  ["list", listType],
  ["set", setType],
  ["map", mapType],
]);

const known =
  "A type is one of string, number, bool, any, list(T), set(T), map(T), object({ name = T }) and tuple([T, U])";

function readType(expression: Expression, diagnostics: Diagnostic[]): Read {
  if (expression.kind === "parentheses") return readType(expression.expression, diagnostics);
  if (expression.kind === "variable") return readName(expression.name, expression, diagnostics);
  if (expression.kind === "call") return readCall(expression, diagnostics);
  return refuse(expression, `${known}, written without quotes.`, diagnostics);
}

const typed = (type: Type): Read => ({ type, defaults: undefined });

function refuse({ range }: Pick<Expression, "range">, detail: string, diagnostics: Diagnostic[]): Read {
  diagnostics.push(errorAt(range, "Invalid type specification", detail));
  return typed(dynamicType);
}

const structures: ReadonlyMap<string, string> = new Map([
  ["object", "object with the types of its attributes, as in object({ name = string })"],
  ["tuple", "tuple with the types of its elements, as in tuple([string, number])"],
]);

const typeNames = [...simpleTypes.keys(), ...collections.keys(), ...structures.keys()];

function noType(name: string): string {
  const meant = suggest(name, typeNames);
  return `"${name}" is not a type.${meant ? ` Did you mean "${meant}"?` : ""} ${known}.`;
}

function readName(name: string, at: Expression, diagnostics: Diagnostic[]): Read {
  const simple = simpleTypes.get(name);
  if (simple) return typed(simple);
  if (collections.has(name))
    return refuse(at, `Write ${name} with the type of its elements, as in ${name}(string).`, diagnostics);
  const withArgument = structures.get(name);
  if (withArgument) return refuse(at, `Write ${withArgument}.`, diagnostics);
  return refuse(at, noType(name), diagnostics);
}

function readCall(call: FunctionCall, diagnostics: Diagnostic[]): Read {
  const name = call.name.text;
  const [argument] = call.arguments;
  if (name === "optional")
    return refuse(call, "optional(T) marks an attribute, so it can only stand within object({ … }).", diagnostics);
  if (simpleTypes.has(name)) return refuse(call, `The type ${name} takes no arguments.`, diagnostics);
  if (!collections.has(name) && !structures.has(name)) return refuse(call.name, noType(name), diagnostics);
  if (!argument || call.arguments.length > 1 || call.expandFinal)
    return refuse(call, `The type ${name} takes exactly one argument.`, diagnostics);
  const collection = collections.get(name);
  if (collection) return readCollection(collection, argument, diagnostics);
  return name === "object" ? readObject(argument, diagnostics) : readTuple(argument, diagnostics);
}

function readCollection(make: (element: Type) => Type, argument: Expression, diagnostics: Diagnostic[]): Read {
  const { type, defaults } = readType(argument, diagnostics);
  return { type: make(type), defaults: defaults && { kind: "elements", element: defaults } };
}

function readTuple(argument: Expression, diagnostics: Diagnostic[]): Read {
  if (argument.kind !== "tuple")
    return refuse(argument, "A tuple's types are listed in brackets, as in tuple([string, number]).", diagnostics);
  const read = argument.items.map((item) => readType(item, diagnostics));
  const elements = read.map(({ defaults }) => defaults);
  const hasDefaults = elements.some((defaults) => defaults !== undefined);
  return {
    type: tupleType(read.map(({ type }) => type)),
    defaults: hasDefaults ? { kind: "tuple", elements } : undefined,
  };
}

interface ReadAttribute extends Read {
  readonly optional: boolean;
  /** The default that `optional(T, default)` gives. */
  readonly value: Value | undefined;
}

function readObject(argument: Expression, diagnostics: Diagnostic[]): Read {
  if (argument.kind !== "object")
    return refuse(argument, "An object's types are listed in braces, as in object({ name = string }).", diagnostics);
  const attributes = readAttributes(argument, diagnostics);
  const optional = [...attributes].filter(([, attribute]) => attribute.optional).map(([name]) => name);
  const type = objectType(new Map([...attributes].map(([name, attribute]) => [name, attribute.type])), optional);
  const withDefaults = [...attributes].filter(([, { value, defaults }]) => value || defaults);
  if (withDefaults.length === 0) return typed(type);
  const defaults = new Map(
    withDefaults.map(([name, attribute]) => [name, { value: attribute.value, within: attribute.defaults }]),
  );
  return { type, defaults: { kind: "object", attributes: defaults } };
}

function readAttributes(written: ObjectConstructor, diagnostics: Diagnostic[]): Map<string, ReadAttribute> {
  const attributes = new Map<string, ReadAttribute>();
  for (const item of written.items) {
    const name = attributeName(item);
    if (name === undefined)
      refuse(item.key, "The name of an attribute is written as it is, without an expression.", diagnostics);
    else if (attributes.has(name)) refuse(item.key, `The attribute "${name}" is given a type twice.`, diagnostics);
    else attributes.set(name, readAttribute(item.value, diagnostics));
  }
  return attributes;
}

function attributeName({ key }: ObjectItem): string | undefined {
  if (key.kind === "object-key") return key.text.normalize("NFC");
  const [only] = key.kind === "template" ? key.parts : [];
  return key.kind === "template" && key.parts.length === 1 && only!.kind === "text"
    ? only!.text.normalize("NFC")
    : undefined;
}

function readAttribute(expression: Expression, diagnostics: Diagnostic[]): ReadAttribute {
  if (expression.kind !== "call" || expression.name.text !== "optional") {
    return { ...readType(expression, diagnostics), optional: false, value: undefined };
  }
  const [typeExpression, defaultExpression] = expression.arguments;
  if (!typeExpression || expression.arguments.length > 2 || expression.expandFinal) {
    const detail = "optional takes the attribute's type and, if wanted, its default value.";
    return { ...refuse(expression, detail, diagnostics), optional: true, value: undefined };
  }
  const read = readType(typeExpression, diagnostics);
  return { ...read, optional: true, value: defaultExpression && readDefault(defaultExpression, read, diagnostics) };
}

/** Only literal values can be defaults; the value stays as it is written, and is converted with the rest of the object. */
function readDefault(expression: Expression, { type }: Read, diagnostics: Diagnostic[]): Value | undefined {
  const { value, diagnostics: found } = evaluate(expression, emptyScope);
  diagnostics.push(...found);
  try {
    convert(value, type);
    return value;
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    const where = error.path.length > 0 ? ` at ${pathText(error.path)}` : "";
    const detail = `The default of an optional attribute must fit its type, which is ${describeOne(type)}:${where} ${error.message}.`;
    diagnostics.push(errorAt(expression.range, "Invalid default value for optional attribute", detail));
    return undefined;
  }
}
