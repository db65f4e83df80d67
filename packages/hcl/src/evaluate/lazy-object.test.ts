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
