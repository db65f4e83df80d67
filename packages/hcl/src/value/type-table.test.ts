import { ConversionError } from "./conversion-error.js";
import { convert } from "./convert.js";
import { typeOf } from "./convert.test-fixtures.js";
import { typeText } from "./describe.js";
import { fromPlain } from "./plain.js";
import { set } from "./sets.js";
import { hasDynamic, type Type, typeEquals } from "./type.js";
import { unify } from "./unify.js";
import { list, map, Value } from "./value.js";

/** The converted value, or undefined where there is no conversion. */
function attempt(value: Value, to: Type): Value | undefined {
  try {
    return convert(value, to);
  } catch (error) {
    if (error instanceof ConversionError) return undefined;
    throw error;
  }
}

const names = [
  "string",
  "number",
  "bool",
  "list(string)",
  "list(number)",
  "set(string)",
  "set(bool)",
  "map(string)",
  "map(number)",
  "tuple([])",
  "tuple([string])",
  "tuple([number,bool])",
  "object({})",
  "object({a=string})",
  "object({a=number,b=bool})",
];

/*
 * Which types can become which, by the published rules: rows from, columns to, both in the order above; "=" the same type,
 * "x" always, "?" by the value (a string may be no number), "." never.
 */
const table = `
  = ? ? . . . . . . . . . . . .
  x = . . . . . . . . . . . . .
  x . = . . . . . . . . . . . .
  . . . = ? x ? . . . . . . . .
  . . . x = x . . . . . . . . .
  . . . x ? = ? . . . . . . . .
  . . . x . x = . . . . . . . .
  . . . . . . . = ? . . . x ? ?
  . . . . . . . x = . . . x ? .
  . . . x x x x . . = . . . . .
  . . . x ? x ? . . . = . . . .
  . . . x . x . . . . . = . . .
  . . . . . . . x x . . . = . .
  . . . . . . . x ? . . . x = .
  . . . . . . . x . . . . x x =`
  .trim()
  .split("\n")
  .map((row) => row.trim().split(" "));

/** Values of each type; for "?" one that can be converted and one that cannot are among them. */
function samples(type: Type): Value[] {
  if (hasDynamic(type)) return [];
  switch (type.kind) {
    case "string":
      return ["1", "true", "é"].map((text) => fromPlain(text));
    case "number":
      return [fromPlain(1), fromPlain(0.5)];
    case "bool":
      return [fromPlain(true)];
    case "list":
      return [list(type.element, []), ...samples(type.element).map((item) => list(type.element, [item]))];
    case "set":
      return [set(type.element, []), ...samples(type.element).map((item) => set(type.element, [item]))];
    case "map":
      return [
        map(type.element, new Map()),
        ...samples(type.element).flatMap((item) => [
          map(type.element, new Map([["a", item]])),
          map(
            type.element,
            new Map([
              ["a", item],
              ["b", item],
            ]),
          ),
        ]),
      ];
    case "tuple":
      return [0, 1, 2].map((at) => fromPlain(type.elements.map((each) => samples(each)[at] ?? samples(each)[0])));
    case "object":
      return [0, 1, 2].map((at) =>
        fromPlain(new Map([...type.attributes].map(([name, each]) => [name, samples(each)[at] ?? samples(each)[0]]))),
      );
    case "dynamic":
      return [];
  }
}

/** What the table says, found by trying. */
function verdict(from: Type, to: Type): string {
  if (typeEquals(from, to)) return "=";
  const byType = attempt(Value.unknown(from), to);
  if (!byType) return ".";
  const results = samples(from).map((value) => attempt(value, to));
  return results.includes(undefined) ? "?" : "x";
}

test("conversions between all pairs of types", () => {
  const types = names.map(typeOf);
  expect(types.map((from) => types.map((to) => verdict(from, to)).join(" "))).toEqual(
    table.map((row) => row.join(" ")),
  );
});

const primitives = ["string", "number", "bool", "any"];
const over = (inner: readonly string[]) => [
  ...inner.flatMap((each) => [
    `list(${each})`,
    `set(${each})`,
    `map(${each})`,
    `tuple([${each}])`,
    `object({a=${each}})`,
  ]),
  "tuple([])",
  "object({})",
  "tuple([number,string])",
  "object({a=bool,b=string})",
];
/** Every kind over every kind over every primitive type. */
const deep = [...new Set([...primitives, ...over([...primitives, ...over(primitives)])])].map(typeOf);
const concrete = deep.filter((type) => !hasDynamic(type));

test("a conversion gives the type asked for, agrees with that of null and unknown, and has nothing left to do", () => {
  expect(concrete.length).toBeGreaterThan(60);
  for (const from of concrete) {
    for (const to of concrete) {
      const [unknown, none] = [attempt(Value.unknown(from), to), attempt(Value.null(from), to)];
      const what = `${typeText(from)} to ${typeText(to)}`;
      expect([what, unknown === undefined]).toEqual([what, none === undefined]);
      if (unknown && none)
        expect([what, typeEquals(unknown.type, to), typeEquals(none.type, to)]).toEqual([what, true, true]);
      for (const value of samples(from)) {
        const converted = attempt(value, to);
        if (!unknown) expect([what, converted]).toEqual([what, undefined]);
        if (converted)
          expect([what, typeEquals(converted.type, to), convert(converted, to)]).toEqual([what, true, converted]);
      }
    }
  }
});

test("a type that unites two holds what both hold, whichever comes first", () => {
  let united = 0;
  for (const left of deep) {
    expect(unify([left, left])).toEqual(left);
    for (const right of deep) {
      const [one, other] = [unify([left, right]), unify([right, left])];
      const what = `${typeText(left)} and ${typeText(right)}`;
      expect([what, one && typeText(one)]).toEqual([what, other && typeText(other)]);
      if (!one) continue;
      united++;
      for (const type of [left, right]) {
        expect([what, attempt(Value.unknown(type), one) !== undefined]).toEqual([what, true]);
        for (const value of samples(type)) expect([what, attempt(value, one) !== undefined]).toEqual([what, true]);
      }
    }
  }
  expect(united).toBeGreaterThan(1000);
});
