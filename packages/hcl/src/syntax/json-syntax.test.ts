import { evaluate } from "../evaluate/evaluate.js";
import { emptyScope } from "../evaluate/scope.js";
import { renderDiagnostic } from "../render-diagnostic.js";
import { Source } from "../source.js";
import { toJsonText } from "../value/json-text.js";
import type { Attribute, Node } from "./ast.js";
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

const commentAdvice = `JSON has no comments. Delete it, or make it a property named "//", which is ignored: "//": "…".`;
const valueExpected =
  "A JSON value must stand here: an object, an array, a string in double quotes, a number, true, false or null;";

test.each([
  ["", "The file is empty. It must hold a JSON object; the smallest is {}."],
  ["1", `The file must hold a JSON object, such as {"name": "value"}; found "1".`],
  ["[1]", `The file must hold a JSON object, such as {"name": "value"}; found "1".`],
  ["[[{}]]", `The file must hold a JSON object, such as {"name": "value"}; found "[".`],
  ["/ c\n{}", `The file must hold a JSON object, such as {"name": "value"}; found "/".`],
  ["// c\n{}", commentAdvice],
  ["{/* c\n */}", commentAdvice],
  ['{"a":1 # c\n}', commentAdvice],
  ['{"a":1} 2', `The object is complete, and nothing may follow it; found "2".`],
  ['{"a":1,}', "In JSON no comma may follow the last of the properties of an object. Delete it."],
  ['{"a":[1,]}', "In JSON no comma may follow the last of the items of an array. Delete it."],
  ['{"a":1 "b":2}', `A comma separates the properties of an object, and "}" ends them; found a string.`],
  ['{"a":[1 2]}', `A comma separates the items of an array, and "]" ends them; found "2".`],
  ['{"a":1', `A comma separates the properties of an object, and "}" ends them; found the end of the file.`],
  ["{a:1}", `A property's name in double quotes must stand here; found "a".`],
  ['{"a" 1}', `":" must follow the name of a property; found "1".`],
  ['{"a":yes}', `${valueExpected} found "yes".`],
  ['{"a":01}', `"01" is not a JSON number, such as 12, -0.5 or 6.02e23.`],
  ['{"a":1.}', `"1." is not a JSON number, such as 12, -0.5 or 6.02e23.`],
  ['{"a":-}', `"-" is not a JSON number, such as 12, -0.5 or 6.02e23.`],
  ['{"a":"b', "The string that begins here has no closing quote."],
  ['{"a":"b\nc"}', `The string that begins here has no closing quote on its line. For a new line write "\\n".`],
  ['{"a":"\t"}', `A control character cannot stand in a JSON string as it is. Write "\\t".`],
  ['{"a":"\u0001"}', `A control character cannot stand in a JSON string as it is. Write "\\u0001".`],
  ["{'a':1}", `A string in JSON stands in double quotes: write "a".`],
  ['{"a"=1}', `":" must follow the name of a property; found "=".`],
  ['{"a":NaN}', `${valueExpected} found "NaN". JSON has numbers with digits only.`],
  ['{"a":None}', `${valueExpected} found "None". Write null.`],
  ['{"a":True}', `${valueExpected} found "True". Did you mean true?`],
  ['{"a":var.b}', `${valueExpected} found "var.b". Write a reference in a string: "\${var.b}".`],
  ['{"a":,"b":1}', `${valueExpected} found ",".`],
  ['{"a":+1}', `"+1" is not a JSON number, such as 12, -0.5 or 6.02e23.`],
  ['{"a":.5}', `".5" is not a JSON number, such as 12, -0.5 or 6.02e23.`],
  ['{"a":0x1f}', `"0x1f" is not a JSON number, such as 12, -0.5 or 6.02e23.`],
  ['{"a":1e100001}', `"1e100001" is larger than any number that can be worked with.`],
  ['{"a":[1}', `A comma separates the items of an array, and "]" ends them; found "}".`],
  [
    String.raw`{"a":"\x41"}`,
    String.raw`JSON has the escapes \", \\, \/, \b, \f, \n, \r, \t and \uNNNN with four hexadecimal digits, and no other.`,
  ],
])("%j: %s", (text, detail) => {
  const { diagnostics } = parseJson(new Source("a.json", text), { strings: "literal" });
  expect(diagnostics.map((each) => each.detail)).toEqual([detail]);
});

test("mistakes of which it is plain what was meant do not end the reading", () => {
  const text = `{ // remark
  'a': True,
  b: 01,
  "c": "x\\y"
  "d": [1 /* two */, 2,],
  "e" = nil,
}
"more"`;
  const { file, diagnostics } = parseJson(new Source("a.json", text), { strings: "literal" });
  const told = diagnostics.map(({ summary, subject }) => `${subject!.source.position(subject!.start).line} ${summary}`);
  expect(told).toEqual([
    "1 Comment in JSON",
    "2 Single quotes",
    "2 Value expected",
    "3 Property name expected",
    "3 Invalid number",
    "4 Invalid escape",
    "4 Comma expected",
    "5 Comment in JSON",
    "5 Trailing comma",
    "6 Colon expected",
    "6 Value expected",
    "6 Trailing comma",
    "8 End of file expected",
  ]);
  expect(file.body.items).toHaveLength(5);
});

test("a string that is no template is an error for those who evaluate it, at its place, and for nobody else", () => {
  const text = '{\n  "a": "\\t\\u0041${b c}",\n  "d": "${",\n  "e": 1\n}\n';
  const { file, diagnostics } = parseJson(new Source("a.pkr.json", text), { strings: "template" });
  expect(diagnostics).toEqual([]);
  const values = file.body.items.map((item) => item.kind === "attribute" && evaluate(item.expression, emptyScope));
  const found = values.flatMap((value) => (value ? value.diagnostics : []));
  expect(found.map((each) => renderDiagnostic(each)).join("\n")).toBe(`Error: Unclosed template sequence

  on a.pkr.json line 2:
   2:   "a": "\\t\\u0041\${b c}",
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

test("properties may come twice, and in several objects; a key of a value may not", () => {
  expect(outline('[{"a":1,"a":2},{"a":3}]', "literal")).toBe("a = 1; a = 2; a = 3");
  const { file } = parseJson(new Source("a.json", '{"o":{"a":1,"b":2,"${"a"}":3}}'.replace('"a"}', '\\"a\\"}')), {
    strings: "template",
  });
  const [item] = file.body.items;
  const { diagnostics } = evaluate((item as Attribute).expression, emptyScope);
  expect(diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`)).toEqual([
    'Duplicate object key: The key "a" already has a value in this object. In JSON each key may be given only once.',
  ]);
});

test("where only one object is wanted, an array is none", () => {
  const { diagnostics } = parseJson(new Source("a.json", "[{}]"), { strings: "literal", arrayOfObjects: false });
  expect(diagnostics.map(({ detail }) => detail)).toEqual([
    'The file must hold a JSON object, such as {"name": "value"}; found "[".',
  ]);
});

test("at most 50 errors are told", () => {
  const { diagnostics } = parseJson(new Source("a.json", `{${'"a":00,'.repeat(100)}"b":1}`), { strings: "template" });
  expect(diagnostics).toHaveLength(51);
  expect(diagnostics.at(-1)!.summary).toBe("Too many syntax errors");
});

test.each([
  ["18446744073709551617", "18446744073709551617"],
  ["-18446744073709551617", "-18446744073709551617"],
  ["123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"],
  ["1e-400", `0.${"0".repeat(399)}1`],
  ["1E+30", "1000000000000000000000000000000"],
  ["0.1", "0.1"],
])("a number keeps all its digits: %s", (text, expected) => {
  const { file, diagnostics } = parseJson(new Source("a.json", `{"n":${text}}`), { strings: "literal" });
  expect(diagnostics).toEqual([]);
  expect(toJsonText(evaluate((file.body.items[0] as Attribute).expression, emptyScope).value)).toBe(expected);
});

test.each([
  ["[", "]"],
  ['{"a":', "}"],
])("10,000 nested %s are one diagnostic", (open, close) => {
  const text = `{"a":${open.repeat(10_000)}1${close.repeat(10_000)}}`;
  const { diagnostics } = parseJson(new Source("a.json", text), { strings: "template" });
  expect(diagnostics.map(({ detail }) => detail)).toEqual(["Objects and arrays may be nested at most 400 deep."]);
});

test("what is nested within a template counts together with what is nested around it", () => {
  const nested = (depth: number) =>
    `{"a":${"[".repeat(depth)}"\${${"[".repeat(depth)}1${"]".repeat(depth)}}"${"]".repeat(depth)}}`;
  const problems = (text: string) => {
    const { file } = parseJson(new Source("a.json", text), { strings: "template" });
    return evaluate((file.body.items[0] as Attribute).expression, emptyScope).diagnostics.map(({ summary }) => summary);
  };
  expect(problems(nested(190))).toEqual([]);
  expect(problems(nested(210))).toEqual(["Nesting too deep"]);
});

test.each(["a", "\\n", "\\u0041", "$${", "\ud83d\ude00"])("a string of ten million %j is read whole", (unit) => {
  const count = 10_000_000 / unit.length;
  const { file, diagnostics } = parseJson(new Source("a.json", `{"a":"${unit.repeat(count)}"}`), {
    strings: "template",
  });
  expect(diagnostics).toEqual([]);
  const { value } = evaluate((file.body.items[0] as Attribute).expression, emptyScope);
  expect((value.content as string).length).toBe(
    JSON.parse(`"${unit}"`).replace("$${", "${").length * Math.floor(count),
  );
});
