import { elementsOf } from "./content.js";
import { fromPlain, toPlain } from "./plain.js";
import { set } from "./sets.js";
import { boolType, listType, numberType, stringType, type Type, tupleType } from "./type.js";
import { Value } from "./value.js";

test.each<[string, Type, unknown[], unknown[]]>([
  [
    "strings go by their bytes",
    stringType,
    ["b", "é", "a", "B", "𝒳", "\ufb01", ""],
    ["", "B", "a", "b", "é", "\ufb01", "𝒳"],
  ],
  ["numbers by their size", numberType, [10, 9, -1, 0.5, 2n ** 53n], [-1, 0.5, 9, 10, 2 ** 53]],
  ["false before true", boolType, [true, false, true], [false, true]],
  ["null comes last", stringType, [null, "z", null, "a"], ["a", "z", null]],
  ["lists by their elements", tupleType([numberType]), [[2], [1], [2]], [[1], [2]]],
])("%s, and nothing twice", (_name, element, items, expected) => {
  const values = items.map((item) => (item === null ? Value.null(element) : fromPlain(item)));
  expect(toPlain(set(element, values))).toEqual(expected);
});

test("unknown elements may be equal or not, so each is kept, after the others", () => {
  const unknown = Value.unknown(stringType);
  const items = elementsOf(set(stringType, [unknown, fromPlain("b"), unknown, fromPlain("a")]));
  expect(items.map((item) => (item.isKnown ? item.content : "?"))).toEqual(["a", "b", "?", "?"]);
});

test("the set has the marks of its elements, which have none themselves", () => {
  const inner = fromPlain(["x"]).withMarks(["sensitive"]);
  const made = set(listType(stringType), [inner]);
  expect([...made.marks]).toEqual(["sensitive"]);
  expect([...elementsOf(made)[0]!.marksWithin]).toEqual([]);
});
