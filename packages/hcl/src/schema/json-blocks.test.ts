import { Source } from "../source.js";
import type { Body } from "../syntax/ast.js";
import { parseJson } from "../syntax/json-syntax.js";
import { typeText } from "../value/describe.js";
import { toPlain } from "../value/plain.js";
import { listType, numberType, stringType } from "../value/type.js";
import { readVariableDeclarations } from "../variables/read-declarations.js";
import { bodyContent } from "./body-content.js";
import type { BodySpec } from "./body-spec.js";
import { decodeBody } from "./decode-body.js";
import { scopeOf, told } from "./schema.test-fixtures.js";

function jsonBody(data: unknown): Body {
  const { file, diagnostics } = parseJson(new Source("t.pkr.json", JSON.stringify(data)), { strings: "template" });
  expect(told(diagnostics)).toEqual([]);
  return file.body;
}

const spec: BodySpec = {
  attributes: { name: { type: stringType, required: true }, ports: { type: listType(numberType), required: false } },
  blocks: {
    disk: {
      labels: [],
      minimum: 0,
      maximum: 9,
      body: { attributes: { size: { type: numberType, required: true } }, blocks: {} },
    },
  },
};

const blocks = { source: { labels: ["type", "name"] }, build: { labels: [] } };
const fileSpec = { attributes: {}, blocks };

const headers = (data: unknown) =>
  bodyContent(jsonBody(data), fileSpec).blocks.map(({ type, labels }) => [
    type.text,
    ...labels.map(({ text }) => text),
  ]);

test("labels are the keys of objects, at any level in lists of them", () => {
  const expected = [
    ["source", "docker", "a"],
    ["source", "docker", "b"],
    ["source", "null", "c"],
    ["build"],
    ["build"],
  ];
  expect(headers({ source: { docker: { a: {}, b: {} }, null: { c: {} } }, build: [{}, {}] })).toEqual(expected);
  expect(headers({ source: [{ docker: [{ a: {} }, { b: [{}] }] }, { null: { c: {} } }], build: [{}, {}] })).toEqual(
    expected,
  );
});

test("a property named // is a remark", () => {
  const body = jsonBody({ "//": "remark", name: "x", disk: { "//": 1, size: 2 } });
  const { value, diagnostics } = decodeBody(body, spec, scopeOf());
  expect(told(diagnostics)).toEqual([]);
  expect(toPlain(value)).toEqual({ name: "x", disk: [{ size: 2 }] });
});

test("dynamic blocks are blocks in JSON too", () => {
  const dynamic = { disk: { for_each: "${[1, 2]}", iterator: "one", content: { size: "${one.value * 10}" } } };
  const { value, diagnostics } = decodeBody(jsonBody({ name: "x", dynamic }), spec, scopeOf());
  expect(told(diagnostics)).toEqual([]);
  expect(toPlain(value)).toEqual({ name: "x", disk: [{ size: 10 }, { size: 20 }] });
});

test.each([
  [
    { name: "x", disk: 5 },
    '1:20-21 Block expected. "disk" is a block, so its value must be an object or a list of objects. Here stands a number.',
  ],
  [{ name: "x", disk: {} }, '1:13-19 Missing required argument. The argument "size" is required, but it is not set.'],
  [
    { name: "x", disk: [{ size: 1 }, { size: 2, siez: 3 }] },
    '1:42-48 Unsupported argument. A property named "siez" is not expected here. Did you mean "size"?',
  ],
  [{ name: [] }, '1:9-11 Incorrect argument type. The argument "name" has the wrong type: a string is required.'],
])("says what is wrong with %j", (data, expected) => {
  expect(told(decodeBody(jsonBody(data), spec, scopeOf()).diagnostics)).toEqual([expected]);
});

const form = '"source" is a block, and its labels are keys of objects: {"source": {"type": {"name": {…}}}}.';

test.each([
  ['{"source":{"docker":1}}', `1:21-22 Block expected. ${form} Here stands a number.`],
  ['{"source":null}', `1:11-15 Block expected. ${form} Here stands null.`],
  ['{"source":{"docker":[[{"a":{}}]]}}', `1:22-23 Block expected. ${form} Here stands a list.`],
  ['{"source":{"docker":{"a":"b"}}}', `1:26-29 Block expected. ${form} Here stands a string.`],
  ['{"source":{"docker":{"a":[true]}}}', `1:27-31 Block expected. ${form} Here stands true or false.`],
  ['{"source":{"docker":{"a":[[null]]}}}', `1:28-32 Block expected. ${form} Here stands null.`],
  [
    '{"source":[]}',
    '1:11-13 Missing type for source. A source block takes 2 labels, the keys of objects: {"source": {"type": {"name": {…}}}}.',
  ],
  [
    '{"source":{"docker":[{},{}]}}',
    '1:21-28 Missing name for source. A source block takes 2 labels, the keys of objects: {"source": {"type": {"name": {…}}}}.',
  ],
])("%s has not the shape of blocks", (text, expected) => {
  const { file } = parseJson(new Source("t.pkr.json", text), { strings: "template" });
  expect(told(bodyContent(file.body, fileSpec).diagnostics)).toEqual([expected]);
});

test("what has not the shape of a block takes none of the others with it", () => {
  const body = jsonBody({ source: [1, { docker: { a: 2, b: {} } }] });
  const content = bodyContent(body, fileSpec);
  expect(content.blocks.map(({ labels }) => labels.map(({ text }) => text))).toEqual([["docker", "b"]]);
  expect(content.diagnostics).toHaveLength(2);
});

test("repeated properties are further blocks, and null is none, except in a list", () => {
  const text = '{"build":{},"build":[{},null,[{"a":1},{"b":2}]],"build":null,"source":{"x":{"y":null}}}';
  const { file } = parseJson(new Source("t.pkr.json", text), { strings: "template" });
  const { blocks: read, diagnostics } = bodyContent(file.body, fileSpec);
  expect(told(diagnostics)).toEqual([]);
  expect(read.map(({ type, body }) => [type.text, body.items.length])).toEqual([
    ["build", 0],
    ["build", 0],
    ["build", 0],
    ["build", 2],
  ]);
});

test("an argument that is set twice is told once", () => {
  const { file } = parseJson(new Source("t.pkr.json", '{"name":"a","name":"b"}'), { strings: "template" });
  expect(told(decodeBody(file.body, spec, scopeOf()).diagnostics)).toEqual([
    '1:13-19 Duplicate argument. The argument "name" is already set at t.pkr.json:1. Each argument may be set once; remove one of them.',
  ]);
});

test("labels and names are text, whatever is in them", () => {
  const { file } = parseJson(new Source("t.pkr.json", '{"source":{"${a}":{"${":{}}}}'), { strings: "template" });
  const [block] = bodyContent(file.body, fileSpec).blocks;
  expect(block!.labels.map(({ text }) => text)).toEqual(["${a}", "${"]);
});

test("variables are declared in JSON, with their types as strings", () => {
  const data = {
    variable: { a: { type: "list(string)", default: ["x"] }, b: [{ type: "number" }] },
    variables: { "//": "remark", c: true },
  };
  const { declarations, diagnostics } = readVariableDeclarations([jsonBody(data)], new Map());
  expect(told(diagnostics)).toEqual([]);
  expect([...declarations.values()].map(({ name, type }) => `${name}: ${typeText(type)}`)).toEqual([
    "a: list(string)",
    "b: number",
    "c: bool",
  ]);
});

test.each([
  ["list(strin)", "strin"],
  ["map(\u0041)", "\\u0041"],
  ["list(", '"list("'],
  ["${string}", '"${string}"'],
  [5, "5"],
])("a type that is none, %j, is found at its place", (type, found) => {
  const text = `{"variable":{"a":{"type":${JSON.stringify(type).replace("A", "\\u0041")}}}}`;
  const { file } = parseJson(new Source("t.pkr.json", text), { strings: "template" });
  const { diagnostics } = readVariableDeclarations([file.body], new Map());
  expect(diagnostics).toHaveLength(1);
  const { source, start, end } = diagnostics[0]!.subject!;
  expect(source.text.slice(start, end)).toBe(found);
});

test("what must be written out is taken as it is written", () => {
  const data = { variable: { a: { description: "${", sensitive: "true", default: "$${x}" } } };
  const { declarations, diagnostics } = readVariableDeclarations([jsonBody(data)], new Map());
  expect(told(diagnostics)).toEqual([]);
  const { description, sensitive, default: fallback } = declarations.get("a")!;
  expect([description, sensitive, fallback!.content]).toEqual(["${", true, "${x}"]);
});
