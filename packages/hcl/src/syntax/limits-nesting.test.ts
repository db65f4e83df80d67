import { evaluate } from "../evaluate/evaluate.js";
import { scopeOf } from "../evaluate/evaluate.test-fixtures.js";
import { renderDiagnostic } from "../render-diagnostic.js";
import { Source } from "../source.js";
import { fromPlain } from "../value/plain.js";
import { parseType } from "../value/type-expression.js";
import type { Node } from "./ast.js";
import { format } from "./format.js";
import { parseJson } from "./json-syntax.js";
import { parse } from "./parser.js";
import { references } from "./references.js";
import { walk } from "./walk.js";

const parsed = (text: string) => parse(new Source("a.hcl", text));
const isAccepted = (text: string) => parsed(text).diagnostics.length === 0;

/** The deepest nesting that is accepted. */
function deepest(nest: (depth: number) => string): number {
  let [good, bad] = [1, 10_000];
  while (bad - good > 1) {
    const depth = Math.floor((good + bad) / 2);
    if (isAccepted(nest(depth))) good = depth;
    else bad = depth;
  }
  return good;
}

const around = (open: string, inner: string, close: string) => (depth: number) =>
  `a = ${open.repeat(depth)}${inner}${close.repeat(depth)}\n`;

const heredocs = (depth: number) =>
  Array.from({ length: depth }, (_, at) => `<<E${at}\n\${`).join("") +
  "x" +
  Array.from({ length: depth }, (_, at) => `}\nE${depth - 1 - at}\n`).join("");

const scope = scopeOf({ x: fromPlain({ y: [1] }) });

describe("the deepest nesting that is accepted overflows nothing", () => {
  test.each<[string, (depth: number) => string]>([
    ["parentheses", around("(", "x", ")")],
    ["lists", around("[", "x", "]")],
    ["objects", around("{a=", "x", "}")],
    ["objects with computed keys", around("{(", '"a"', ") = 1}.a")],
    ["blocks", (depth) => `${"a {\n".repeat(depth)}b = x\n${"}\n".repeat(depth)}`],
    ["negation", around("!", "x", "")],
    ["signs", around("- ", "x", "")],
    ["conditionals", around("true ? 1 : ", "x", "")],
    ["conditionals in conditions", around("(", "true", " ? true : true)")],
    ["sums to the left", around("", "1", " + 1")],
    ["sums to the right", around("1 + (", "1", ")")],
    ["mixed operators", around("1 < 2 == 3 + 4 * -(", "1", ")")],
    ["attributes", around("", "x", ".y")],
    ["indexes", around("", "x", "[0]")],
    ["indexes in indexes", around("x[", "0", "]")],
    ["splats", around("", "x", "[*]")],
    ["attributes of a splat", around("", "x.*", ".y")],
    ["calls", around("max(", "1", ")")],
    ["calls of try", around("try(", "x", ")")],
    ["interpolations", around('"${', "x", '}"')],
    ["interpolations with text", around('"a${', "1", '}"')],
    ["heredocs in interpolations", (depth) => `a = ${heredocs(depth)}`],
    ["if directives", (depth) => `a = "${"%{if true}".repeat(depth)}${"%{endif}".repeat(depth)}"\n`],
    ["else directives", (depth) => `a = "${"%{if false}%{else}".repeat(depth)}b${"%{endif}".repeat(depth)}"\n`],
    ["for directives", (depth) => `a = "${"%{for x in [1]}".repeat(depth)}b${"%{endfor}".repeat(depth)}"\n`],
    ["for expressions", around("[for x in [1] : ", "x", "]")],
    ["for expressions over one another", around("[for x in ", "[1]", " : x]")],
    ["for objects", around("{for x in [1] : x => ", "x", "}")],
    ["types", around("list(", "string", ")")],
    ["object types", around("object({ a = ", "string", " })")],
  ])("%s", (_name, nest) => {
    const depth = deepest(nest);
    expect(depth).toBeGreaterThanOrEqual(60);
    expect(parsed(nest(depth + 1)).diagnostics.map(({ summary }) => summary)).toEqual(["Nesting too deep"]);
    const text = nest(depth);
    const { file } = parsed(text);
    expect(references(file).every(({ root }) => root === "x" || root === "string")).toBe(true);
    walk(file, (node: Node) => {
      if (node.kind !== "attribute") return;
      const found = [...evaluate(node.expression, scope).diagnostics, ...parseType(node.expression).diagnostics];
      for (const each of found) expect(renderDiagnostic(each).length).toBeLessThan(2000);
    });
    const formatted = format(text);
    expect(format(formatted)).toBe(formatted);
  });

  test.each([
    [190, []],
    [390, ["Nesting too deep"]],
  ])("a template %i deep in JSON as deep", (depth, expected) => {
    const [open, close] = ["[".repeat(depth), "]".repeat(depth)];
    const source = new Source("a.json", `{"a":${open}"\${${open}x${close}}"${close}}`);
    const { file, diagnostics } = parseJson(source, { strings: "template" });
    const [item] = file.body.items;
    const found = item?.kind === "attribute" ? evaluate(item.expression, scope).diagnostics : [];
    expect([...diagnostics, ...found].map(({ summary }) => summary)).toEqual(expected);
  });
});

describe("10 million characters in one token", () => {
  const size = 10_000_000;
  test.each([
    ["string", `a = "${"x".repeat(size)}"\n`],
    ["string of escapes", `a = "${"\\n".repeat(size / 2)}"\n`],
    ["string that is not closed", `a = "${"x".repeat(size)}\n`],
    ["string of spaces that are stripped", `a = "${" ".repeat(size)}\${~ 1 ~}${" ".repeat(size)}"\n`],
    ["heredoc of one line", `a = <<-E\n${"x".repeat(size)}\nE\n`],
    ["heredoc of many lines", `a = <<-E\n${"  text\n".repeat(size / 10)}E\n`],
    ["comment", `# ${"x".repeat(size)}\na = 1\n`],
    ["comment within brackets", `/* ${"* ".repeat(size / 2)}*/\na = 1\n`],
    ["name of an argument", `${"x".repeat(size)} = 1\n`],
    ["name of a variable", `a = ${"x".repeat(size)}\n`],
    ["name of a function", `a = ${"f".repeat(size)}()\n`],
    ["label", `a "${"x".repeat(size)}" {}\n`],
    ["number", `a = ${"1".repeat(size)}\n`],
    ["fraction", `a = 0.${"1".repeat(size)}\n`],
    ["exponent", `a = 1e-${"1".repeat(size)}\n`],
  ])("%s", (_name, text) => {
    const { file, diagnostics } = parsed(text);
    const found = [...diagnostics];
    for (const item of file.body.items) {
      if (item.kind === "attribute") found.push(...evaluate(item.expression, scope).diagnostics);
    }
    expect(found.length).toBeLessThanOrEqual(1);
    for (const each of found) expect(renderDiagnostic(each).length).toBeLessThan(2000);
    expect(format(text).length).toBeGreaterThan(size / 2);
  });
});
