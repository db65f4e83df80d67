import type { Diagnostic } from "../diagnostic.js";
import { fromPlain } from "../value/plain.js";
import { listType, numberType } from "../value/type.js";
import { object, string, type Value } from "../value/value.js";
import type { BodySpec } from "./body-spec.js";
import { decodeBody } from "./decode-body.js";
import { bodyOf, scopeOf, told } from "./schema.test-fixtures.js";

const spec: BodySpec = {
  attributes: {
    size: { type: numberType, required: true },
    ports: { type: listType(numberType), required: false },
  },
  blocks: {
    disk: {
      labels: [],
      minimum: 0,
      maximum: 9,
      body: { attributes: { size: { type: numberType, required: true } }, blocks: {} },
    },
  },
};

const variables = new Map<string, Value>([
  ["name", string("web")],
  ["none", fromPlain(null)],
  ["port", string("eighty")],
  ["password", string("hunter2").withMarks(["sensitive"])],
]);

function valuesOf(text: string): string[][] {
  const { diagnostics } = decodeBody(bodyOf(text), spec, scopeOf({ var: object(variables) }));
  return diagnostics.map(({ values = [] }: Diagnostic) => values.map(({ name, text }) => `${name} is ${text}`));
}

test.each<[text: string, ...lines: string[][]]>([
  ["size = var.name\n", ['var.name is "web"']],
  ["size = var.none\n", ["var.none is null"]],
  ["size = var.password\n", ["var.password is sensitive"]],
  ["size = 1\nports = [80, var.port, var.name]\n", ['var.port is "eighty"']],
  ['size = "x"\n', []],
  ['size = 1\ndynamic "disk" {\n  for_each = var.name\n  content {\n    size = 1\n  }\n}\n', ['var.name is "web"']],
  [
    'size = 1\ndynamic "disk" {\n  for_each = [var.name]\n  content {\n    size = disk.value\n  }\n}\n',
    ['disk.value is "web"'],
  ],
])("%j", (text, ...lines) => {
  expect(valuesOf(text)).toEqual(lines);
});

test("what several turns of a block have in common is told once, with the first one's values", () => {
  const text = 'size = 1\ndynamic "disk" {\n  for_each = ["a", "b"]\n  content {\n    size = disk.value\n  }\n}\n';
  expect(valuesOf(text)).toEqual([['disk.value is "a"']]);
  expect(told(decodeBody(bodyOf(text), spec, scopeOf()).diagnostics)).toHaveLength(1);
});
