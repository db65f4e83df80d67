import type { NamedValue } from "../diagnostic.js";
import { renderDiagnostic } from "../render-diagnostic.js";
import { fromPlain } from "../value/plain.js";
import { listType, mapType, numberType, objectType, stringType } from "../value/type.js";
import { list, map, object, string, tuple, Value } from "../value/value.js";
import { evaluateText, type Roots, scopeOf } from "./evaluate.test-fixtures.js";
import type { LazyObject } from "./scope.js";

const locals: ReadonlyMap<string, Value> = new Map([["size", string("big")]]);
const lazy: LazyObject = {
  kind: "lazy",
  names: () => [...locals.keys()],
  has: (name) => locals.has(name),
  get: (name) => ({ value: locals.get(name)!, diagnostics: [] }),
};

const secret = string("hunter2").withMarks(["sensitive"]);
const roots: Roots = {
  var: object(
    new Map<string, Value>([
      ["name", string("web")],
      ["nothing", Value.null()],
      ["yes", fromPlain(true)],
      ["sizes", list(numberType, [fromPlain(10), fromPlain(20)])],
      ["tags", map(stringType, new Map([["the owner", string("ops")]]))],
      ["empty", list(stringType, [])],
      ["nested", fromPlain({ a: [{ b: "deep" }] })],
      ["pair", tuple([string("a"), fromPlain(1)])],
      ["secret", secret],
      ["holder", object(new Map([["token", string("hunter2")]])).withMarks(["sensitive"])],
      ["mixed", object(new Map([["token", secret]]))],
      ["later", Value.unknown(stringType)],
      ["laterObject", Value.unknown(objectType(new Map([["a", listType(mapType(stringType))]])))],
      ["long", string("x".repeat(1000))],
      ["pictures", string(`${"x".repeat(59)}${"😀".repeat(10)}`)],
    ]),
  ),
  local: lazy,
  v: string("three"),
};

function valuesOf(text: string): readonly NamedValue[][] {
  return evaluateText(text, scopeOf(roots)).diagnostics.map(({ values }) => [...(values ?? [])]);
}

const linesOf = (text: string) => valuesOf(text).map((values) => values.map(({ name, text }) => `${name} is ${text}`));

test.each<[text: string, ...lines: string[][]]>([
  // operators
  ["var.name + 1", ['var.name is "web"']],
  ["1 + (var.name)", ['var.name is "web"']],
  ["-local.size", ['local.size is "big"']],
  ["!var.sizes[0]", ["var.sizes[0] is 10"]],
  ["var.name && var.sizes", ['var.name is "web"'], ["var.sizes is a list of number with 2 elements"]],
  ["var.nothing > 1", ["var.nothing is null"]],
  ["var.sizes[0] / (var.sizes[1] - 20)", ["var.sizes[0] is 10", "var.sizes[1] is 20"]],
  // indexes and attributes
  ["var.sizes[7]", ["var.sizes is a list of number with 2 elements"]],
  ["var.sizes[v]", ['v is "three"']],
  ['var.tags["owner"]', ["var.tags is a map of string with 1 element"]],
  ['"${var.tags["the owner"]}" + 1', ['var.tags["the owner"] is "ops"']],
  ["var.empty[0]", ["var.empty is a list of string with no elements"]],
  ["var.nested.a[0].b.c", ['var.nested.a[0].b is "deep"']],
  ["var.nested.x", ["var.nested is an object with 1 attribute"]],
  ["var.nothing.x", ["var.nothing is null"]],
  ["var.pair[2]", ["var.pair is a tuple with 2 elements"]],
  ["var.nested.a[v]", ["var.nested.a is a tuple with 1 element", 'v is "three"'].slice(1)],
  // what the message tells already, and what is not there
  ["var.nmae", []],
  ["nope.name", []],
  ["local.nope", []],
  ["[] + 1", []],
  // calls
  ["upper(var.sizes)", ["var.sizes is a list of number with 2 elements"]],
  ['substr(var.name, "x", 1)', []],
  ["upper(var.nothing)", ["var.nothing is null"]],
  ["max(var.name...)", ['var.name is "web"']],
  ["parseint(var.name, var.sizes[0])", ['var.name is "web"']],
  // conditionals, templates, loops
  [
    "var.yes ? var.sizes : var.nested",
    ["var.yes is true", "var.sizes is a list of number with 2 elements", "var.nested is an object with 1 attribute"],
  ],
  ["var.name ? 1 : 2", ['var.name is "web"']],
  ['"a${var.sizes}b"', ["var.sizes is a list of number with 2 elements"]],
  ["[for x in var.name : x]", ['var.name is "web"']],
  ["[for s in var.sizes : s.x]", ["s is 10"]],
  ["[for i, s in var.sizes : -[i, s]]", ["i is 0", "s is 10"]],
  ["{for s in var.sizes : v => s}", ['v is "three"']],
  ['"%{ for s in var.sizes }${s.x}%{ endfor }"', ["s is 10"]],
  [
    "-[for s in var.sizes : s + v]",
    ['v is "three"'],
    ["var.sizes is a list of number with 2 elements", 'v is "three"'],
  ],
  // secrets, and what is yet to come
  ["var.secret + 1", ["var.secret is sensitive"]],
  ["var.holder.token + 1", ["var.holder.token is sensitive"]],
  ["var.mixed + 1", ["var.mixed is an object with 1 attribute"]],
  ["-[var.later, var.laterObject.a[0]]", ["var.later is not known yet", "var.laterObject.a[0] is not known yet"]],
  // long ones, repeated ones, many
  ["-[var.long]", [`var.long is "${"x".repeat(60)}…" (1000 characters)`]],
  ["-[var.pictures]", [`var.pictures is "${"x".repeat(59)}…" (79 characters)`]],
  ["-[v, v, v]", ['v is "three"']],
  ["-[1 / 3, v]", ['v is "three"']],
  [
    "-[var.name, var.yes, var.sizes, var.tags, var.empty, var.nested, var.pair]",
    [
      'var.name is "web"',
      "var.yes is true",
      "var.sizes is a list of number with 2 elements",
      "var.tags is a map of string with 1 element",
      "var.empty is a list of string with no elements",
      "var.nested is an object with 1 attribute",
    ],
  ],
])("%s", (text, ...lines) => {
  expect(linesOf(text)).toEqual(lines);
});

test("values that try and can are spared are not told", () => {
  expect(valuesOf("[try(var.name + 1, 2), can(var.name + 1)]")).toEqual([]);
});

test("the lines stand between the source and the detail, and control no terminal", () => {
  const [problem] = evaluateText("value + 1", scopeOf({ value: string("a\u001b[2J\u202eb\nc") })).diagnostics;
  expect(renderDiagnostic(problem!)).toBe(`Error: Invalid operand

  on test.hcl line 1:
   1: value + 1
      ^^^^^
    value is "a\\u001b[2J\ufffdb\\nc"

The left operand of "+" cannot be used: a number is required.
`);
});

test("a value is data that JSON can carry", () => {
  const [values] = valuesOf("var.sizes[7] + var.name");
  expect(JSON.parse(JSON.stringify(values))).toEqual(values);
});
