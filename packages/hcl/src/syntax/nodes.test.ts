import { Source, type SourceRange } from "../source.js";
import type { Attribute, Node, Template } from "./ast.js";
import { parseJson } from "./json-syntax.js";
import { parse } from "./parser.js";
import { walk } from "./walk.js";

const written = ({ source, start, end }: SourceRange) => source.text.slice(start, end);

/** Every node with what its range takes in, parents first. */
function outline(root: Node): string[] {
  const found: string[] = [];
  walk(root, (node) => found.push(`${node.kind} ${written(node.range)}`));
  return found;
}

const argument = (text: string) => parse(new Source("a.hcl", text)).file.body.items[0] as Attribute;

test("names and parts that are made when asked for stand where they are written", () => {
  expect(outline(argument('size = f(a.b[0].c, "x y")'))).toEqual([
    'attribute size = f(a.b[0].c, "x y")',
    "name size",
    'call f(a.b[0].c, "x y")',
    "name f",
    "get-attribute a.b[0].c",
    "index a.b[0]",
    "get-attribute a.b",
    "variable a",
    "name b",
    "literal 0",
    "name c",
    'template "x y"',
    "text x y",
  ]);
});

test("asking twice gives the same", () => {
  const node = argument('a = "b"');
  const template = node.expression as Template;
  expect(node.name).toEqual(node.name);
  expect(node.range).toEqual(node.range);
  expect(template.parts).toEqual(template.parts);
  expect(template).toMatchObject({ kind: "template", form: "quoted", parts: [{ kind: "text", text: "b" }] });
});

test("the compiler knows that a copy lacks what is made when asked", () => {
  const copy = { ...argument('a = "b"') };
  const hasRange: "range" extends keyof typeof copy ? true : false = false; // `true` would not compile
  expect("range" in copy).toBe(hasRange);
});

test("in a JSON string, nodes stand where the string writes them, escapes and all", () => {
  const text = String.raw`{"a": "\u0024{x.\u0061bc[\"k\"]}"}`;
  const { file } = parseJson(new Source("a.json", text), { strings: "template" });
  expect(outline((file.body.items[0] as Attribute).expression).slice(1)).toEqual([
    String.raw`interpolation \u0024{x.\u0061bc[\"k\"]}`,
    String.raw`index x.\u0061bc[\"k\"]`,
    String.raw`get-attribute x.\u0061bc`,
    "variable x",
    String.raw`name \u0061bc`,
    String.raw`template \"k\"`,
    "text k",
  ]);
});

test.each([
  ["word for word", "a = <<EOT\none\ntwo\nEOT\n", "one\ntwo\n"],
  ["without indentation", "a = <<-EOT\n  one\n    two\n  EOT\n", "one\n  two\n"],
  ["with a decoded line among others", "a = <<EOT\none $${x}\ntwo\nEOT\n", "one ${x}\ntwo\n"],
])("lines of a heredoc are one text: %s", (_name, text, expected) => {
  expect(argument(text).expression).toMatchObject({ parts: [{ kind: "text", text: expected }] });
});
