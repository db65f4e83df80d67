import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { Diagnostic } from "../diagnostic.js";
import { evaluate } from "../evaluate/evaluate.js";
import { scopeOf } from "../evaluate/evaluate.test-fixtures.js";
import { renderDiagnostic } from "../render-diagnostic.js";
import { Source } from "../source.js";
import { fromPlain } from "../value/plain.js";
import { parseType } from "../value/type-expression.js";
import { Value } from "../value/value.js";
import type { Expression, Node } from "./ast.js";
import { format } from "./format.js";
import { generatedFile } from "./generated-hcl.test-fixtures.js";
import { parseJson } from "./json-syntax.js";
import { itemsOf, mutated } from "./mutations.test-fixtures.js";
import { oddText } from "./odd-text.test-fixtures.js";
import { parse, parseExpression, parseTemplate } from "./parser.js";
import { references } from "./references.js";
import { walk } from "./walk.js";

/** The names that the texts mention, with a value of each sort. */
const scope = scopeOf({
  a: fromPlain({ b: 1, c: [1, 2], d: { e: null } }),
  x: fromPlain([1, "a", { b: 2 }]),
  y: Value.unknown(),
  b: Value.null(),
  bb: fromPlain(3),
  c: fromPlain("secret").withMarks(["sensitive"]),
  var: fromPlain({ a: true }),
});

/** All that can be done with a text, valid or not, ends, and complains only within the text. */
function useFully(text: string): void {
  const source = new Source("a.hcl", text);
  const { file, diagnostics } = parse(source);
  render(diagnostics, text);
  expect(references(file).every(({ range }) => range.end <= text.length)).toBe(true);
  walk(file, (node: Node) => {
    if (node.kind === "attribute") useExpression(node.expression, text);
  });
  for (const parseWhole of [parseExpression, parseTemplate]) {
    const whole = parseWhole(source);
    render(whole.diagnostics, text);
    if (whole.expression) useExpression(whole.expression, text);
  }
  render(parseJson(source, { strings: "template" }).diagnostics, text);
  const formatted = format(text);
  if (diagnostics.length === 0) expect(format(formatted)).toBe(formatted);
}

function useExpression(expression: Expression, text: string): void {
  render(evaluate(expression, scope).diagnostics, text);
  render(parseType(expression).diagnostics, text);
}

function render(diagnostics: readonly Diagnostic[], text: string): void {
  for (const diagnostic of diagnostics) {
    const { start, end } = diagnostic.subject ?? { start: 0, end: 0 };
    expect(start >= 0 && start <= end && end <= text.length).toBe(true);
    expect(renderDiagnostic(diagnostic)).toContain(diagnostic.summary);
  }
}

const seed = Date.now() % 2 ** 31;
const fixtures = join(__dirname, "../../../../fixtures/syntax/good");
const files = readdirSync(fixtures).map((name) => ({ name, text: readFileSync(join(fixtures, name), "utf8") }));

test.each(files)(`$name, cut off anywhere, hurts nothing (seed ${seed})`, ({ text }) => {
  // Another third of a long file's places in each run.
  const step = text.length > 1000 ? 3 : 1;
  for (let end = seed % step; end <= text.length; end += step) useFully(text.slice(0, end));
});

const bytes = fc.uint8Array({ maxLength: 200 });
const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 });

test.each([
  ["bytes read as UTF-8, as files are", bytes.map((all) => new TextDecoder().decode(all))],
  ["bytes read as Latin-1", bytes.map((all) => String.fromCharCode(...all))],
  ["UTF-16 units, lone surrogates among them", units.map((all) => String.fromCharCode(...all))],
  ["mutated fixtures", mutated(files.flatMap(({ text }) => itemsOf(text)))],
  ["odd tokens, strings, heredocs and numbers", oddText],
  ["valid files", generatedFile],
])(`%s hurt nothing (seed ${seed})`, (_name, texts) => {
  fc.assert(fc.property(texts, useFully), { numRuns: 2000, seed });
});
