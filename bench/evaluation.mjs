// Evaluating expressions that are parsed already.
import { best } from "./parsing.mjs";

const count = 100_000;

const expressions = {
  literal: "42",
  arithmetic: "(small + 2) * small - 1",
  fractions: "small / 3.5 + 0.1",
  comparison: 'small < 4 && name == "web"',
  template: '"${name}-${small}.example.com"',
  traversal: "deep.images[0].name",
  call: 'join("-", [name, "b"])',
  "for expression, 5 elements": "[for item in items : item * 2 if item > 1]",
  splat: "items[*]",
  conditional: 'small > 2 ? "yes" : "no"',
};

/** For each kind of expression, the milliseconds of a hundred thousand evaluations. */
export async function benchEvaluation() {
  const { evaluate, fromPlain, parseExpression, Source, standardFunctions } = await import(
    "../packages/hcl/dist/index.js"
  );
  const plain = { small: 3, name: "web", deep: { images: [{ name: "debian" }] }, items: [1, 2, 3, 4, 5] };
  const values = new Map(Object.entries(plain).map(([name, value]) => [name, fromPlain(value)]));
  const scope = {
    lookup: (name) => values.get(name),
    names: () => [...values.keys()],
    functions: standardFunctions({}),
  };
  return Object.entries(expressions).map(([kind, text]) => {
    const { expression } = parseExpression(new Source("a.pkr.hcl", text));
    const { diagnostics } = evaluate(expression, scope);
    if (diagnostics.length > 0) throw new Error(diagnostics[0].detail);
    const time = best(5, () => {
      for (let at = 0; at < count; at++) evaluate(expression, scope);
    });
    return { kind, time, each: (time * 1e6) / count };
  });
}
