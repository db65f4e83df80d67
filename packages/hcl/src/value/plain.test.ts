import { toJsonText } from "./json-text.js";
import { hasMark, sensitiveStrings, unmarkDeep } from "./marks.js";
import { fromPlain, toPlain } from "./plain.js";
import { numberType, stringType } from "./type.js";
import { maximumDepth, object, string, tuple, Value } from "./value.js";
import { isWhollyKnown } from "./walk.js";

const secret = (data: unknown) => fromPlain(data).withMarks(["sensitive"]);

test.each<[unknown]>([[null], ["a"], [true], [0], [-1.5], [0.1], [1e30], [[1, ["a"], {}]], [{ a: { b: [null] } }]])(
  "%j survives the way there and back",
  (data) => expect(toPlain(fromPlain(data))).toEqual(data),
);

test("a number that JavaScript cannot hold becomes its digits", () => {
  expect(toPlain(fromPlain(2n ** 64n + 1n))).toBe("18446744073709551617");
  expect(toPlain(fromPlain(2n ** 53n))).toBe(2 ** 53);
});

test("keys come in the order of their bytes, and __proto__ is a key like any other", () => {
  expect(Object.keys(toPlain(fromPlain({ b: 1, a: 2 })) as object)).toEqual(["a", "b"]);
  const odd = toPlain(fromPlain(new Map([["__proto__", 1]]))) as object;
  expect(Object.keys(odd)).toEqual(["__proto__"]);
});

test("undefined is null in an array, and nothing in an object; values stay as they are", () => {
  expect(toPlain(fromPlain([undefined]))).toEqual([null]);
  expect(toPlain(fromPlain({ a: undefined }))).toEqual({});
  const value = string("x");
  expect(fromPlain(value)).toBe(value);
});

test.each([
  ["NaN", Number.NaN, "a number that is not finite has no value"],
  ["a function", () => 1, "a function has no value"],
  ["a symbol", Symbol("x"), "a symbol has no value"],
  ["a date", new Date(0), "a Date has no value: its content is not in its properties"],
  ["a set", { a: [new Set([1])] }, "a Set has no value: its content is not in its properties"],
])("%s is refused", (_name, data, message) => {
  expect(() => fromPlain(data)).toThrow(new TypeError(message));
});

test("a cycle is refused, not followed", () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  expect(() => fromPlain(cycle)).toThrow("the data is nested too deeply, or holds itself");
});

test("the deepest value allowed can be walked, encoded and unmarked", () => {
  let deep: unknown = "x";
  for (let at = 0; at < maximumDepth; at++) deep = [deep];
  const value = fromPlain(deep);
  expect(value.depth).toBe(maximumDepth);
  expect(toJsonText(value)).toHaveLength(2 * maximumDepth + 3);
  expect(hasMark(unmarkDeep(tuple([value.withMarks(["sensitive"])])), "sensitive")).toBe(false);
});

test("an unknown value has no data", () => {
  expect(() => toPlain(tuple([Value.unknown()]))).toThrow(TypeError);
});

test("JSON is as Go writes it", () => {
  const data = { b: '<é>&\u2028\u0007\b\f"\\', a: [1.5, 2n ** 64n + 1n, null, true], "\uf900": 1, "😀": 2 };
  expect(toJsonText(fromPlain(data))).toBe(
    '{"a":[1.5,18446744073709551617,null,true],"b":"\\u003cé\\u003e\\u0026\\u2028\\u0007\\b\\f\\"\\\\","\uf900":1,"😀":2}'.normalize(
      "NFC",
    ),
  );
  expect(toJsonText(Value.known(stringType, "\ud800"))).toBe('"\ufffd"');
});

test("a value knows what it holds", () => {
  const value = object(new Map([["a", tuple([secret("x"), Value.unknown(numberType)])]]));
  expect([value.depth, value.size, isWhollyKnown(value), hasMark(value, "sensitive"), value.marks.size]).toEqual([
    2,
    4,
    false,
    true,
    0,
  ]);
  expect([isWhollyKnown(Value.null()), Value.unknown().size]).toEqual([true, 1]);
});

test("every secret text is found, however it is held, and nothing else", () => {
  const value = object(
    new Map([
      ["a", secret({ name: "inner", port: 22, empty: "", on: true, none: null })],
      [
        "b",
        tuple([
          secret("alone"),
          fromPlain("public"),
          secret("alone"),
          Value.unknown(stringType).withMarks(["sensitive"]),
        ]),
      ],
      ["c", fromPlain(["public too"])],
    ]),
  );
  expect(sensitiveStrings(value).sort()).toEqual(["22", "alone", "inner"]);
});
