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

const fileSpec = { attributes: {}, blocks: { source: { labels: ["type", "name"] }, build: { labels: [] } } };

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
    '1:13-19 Unsupported argument. "disk" is a block, so its value must be an object or a list of objects.',
  ],
  [{ name: "x", disk: {} }, '1:13-19 Missing required argument. The argument "size" is required, but it is not set.'],
  [
    { name: "x", disk: [{ size: 1 }, { size: 2, siez: 3 }] },
    '1:42-48 Unsupported argument. An argument named "siez" is not expected here. Did you mean "size"?',
  ],
  [{ name: [] }, '1:9-11 Incorrect argument type. The argument "name" has the wrong type: a string is required.'],
])("says what is wrong with %j", (data, expected) => {
  expect(told(decodeBody(jsonBody(data), spec, scopeOf()).diagnostics)).toEqual([expected]);
});

test("says how labels are written", () => {
  expect(told(bodyContent(jsonBody({ source: { docker: 1 } }), fileSpec).diagnostics)).toEqual([
    '1:2-10 Unsupported argument. "source" is a block, so its value must be an object or a list of objects, with its labels as keys: type → name → ….',
  ]);
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

test.each(["list(strin)", "list(", "${string}"])("a type that is none, %s, is found at its string", (type) => {
  const { diagnostics } = readVariableDeclarations([jsonBody({ variable: { a: { type } } })], new Map());
  expect(diagnostics).toHaveLength(1);
  const { source, start, end } = diagnostics[0]!.subject!;
  expect(source.text.slice(start, end)).toBe(JSON.stringify(type));
});
