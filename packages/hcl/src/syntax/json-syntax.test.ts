import { renderDiagnostic } from "../render-diagnostic.js";
import { Source } from "../source.js";
import type { Node } from "./ast.js";
import { type JsonOptions, parseJson } from "./json-syntax.js";
import { print } from "./outline.test-fixtures.js";
import { references } from "./references.js";
import { walk } from "./walk.js";

function outline(text: string, strings: JsonOptions["strings"]): string {
  const { file, diagnostics } = parseJson(new Source("a.json", text), { strings });
  if (diagnostics[0]) return `error: ${diagnostics[0].summary}`;
  return file.body.items
    .map((item) => (item.kind === "attribute" ? `${item.name.text} = ${print(item.expression)}` : ""))
    .join("; ");
}

describe("properties are arguments", () => {
  test.each([
    ["{}", ""],
    [' { "a" : 1 , "b c" : [ true , false , null ] } ', "a = 1; b c = [true, false, null]"],
    ['\ufeff{"a":{"b":{"c d":"e"}}}', 'a = {b = {c d = "e"}}'],
    ['{"a":-0.5,"b":1e3,"c":0,"d":12345678901234567890}', "a = -0.5; b = 1000; c = 0; d = 12345678901234567890"],
    [String.raw`{"a":"\"\\\/\b\f\n\r\té😀"}`, 'a = ""\\/\b\f⏎\r\té😀"'],
    [String.raw`{"a":"\ud800"}`, 'a = "\ufffd"'],
    ['{"//":"one","//":"two","a":""}', '// = "one"; // = "two"; a = ""'],
    ['{"a":[],"b":{}}', "a = []; b = {}"],
  ])("%s", (text, expected) => {
    expect(outline(text, "literal")).toBe(expected);
  });

  test("a string is a template only where it is said to be", () => {
    const text = String.raw`{"a":"x ${"${"}b} \\n %{ if c }d%{ endif }","${"${"}k}":1}`;
    expect(outline(text, "literal")).toBe('a = "x ${b} \\n %{ if c }d%{ endif }"; ${k} = 1');
    expect(outline(text, "template")).toBe('a = "x |${b}| \\n |if(c then d else )"; ${k} = 1');
    expect(outline('{"a":{"${k}":"$${v}"}}', "template")).toBe('a = {"${k}" = "${v}"}');
  });
});

test("ranges are exact, through escapes too", () => {
  const text = '{"a": ["x\\n\\u0041${b.c}", {"d": 1}]}';
  const { file } = parseJson(new Source("a.json", text), { strings: "template" });
  const seen: string[] = [];
  const shown = (node: Node) => seen.push(`${node.kind} ${text.slice(node.range.start, node.range.end)}`);
  walk(file.body.items[0]!, shown);
  expect(seen).toEqual([
    'attribute "a": ["x\\n\\u0041${b.c}", {"d": 1}]',
    'name "a"',
    'tuple ["x\\n\\u0041${b.c}", {"d": 1}]',
    'template "x\\n\\u0041${b.c}"',
    "text x\\n\\u0041",
    "interpolation ${b.c}",
    "get-attribute b.c",
    "variable b",
    "name c",
    'object {"d": 1}',
    'object-item "d": 1',
    'object-key "d"',
    "literal 1",
  ]);
  expect(references(file).map(({ root, path }) => [root, ...path].join("."))).toEqual(["b.c"]);
});

test.each([
  ["", "The file is empty. It must hold a JSON object; the smallest is {}."],
  ["[]", `The file must hold a JSON object, such as {"name": "value"}; found "[".`],
  ["// c\n{}", `The file must hold a JSON object, such as {"name": "value"}; found "/".`],
  ['{"a":1} 2', `The object is complete, and nothing may follow it; found "2".`],
  ['{"a":1,}', "In JSON no comma may follow the last of the properties of an object. Delete it."],
  ['{"a":[1,]}', "In JSON no comma may follow the last of the items of an array. Delete it."],
  ['{"a":1 "b":2}', `A comma separates the properties of an object, and "}" ends them; found a string.`],
  ['{"a":[1 2]}', `A comma separates the items of an array, and "]" ends them; found "2".`],
  ['{"a":1', `A comma separates the properties of an object, and "}" ends them; found the end of the file.`],
  ["{a:1}", `A property's name in double quotes must stand here; found "a".`],
  ['{"a" 1}', `":" must follow the name of a property; found "1".`],
  [
    '{"a":yes}',
    `A JSON value must stand here: an object, an array, a string in double quotes, a number, true, false or null; found "yes".`,
  ],
  ['{"a":01}', `"01" is not a JSON number, such as 12, -0.5 or 6.02e23.`],
  ['{"a":1.}', `"1." is not a JSON number, such as 12, -0.5 or 6.02e23.`],
  ['{"a":-}', `"-" is not a JSON number, such as 12, -0.5 or 6.02e23.`],
  ['{"a":"b', "The string that begins here has no closing quote."],
  ['{"a":"b\nc"}', `The string that begins here has no closing quote on its line. For a new line write "\\n".`],
  ['{"a":"\t"}', `A control character cannot stand in a JSON string as it is. Write "\\u0009".`],
  [
    String.raw`{"a":"\x41"}`,
    String.raw`JSON has the escapes \", \\, \/, \b, \f, \n, \r, \t and \uNNNN with four hexadecimal digits, and no other.`,
  ],
  ['{"a":1,"b":2,"a":3}', 'The property "a" already has a value from line 1. Each name may be given only once.'],
  ['{"o":{"a":1,"a":3}}', 'The property "a" already has a value from line 1. Each name may be given only once.'],
])("%j: %s", (text, detail) => {
  const { diagnostics } = parseJson(new Source("a.json", text), { strings: "literal" });
  expect(diagnostics.map((each) => each.detail)).toEqual([detail]);
});

test("broken templates are told one by one, at their place, and the rest is read", () => {
  const text = '{\n  "a": "\\t${b c}",\n  "d": "${",\n  "e": 1\n}\n';
  const { file, diagnostics } = parseJson(new Source("a.pkr.json", text), { strings: "template" });
  expect(file.body.items).toHaveLength(3);
  expect(diagnostics.map((each) => renderDiagnostic(each)).join("\n")).toBe(`Error: Unclosed template sequence

  on a.pkr.json line 2:
   2:   "a": "\\t\${b c}",
                    ^

The interpolation that began on line 2 must be closed with "}" here; found "c".
For a literal "\${" write "$\${".

Error: Expression expected

  on a.pkr.json line 3:
   3:   "d": "\${",
                ^

A value or an expression must stand here; found the end of the text.
`);
});

test("at most 50 errors are told", () => {
  const { diagnostics } = parseJson(new Source("a.json", `{${'"a":"${",'.repeat(100)}"b":1}`), { strings: "template" });
  expect(diagnostics).toHaveLength(51);
  expect(diagnostics.at(-1)!.summary).toBe("Too many syntax errors");
});
