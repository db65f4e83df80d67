import { isDeepStrictEqual } from "node:util";
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

/** The pairs that break a rule: there are thousands, and to assert each by itself takes many times as long as the work. */
const breaking = (types: readonly Type[], rule: (one: Type, other: Type) => boolean): readonly string[] =>
  types.flatMap((one) =>
    types.filter((other) => !rule(one, other)).map((other) => `${typeText(one)} and ${typeText(other)}`),
  );

function convertsWell(from: Type, to: Type): boolean {
  const [unknown, none] = [attempt(Value.unknown(from), to), attempt(Value.null(from), to)];
  const converted = samples(from).map((value) => attempt(value, to));
  if (!unknown || !none) return unknown === none && converted.every((each) => each === undefined);
  return [unknown, none, ...converted].every((each) => each === undefined || isFinished(each, to));
}

const isFinished = (value: Value, type: Type): boolean =>
  typeEquals(value.type, type) && isDeepStrictEqual(convert(value, type), value);

test("a conversion gives the type asked for, agrees with that of null and unknown, and has nothing left to do", () => {
  expect(concrete.length).toBeGreaterThan(60);
  expect(breaking(concrete, convertsWell)).toEqual([]);
});

function unitesWell(left: Type, right: Type): boolean {
  const [one, other] = [unify([left, right]), unify([right, left])];
  if (!one || !other) return one === other;
  const held = [left, right].flatMap((type) => [Value.unknown(type), ...samples(type)]);
  return typeText(one) === typeText(other) && held.every((value) => attempt(value, one) !== undefined);
}

test("a type that unites two holds what both hold, whichever comes first", () => {
  expect(deep.map((type) => unify([type, type]))).toEqual(deep);
  expect(breaking(deep, unitesWell)).toEqual([]);
  expect(breaking(deep, (left, right) => unify([left, right]) === undefined).length).toBeGreaterThan(1000);
});
