import { renderDiagnostic } from "../render-diagnostic.js";
import { Source } from "../source.js";
import { format } from "./format.js";
import { parseJson } from "./json-syntax.js";
import { parse, parseExpression } from "./parser.js";
import { references } from "./references.js";

const times = (text: string, count: number) => text.repeat(count);

const tooDeep =
  "Blocks, brackets and operators may be nested at most 400 deep. Split the expression, for example with local values.";

describe("nesting 10,000 deep is one error", () => {
  const deep = 10_000;
  test.each([
    ["parentheses", `a = ${times("(", deep)}1${times(")", deep)}\n`],
    ["parentheses that are not closed", `a = ${times("(", deep)}`],
    ["lists", `a = ${times("[", deep)}${times("]", deep)}\n`],
    ["objects", `a = ${times("{a=", deep)}1${times("}", deep)}\n`],
    ["blocks", `${times("a {\n", deep)}${times("}\n", deep)}`],
    ["negation", `a = ${times("!", deep)}x\n`],
    ["signs", `a = ${times("- ", deep)}x\n`],
    ["conditionals", `a = ${times("x ? y : ", deep)}z\n`],
    ["sums", `a = ${times("1 + ", deep)}1\n`],
    ["attributes", `a = x${times(".y", deep)}\n`],
    ["indexes", `a = x${times("[0]", deep)}\n`],
    ["indexes in indexes", `a = ${times("x[", deep)}0${times("]", deep)}\n`],
    ["splats", `a = x${times("[*]", deep)}\n`],
    ["calls", `a = ${times("f(", deep)}${times(")", deep)}\n`],
    ["interpolations", `a = ${times('"${', deep)}x${times('}"', deep)}\n`],
    ["directives", `a = "${times("%{if x}", deep)}${times("%{endif}", deep)}"\n`],
    ["for expressions", `a = ${times("[for x in ", deep)}\n`],
  ])("%s", (_name, text) => {
    const { file, diagnostics } = parse(new Source("a.hcl", text));
    expect(diagnostics.map(({ summary, detail }) => [summary, detail])).toEqual([["Nesting too deep", tooDeep]]);
    expect(references(file)).toEqual([]);
    expect(renderDiagnostic(diagnostics[0]!).length).toBeLessThan(1000);
    expect(typeof format(text)).toBe("string");
  });

  test("JSON", () => {
    const { diagnostics } = parseJson(new Source("a.json", times('{"a":', deep)), { strings: "literal" });
    expect(diagnostics.map(({ detail }) => detail)).toEqual(["Objects and arrays may be nested at most 400 deep."]);
  });

  test("an expression of its own", () => {
    const { expression, diagnostics } = parseExpression(new Source("-var", times("[", deep)));
    expect(expression).toBeUndefined();
    expect(diagnostics[0]!.summary).toBe("Nesting too deep");
  });
});

test("what is nested less deep is read whole, and every walk of it ends", () => {
  const text = `a = ${times("[", 390)}x.y${times("]", 390)}\nb = ${times("1 + ", 380)}c\n`;
  const { file, diagnostics } = parse(new Source("a.hcl", text));
  expect(diagnostics).toEqual([]);
  expect(references(file).map(({ root }) => root)).toEqual(["x", "c"]);
});

test("at most 50 errors are told, and that there were more", () => {
  const { diagnostics } = parse(new Source("a.hcl", times("a = @\n", 1000)));
  expect(diagnostics).toHaveLength(51);
  expect(diagnostics.at(-1)!.summary).toBe("Too many syntax errors");
  expect(diagnostics.at(-1)!.detail).toBe(
    "The file has 50 syntax errors or more; what follows was not read. Mend these first.",
  );
});

test("blocks 10,000 deep that are not closed end the reading as well", () => {
  const { file, diagnostics } = parse(new Source("a.hcl", times("a {\n", 10_000)));
  expect(references(file)).toEqual([]);
  expect(diagnostics.map(({ summary }) => summary)).toEqual(["Nesting too deep"]);
});

test("a file beyond 64 Mi characters is refused at once", () => {
  const { file, diagnostics } = parse(new Source("a.hcl", times(" ", 64 * 1024 * 1024 + 1)));
  expect(file.body.items).toEqual([]);
  expect(diagnostics.map(({ summary, detail }) => [summary, detail])).toEqual([
    [
      "File too large",
      "The file holds 67108865 characters; at most 67108864 can be read. Split it into several files.",
    ],
  ]);
});
