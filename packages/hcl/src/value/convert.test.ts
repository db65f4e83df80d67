import { convert } from "./convert.js";
import { conversionErrorOf, typeOf } from "./convert.test-fixtures.js";
import { typeText } from "./describe.js";
import { toJsonText } from "./json-text.js";
import { fromPlain } from "./plain.js";
import { set } from "./sets.js";
import { dynamicType, listType, mapType, numberType, objectType, stringType } from "./type.js";
import { list, map, object, string, tuple, Value } from "./value.js";

const b = set(stringType, [string("b"), string("a"), string("b")]);

test.each<[unknown, string, string, string]>([
  [1, "string", '"1"', "string"],
  [true, "string", '"true"', "string"],
  ["1.50", "number", "1.5", "number"],
  ["true", "bool", "true", "bool"],
  ["0", "bool", "false", "bool"],
  [[1, "a"], "list(string)", '["1","a"]', "list(string)"],
  [[1, "a", 1], "set(string)", '["1","a"]', "set(string)"],
  [b, "list(string)", '["a","b"]', "list(string)"],
  [[], "list(number)", "[]", "list(number)"],
  [{ a: 1, b: "x" }, "map(string)", '{"a":"1","b":"x"}', "map(string)"],
  [{}, "map(bool)", "{}", "map(bool)"],
  [{ a: 1, b: 2 }, "object({a=string})", '{"a":"1"}', "object({a=string})"],
  [map(numberType, new Map([["a", fromPlain(1)]])), "object({a=string})", '{"a":"1"}', "object({a=string})"],
  [{}, "object({a=optional(number)})", '{"a":null}', "object({a=number})"],
  [[1, "2"], "tuple([string,number])", '["1",2]', "tuple([string,number])"],
  [[1, "a"], "list(any)", '["1","a"]', "list(string)"],
  [[[1], ["a", "b"]], "list(any)", '[["1"],["a","b"]]', "list(list(string))"],
  [[], "list(any)", "[]", "list(any)"],
  [[null, "a"], "list(any)", '[null,"a"]', "list(string)"],
  [{ a: 1, b: null }, "map(any)", '{"a":1,"b":null}', "map(number)"],
  [[{ a: 1 }, { a: "x", b: 2 }], "list(object({a=any}))", '[{"a":"1"},{"a":"x"}]', "list(object({a=string}))"],
  [[{ a: { b: 1 } }], "list(map(map(string)))", '[{"a":{"b":"1"}}]', "list(map(map(string)))"],
  [null, "list(string)", "null", "list(string)"],
  [{ a: null }, "object({a=list(string)})", '{"a":null}', "object({a=list(string)})"],
  [5, "any", "5", "number"],
])("%j to %s", (data, type, json, resultType) => {
  const converted = convert(fromPlain(data), typeOf(type));
  expect([toJsonText(converted), typeText(converted.type)]).toEqual([json, resultType]);
});

test.each<[unknown, string, string, (string | number)[]]>([
  [[], "string", "a string is required", []],
  ["x", "number", "a number is required", []],
  [true, "number", "a number is required", []],
  ["1e999999", "number", "a number is required", []],
  [1, "bool", "a bool is required", []],
  ["TRUE", "bool", 'a bool is required; write "true" in lower case', []],
  ["no", "bool", "a bool is required", []],
  ["a", "list(string)", "a list of string is required", []],
  [{ a: 1 }, "set(string)", "a set of string is required", []],
  [[1], "map(string)", "a map of string is required", []],
  [[1], "object({a=string})", "an object is required", []],
  [[1, ["x"]], "list(number)", "a number is required", [1]],
  [
    { disks: [{ size: 1 }, { size: "big" }] },
    "object({disks=list(object({size=number}))})",
    "a number is required",
    ["disks", 1, "size"],
  ],
  [{}, "object({a=string})", 'the attribute "a" is required', []],
  [{}, "object({a=string,b=number})", 'the attributes "a", "b" are required', []],
  [{ x: {} }, "map(object({a=string}))", 'the attribute "a" is required', ["x"]],
  [[1], "tuple([string,number])", "exactly 2 elements are required, not 1", []],
  [[1, 2], "tuple([string])", "exactly 1 element is required, not 2", []],
  [[1, true], "list(any)", "all elements must be of the same type", []],
  [{ a: [1], b: "x" }, "map(any)", "all elements must be of the same type", []],
])("%j to %s is refused", (data, type, message, path) => {
  const error = conversionErrorOf(() => convert(fromPlain(data), typeOf(type)));
  expect([error.message, error.path]).toEqual([message, path]);
});

test("a refusal never quotes the value, which may be a secret", () => {
  const secret = fromPlain("hunter2").withMarks(["sensitive"]);
  expect(conversionErrorOf(() => convert(secret, numberType)).message).not.toContain("hunter2");
});

test.each<[Value, string, string]>([
  [Value.unknown(), "list(string)", "list(string)"],
  [Value.unknown(stringType), "number", "number"],
  [Value.unknown(listType(numberType)), "set(string)", "set(string)"],
  [Value.unknown(mapType(numberType)), "object({a=string})", "object({a=string})"],
  [Value.unknown(objectType({})), "object({a=optional(string)})", "object({a=string})"],
  [Value.unknown(listType(numberType)), "list(any)", "list(number)"],
  [Value.null(numberType), "string", "string"],
])("unknown and null values become unknown and null (%#)", (value, type, resultType) => {
  const converted = convert(value, typeOf(type));
  expect(typeText(converted.type)).toBe(resultType);
  expect([converted.isKnown, converted.isKnown && converted.isNull]).toEqual([
    value.isKnown,
    value.isKnown && value.isNull,
  ]);
});

test.each<[Value, string, string]>([
  [Value.unknown(listType(stringType)), "number", "a number is required"],
  [Value.null(listType(stringType)), "string", "a string is required"],
  [Value.unknown(objectType({})), "object({a=string})", 'the attribute "a" is required'],
])("an unknown or null value of the wrong type is refused (%#)", (value, type, message) => {
  expect(conversionErrorOf(() => convert(value, typeOf(type))).message).toBe(message);
});

test("marks stay where they are, at every depth", () => {
  const inner = fromPlain(1).withMarks(["sensitive"]);
  const converted = convert(object(new Map([["a", tuple([inner])]])), mapType(listType(stringType)));
  const items = (converted.content as Map<string, Value>).get("a")!;
  expect([...converted.marks, ...items.marks]).toEqual([]);
  expect([...(items.content as Value[])[0]!.marks]).toEqual(["sensitive"]);
  expect([...convert(tuple([inner]).withMarks(["sensitive"]), dynamicType).marks]).toEqual(["sensitive"]);
});

test("the marks of elements are on the set that they are put in", () => {
  const converted = convert(tuple([fromPlain("a").withMarks(["sensitive"])]), typeOf("set(string)"));
  expect([...converted.marks]).toEqual(["sensitive"]);
});

test("what is of the type already is the same value", () => {
  const value = list(stringType, [string("a")]);
  expect(convert(value, listType(stringType))).toBe(value);
});
