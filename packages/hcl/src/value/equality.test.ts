import { equals } from "./equality.js";
import { fromPlain } from "./plain.js";
import { set } from "./sets.js";
import { listType, numberType, stringType } from "./type.js";
import { list, map, number, object, string, tuple, Value } from "./value.js";

const unknown = Value.unknown(numberType);
const one = number(1);
const marked = one.withMarks(["sensitive"]);
const big = fromPlain(2n ** 64n);

test.each<[string, Value, Value, boolean | undefined]>([
  ["numbers in both forms", big, fromPlain(18446744073709551616n), true],
  ["different types", one, string("1"), false],
  ["nulls of different types", Value.null(stringType), Value.null(numberType), true],
  ["null and a value", Value.null(), one, false],
  ["unknown and a value", unknown, one, undefined],
  ["unknown of another type", unknown, string("1"), false],
  ["unknown of any type", Value.unknown(), string("1"), undefined],
  ["unknown and null", unknown, Value.null(), undefined],
  ["an unknown part decides", tuple([one, unknown]), tuple([one, one]), undefined],
  ["a different part decides before", tuple([one, unknown]), tuple([string("x"), one]), false],
  ["lists and tuples", list(numberType, [one]), tuple([one]), false],
  ["empty lists of different types", list(numberType, []), list(stringType, []), false],
  ["sets in any order", set(numberType, [one, big]), set(numberType, [big, one]), true],
  ["sets with unknown elements", set(numberType, [unknown]), set(numberType, [one]), undefined],
  ["sets of different sizes", set(numberType, [one]), set(numberType, [one, big]), false],
  ["maps", map(numberType, new Map([["a", one]])), map(numberType, new Map([["a", one]])), true],
  ["objects with other keys", fromPlain({ a: 1 }), fromPlain({ b: 1 }), false],
  ["objects with fewer keys", fromPlain({ a: 1 }), fromPlain({ a: 1, b: 1 }), false],
  ["null in an object", fromPlain({ a: null }), fromPlain({ a: 1 }), false],
  ["strings in another normal form", string("e\u0301"), string("\u00e9"), true],
])("%s", (_name, left, right, expected) => {
  for (const result of [equals(left, right), equals(right, left)]) {
    expect(result.isKnown ? result.content : undefined).toBe(expected);
  }
});

test("the result carries the marks of both sides, from every depth", () => {
  const holder = object(new Map([["a", tuple([marked])]]));
  expect([...equals(holder, one).marks]).toEqual(["sensitive"]);
  expect([...equals(one, holder).marks]).toEqual(["sensitive"]);
  expect([...equals(unknown, marked).marks]).toEqual(["sensitive"]);
});

test("lists of lists are compared by their elements", () => {
  const of = (value: Value) => list(listType(numberType), [list(numberType, [value])]);
  expect(equals(of(one), of(one)).content).toBe(true);
  expect(equals(of(one), of(big)).content).toBe(false);
});
