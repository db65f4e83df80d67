import { errorAt } from "../diagnostic.js";
import type { SourceRange } from "../source.js";
import { number, Value } from "../value/value.js";
import { evaluateText, problemsOf, resultOf, scopeOf } from "./evaluate.test-fixtures.js";
import type { LazyObject } from "./scope.js";

interface Asked extends LazyObject {
  readonly asked: string[];
}

/** Attributes `a` = 1 and `b` = 2, and `broken`, which has a mistake of its own; it records what is asked of it. */
function lazy(): Asked {
  const asked: string[] = [];
  const values: Readonly<Record<string, number>> = { a: 1, b: 2 };
  return {
    kind: "lazy",
    asked,
    names: () => ["a", "b", "broken"],
    has: (name) => name in values || name === "broken",
    get: (name: string, range: SourceRange) => {
      asked.push(`${name} at ${range.source.text.slice(range.start, range.end)}`);
      if (name !== "broken") return { value: number(values[name]!), diagnostics: [] };
      return { value: Value.unknown(), diagnostics: [errorAt(range, "Broken", "It is broken.")] };
    },
  };
}

test("an attribute is computed when it is asked for, and no other", () => {
  const local = lazy();
  expect(resultOf('local.a + local["b"]', { local })).toBe("3");
  expect(local.asked).toEqual(["a at local.a", 'b at local["b"]']);
});

test("a key that is not known until then is asked for as well", () => {
  const local = lazy();
  expect(resultOf('[for k in ["a", "b"] : local[k]]', { local })).toBe("[1,2]");
  expect(local.asked).toEqual(["a at local[k]", "b at local[k]"]);
});

test("the object as a whole has every attribute", () => {
  const local = lazy();
  const { value, diagnostics } = evaluateText("keys(local)", scopeOf({ local }));
  expect([(value.content as readonly Value[]).map(({ content }) => content), diagnostics.length]).toEqual([
    ["a", "b", "broken"],
    1,
  ]);
  expect(local.asked).toEqual(["a at local", "b at local", "broken at local"]);
});

test("an attribute that does not exist is not asked for", () => {
  const local = lazy();
  expect(problemsOf('[local.broke, local["brokn"]]', { local })).toEqual([
    'broke | Unsupported attribute: This object has no attribute "broke". Did you mean "broken"? It has: a, b, broken.',
    '"brokn" | Invalid index: There is no element with the key "brokn". Did you mean "broken"?',
  ]);
  expect(local.asked).toEqual([]);
});

test("the mistakes of an attribute are told once, and can be tried", () => {
  expect(problemsOf("[local.broken, local.broken + 1]", { local: lazy() })).toEqual([
    "local.broken | Broken: It is broken.",
    "local.broken | Broken: It is broken.",
  ]);
  expect(resultOf("try(local.broken, 5)", { local: lazy() })).toBe("5");
});

/** `data.a.x` = 1, `data.a.y` = 2 and `data.b.x` = 3. */
function nested(): { readonly data: LazyObject; readonly asked: string[] } {
  const asked: string[] = [];
  const all: Readonly<Record<string, Readonly<Record<string, number>>>> = { a: { x: 1, y: 2 }, b: { x: 3 } };
  const within = (type: string): LazyObject => ({
    kind: "lazy",
    names: () => Object.keys(all[type]!),
    has: (name) => name in all[type]!,
    get: (name) => {
      asked.push(`${type}.${name}`);
      return { value: number(all[type]![name]!), diagnostics: [] };
    },
  });
  const data: LazyObject = {
    kind: "lazy",
    names: () => Object.keys(all),
    has: (name) => name in all,
    get: () => {
      throw new Error("its children are asked instead");
    },
    child: (name) => (name in all ? within(name) : undefined),
  };
  return { data, asked };
}

test.each([
  ["data.a.x", ["a.x"]],
  ['data["a"]["y"]', ["a.y"]],
  ['[for t in ["a", "b"] : data[t].x]', ["a.x", "b.x"]],
  ["keys(data.a)", ["a.x", "a.y"]],
  ["values(data)[1].x", ["a.x", "a.y", "b.x"]],
])("of lazy objects within one, %s asks for no more than it names", (text, expected) => {
  const { data, asked } = nested();
  expect([problemsOf(text, { data }), asked]).toEqual([[], expected]);
});

test("what a lazy object within one lacks is told with its names", () => {
  const { data, asked } = nested();
  expect([...problemsOf("data.a.z", { data }), ...problemsOf("data.c.x", { data })]).toEqual([
    'z | Unsupported attribute: This object has no attribute "z". Did you mean "x"? It has: x, y.',
    'c | Unsupported attribute: This object has no attribute "c". Did you mean "a"? It has: a, b.',
  ]);
  expect(asked).toEqual([]);
});
