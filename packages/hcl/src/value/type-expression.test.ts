import { convert } from "./convert.js";
import { parsedType, typeOf } from "./convert.test-fixtures.js";
import { describeOne, describeType, typeText } from "./describe.js";
import { toJsonText } from "./json-text.js";
import { hasMark } from "./marks.js";
import { fromPlain } from "./plain.js";
import { applyDefaults } from "./type-expression.js";

test.each([
  "string",
  "number",
  "bool",
  "any",
  "list(string)",
  "set(number)",
  "map(list(any))",
  "tuple([])",
  "tuple([string,list(number)])",
  "object({})",
  "object({a=string,b=optional(list(bool))})",
])("%s", (text) => expect(typeText(typeOf(text))).toBe(text));

test("a type is named in a message by what it is, not by all that it holds", () => {
  const named = ["list(map(string))", "object({a=string})", "any", "number"].map(typeOf);
  expect(named.map(describeType)).toEqual(["list of map of string", "object", "any type", "number"]);
  expect(named.map(describeOne)).toEqual(["a list of map of string", "an object", "any type", "a number"]);
});

const known =
  "A type is one of string, number, bool, any, list(T), set(T), map(T), object({ name = T }) and tuple([T, U])";

test.each([
  ["strnig", "strnig", `"strnig" is not a type. Did you mean "string"? ${known}.`],
  ["constructor", "constructor", `"constructor" is not a type. ${known}.`],
  ["constructor([string])", "constructor", `"constructor" is not a type. ${known}.`],
  ['"string"', '"string"', `${known}, written without quotes.`],
  ["list", "list", "Write list with the type of its elements, as in list(string)."],
  ["object", "object", "Write object with the types of its attributes, as in object({ name = string })."],
  ["string(1)", "string(1)", "The type string takes no arguments."],
  ["list()", "list()", "The type list takes exactly one argument."],
  ["map(string, number)", "map(string, number)", "The type map takes exactly one argument."],
  ["array(string)", "array", `"array" is not a type. ${known}.`],
  ["object(string)", "string", "An object's types are listed in braces, as in object({ name = string })."],
  ["tuple(string)", "string", "A tuple's types are listed in brackets, as in tuple([string, number])."],
  [
    "optional(string)",
    "optional(string)",
    "optional(T) marks an attribute, so it can only stand within object({ … }).",
  ],
  ["object({ (a) = string })", "(a)", "The name of an attribute is written as it is, without an expression."],
  ["object({ a = string, a = number })", "a", 'The attribute "a" is given a type twice.'],
  [
    "object({ a = optional() })",
    "optional()",
    "optional takes the attribute's type and, if wanted, its default value.",
  ],
  ["object({ a = list(strin) })", "strin", `"strin" is not a type. Did you mean "string"? ${known}.`],
])("%s is refused", (text, marked, detail) => {
  const [diagnostic, ...more] = parsedType(text).diagnostics;
  const { subject, summary } = diagnostic!;
  expect([text.slice(subject!.start, subject!.end), summary, diagnostic!.detail]).toEqual([
    marked,
    "Invalid type specification",
    detail,
  ]);
  expect(more).toEqual([]);
});

test("every mistake is reported", () => {
  expect(
    parsedType("object({ a = x, b = y, c = optional(number, []) })").diagnostics.map(({ summary }) => summary),
  ).toEqual([
    "Invalid type specification",
    "Invalid type specification",
    "Invalid default value for optional attribute",
  ]);
});

test("a default must fit its type, and be literal", () => {
  expect(parsedType('object({ a = optional(list(number), ["x"]) })').diagnostics[0]!.detail).toBe(
    "The default of an optional attribute must fit its type, which is a list of number: at [0] a number is required.",
  );
  expect(parsedType("object({ a = optional(string, var.x) })").diagnostics[0]!.summary).toBe("Unknown variable");
});

test.each<[string, unknown, string]>([
  ["object({a=optional(number,5)})", {}, '{"a":5}'],
  ["object({a=optional(number,5)})", { a: null }, '{"a":5}'],
  ["object({a=optional(number,5)})", { a: 6 }, '{"a":6}'],
  ["object({a=optional(number)})", {}, '{"a":null}'],
  ["object({a=optional(string,5)})", {}, '{"a":"5"}'],
  ["object({a=optional(object({b=optional(number,1)}),{})})", {}, '{"a":{"b":1}}'],
  ["object({a=object({b=optional(number,1)})})", { a: {} }, '{"a":{"b":1}}'],
  ["list(object({a=optional(number,5)}))", [{}, { a: 1 }], '[{"a":5},{"a":1}]'],
  ["set(object({a=optional(number,5)}))", [{}, { a: 5 }], '[{"a":5}]'],
  ["map(object({a=optional(number,5)}))", { x: {}, y: { a: 1 } }, '{"x":{"a":5},"y":{"a":1}}'],
  ["tuple([string,object({a=optional(number,5)})])", ["x", {}], '["x",{"a":5}]'],
])("the defaults of %s fill %j", (text, data, expected) => {
  const { type, defaults } = parsedType(text);
  expect(toJsonText(convert(applyDefaults(fromPlain(data), defaults), type))).toBe(expected);
});

test("what does not fit is left for the conversion, null stays null, and marks stay", () => {
  const { defaults } = parsedType("object({a=optional(number,5)})");
  expect(toJsonText(applyDefaults(fromPlain("x"), defaults))).toBe('"x"');
  expect(applyDefaults(fromPlain(null), defaults).isNull).toBe(true);
  expect(hasMark(applyDefaults(fromPlain({}).withMarks(["sensitive"]), defaults), "sensitive")).toBe(true);
});
