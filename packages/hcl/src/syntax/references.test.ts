import { Source } from "../source.js";
import { parse, parseExpression } from "./parser.js";
import { references } from "./references.js";

function found(text: string): string[] {
  const { expression } = parseExpression(new Source("a.hcl", text));
  return references(expression!).map(({ root, path, range }) => {
    return `${[root, ...path].join("/")} @ ${text.slice(range.start, range.end)}`;
  });
}

test.each([
  ["1", []],
  ["a", ["a @ a"]],
  ["a.b.c", ["a/b/c @ a.b.c"]],
  ['a["b"][0].c', ['a/b/0/c @ a["b"][0].c']],
  ["a.0.b", ["a/0/b @ a.0.b"]],
  ["a.b[c.d].e", ["a/b @ a.b", "c/d @ c.d"]],
  ['a["x${y}"].z', ["a @ a", "y @ y"]],
  ["a.b[*].c", ["a/b @ a.b"]],
  ["a.*.b", ["a @ a"]],
  ["f(a, b.c).d", ["a @ a", "b/c @ b.c"]],
  ["(a.b).c", ["a/b @ a.b"]],
  ["a ? b : -c + d", ["a @ a", "b @ b", "c @ c", "d @ d"]],
  ["{a = b, (c) = d, e.f = g}", ["b @ b", "c @ c", "d @ d", "e/f @ e.f", "g @ g"]],
  ["[for v in v : v.x]", ["v @ v"]],
  ["[for k, v in a : [k, v, w] if k != x]", ["a @ a", "w @ w", "x @ x"]],
  ["{for k, v in a : k => [for k in v.b : [k, v, c]]...}", ["a @ a", "c @ c"]],
  ["[[for x in a : x], x]", ["a @ a", "x @ x"]],
  ["[for x in a : b[x].c]", ["a @ a", "b @ b"]],
  ['"${a}%{ for x in b }${x}${y}%{ endfor }${x}"', ["a @ a", "b @ b", "y @ y", "x @ x"]],
  ['"%{ if a }${b}%{ else }${c}%{ endif }"', ["a @ a", "b @ b", "c @ c"]],
  ["a[true].b", ["a @ a"]],
  ["a[18446744073709551617]", ["a/18446744073709551617 @ a[18446744073709551617]"]],
])("%s", (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test("of a whole file, in the order of the source", () => {
  const { file } = parse(new Source("a.hcl", "x = var.b\ny {\n  z = local.c\n}\n"));
  expect(references(file).map(({ root, path }) => [root, ...path].join("."))).toEqual(["var.b", "local.c"]);
});
