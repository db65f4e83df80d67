import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { Diagnostic } from "../diagnostic.js";
import { Source } from "../source.js";
import type { Attribute, Expression, Node } from "./ast.js";
import { Cursor } from "./cursor.js";
import { parseExpression } from "./expression-parser.js";
import { generatedFile } from "./generated-hcl.test-fixtures.js";
import { heightMaker } from "./height-maker.js";
import type { Made, Maker, Purpose } from "./maker.js";
import { itemsOf, mutated } from "./mutations.test-fixtures.js";
import { oddText } from "./odd-text.test-fixtures.js";
import { parse } from "./parser.js";
import { Scanner } from "./scanner.js";
import { parseBareTemplate } from "./template-parser.js";
import { treeMaker } from "./tree-maker.js";
import { children, walk } from "./walk.js";

const height = (node: Node): number => 1 + Math.max(0, ...children(node).map(height));

interface Reading<M> {
  readonly made: M | undefined;
  readonly problem: Diagnostic | undefined;
  /** Where the reading ended, with how much open: what comes after an error depends on nothing else. */
  readonly left: readonly unknown[];
}

type Production = <P extends Purpose>(cursor: Cursor<P>) => Made<P, Expression>;

function read<P extends Purpose>(
  text: string,
  as: "body" | "bare",
  make: Maker<P>,
  production: Production,
): Reading<Made<P, Expression>> {
  const cursor = new Cursor(new Source("a.hcl", text), { as, make, parseExpression });
  const made = production(cursor);
  const problem = cursor.recover();
  const left = [cursor.start, cursor.end, cursor.kind, cursor.scanner.frames];
  expect(cursor.depth).toBe(0); // nothing restores it after an error
  return { made: problem ? undefined : made, problem, left };
}

function expectAlike(text: string, as: "body" | "bare", production: Production): void {
  const check = read(text, as, heightMaker, production);
  const tree = read(text, as, treeMaker, production);
  expect(check.problem).toEqual(tree.problem);
  expect(check.left).toEqual(tree.left);
  expect(check.made).toBe(tree.made && height(tree.made));
}

/** Whatever follows an "=", the whole, and the whole as a template; then the file, every value of which can be made. */
function expectAgreement(text: string): void {
  for (const { index } of text.matchAll(/=(?!=)/g)) expectAlike(text.slice(index + 1), "body", parseExpression);
  expectAlike(text, "body", parseExpression);
  expectAlike(text, "bare", parseBareTemplate);
  const { file } = parse(new Source("a.hcl", text));
  walk(file, (node) => expect(node.range.end).toBeLessThanOrEqual(text.length));
}

const seed = Date.now() % 2 ** 31;
const fixtures = join(__dirname, "../../../../fixtures/syntax/good");
const files = readdirSync(fixtures).map((name) => readFileSync(join(fixtures, name), "utf8"));

test.each([
  ["valid files", generatedFile],
  ["mutated fixtures", mutated(files.flatMap(itemsOf))],
  ["odd tokens, strings, heredocs and numbers", oddText],
])(
  `a check finds what making the tree would find, and how high the tree would be: %s (seed ${seed})`,
  (_name, texts) => {
    fc.assert(fc.property(texts, expectAgreement), { numRuns: 2000, seed });
  },
);

const argument = (text: string) => parse(new Source("a.hcl", text)).file.body.items[0] as Attribute;

test("a value's tree is made once, when it is asked for", () => {
  const node = argument("a = [b.c, 1]\n");
  const advance = jest.spyOn(Scanner.prototype, "advance");
  const { expression } = node;
  const reading = advance.mock.calls.length;
  expect(node.expression).toBe(expression);
  expect(advance.mock.calls.length).toBe(reading);
  advance.mockRestore();
  expect(reading).toBeGreaterThan(0);
  expect(expression).toMatchObject({ kind: "tuple", items: [{ kind: "get-attribute" }, { kind: "literal" }] });
});

test("values may be asked for in any order, and within one another", () => {
  const text = 'a = "x${b}"\nc {\n  d = <<E\n  ${f}\nE\n  g = 1\n}\n';
  const attributes: Attribute[] = [];
  walk(parse(new Source("a.hcl", text)).file, (node) => {
    if (node.kind !== "attribute") return true;
    attributes.push(node);
    return false;
  });
  const written = (node: Node) => text.slice(node.range.start, node.range.end);
  expect(attributes.reverse().map(({ expression }) => written(expression))).toEqual(["1", "<<E\n  ${f}\nE", '"x${b}"']);
});

test("a label with escapes is read as a text, and one with a sequence is refused", () => {
  const { file, diagnostics } = parse(new Source("a.hcl", 'a "x\\ty" "$${z}" {}\nb "${c}" {}\n'));
  expect(file.body.items[0]).toMatchObject({ labels: [{ text: "x\ty" }, { text: "${z}" }] });
  expect(diagnostics.map(({ summary }) => summary)).toEqual(["Invalid block label"]);
});
