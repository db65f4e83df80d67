import { sensitiveStrings } from "../value/marks.js";
import { toPlain } from "../value/plain.js";
import { boolType, listType, mapType, numberType, objectType, stringType } from "../value/type.js";
import { list, string, Value } from "../value/value.js";
import type { BodySpec } from "./body-spec.js";
import { decodeBody } from "./decode-body.js";
import { blockIn, bodyOf, scopeOf, told } from "./schema.test-fixtures.js";
import { scopedBlock } from "./scoped-block.js";

const optional = { required: false };
const spec: BodySpec = {
  attributes: {
    image: { type: stringType, required: true },
    ports: { type: listType(numberType), ...optional },
    tags: { type: mapType(stringType), ...optional },
    pull: { type: boolType, ...optional },
    login: { type: objectType({ user: stringType, tries: numberType }, ["tries"]), ...optional },
    mounts: { type: listType(objectType({ from: stringType, to: stringType })), ...optional },
  },
  blocks: {
    limits: {
      labels: [],
      minimum: 0,
      maximum: 1,
      body: { attributes: { cpu: { type: numberType, required: true } }, blocks: {} },
    },
    disk: {
      labels: [],
      minimum: 0,
      maximum: 9,
      body: {
        attributes: { size: { type: numberType, required: true } },
        blocks: {
          part: {
            labels: [],
            minimum: 0,
            maximum: 9,
            body: { attributes: { at: { type: stringType, ...optional } }, blocks: {} },
          },
        },
      },
    },
  },
};

const scope = scopeOf({
  later: Value.unknown(),
  secret: string("hush").withMarks(["sensitive"]),
  list: list(stringType, [string("a"), string("b")]),
});

const decoded = (text: string) => decodeBody(bodyOf(text), spec, scope);
const complaints = (text: string) => told(decoded(text).diagnostics);

test("converts arguments, and makes objects of blocks", () => {
  const { value, diagnostics } = decoded(
    'image = 7\nports = ["80", 443]\ntags = { a = 1 }\npull = "true"\nlimits {\n  cpu = "2"\n}\ndisk {\n  size = 1\n  part {\n    at = "/"\n  }\n}\ndisk {\n  size = 2\n}\n',
  );
  expect(told(diagnostics)).toEqual([]);
  expect(toPlain(value)).toEqual({
    image: "7",
    ports: [80, 443],
    tags: { a: "1" },
    pull: true,
    limits: { cpu: 2 },
    disk: [{ size: 1, part: [{ at: "/" }] }, { size: 2 }],
  });
});

test.each([
  [
    "image = 1\nports = 8\n",
    '2:9-10 Incorrect argument type. The argument "ports" has the wrong type: a list of number is required. A list stands in brackets, even a list of one: [ … ].',
  ],
  [
    'image = 1\nports = [80,\n  "http"]\n',
    '3:3-9 Incorrect argument type. The argument "ports[1]" has the wrong type: a number is required.',
  ],
  [
    'image = 1\ntags = {\n  a = "x"\n  b = []\n}\n',
    '4:7-9 Incorrect argument type. The argument "tags.b" has the wrong type: a string is required.',
  ],
  [
    "image = 1\nlogin = ({ tries = 1 })\n",
    '2:10-23 Incorrect argument type. The argument "login" has the wrong type: the attribute "user" is required.',
  ],
  [
    'image = 1\nlogin = { user = "x", tires = 1 }\n',
    '2:23-28 Unsupported key. The argument "login" takes no "tires" here. Did you mean "tries"?',
  ],
  [
    'image = 1\nmounts = [{ from = "x", to = "y" }, { from = "x", to = "y", mode = 1 }]\n',
    '2:61-65 Unsupported key. The argument "mounts" takes no "mode" here.',
  ],
  [
    "image = null\n",
    '1:9-13 Missing required argument. The argument "image" is required, and its value here is null, which is the same as not setting it.',
  ],
  ["image = 1\ndisk {\n}\n", '2:1-5 Missing required argument. The argument "size" is required, but it is not set.'],
  [
    "image = 1\ndisk {\n  size = 1\n  part {\n    att = 1\n  }\n}\n",
    '5:5-8 Unsupported argument. An argument named "att" is not expected here. Did you mean "at"?',
  ],
  [
    "image = nope\n",
    '1:9-13 Unknown variable. There is no variable named "nope". If a text is meant, it stands in quotes: "nope". These can be used here: later, list, secret.',
  ],
])("says what is wrong with %j", (text, expected) => {
  expect(complaints(text)).toEqual([expected]);
});

test("tells everything that is wrong at once", () => {
  expect(complaints("imag = 1\nports = true\ndisk {\n  size = {}\n}\n")).toEqual([
    '1:1-5 Unsupported argument. An argument named "imag" is not expected here. Did you mean "image"?',
    '2:9-13 Incorrect argument type. The argument "ports" has the wrong type: a list of number is required. A list stands in brackets, even a list of one: [ … ].',
    '4:10-12 Incorrect argument type. The argument "size" has the wrong type: a number is required.',
  ]);
});

test("merges bodies, each with a scope of its own", () => {
  const base = blockIn('source "docker" "x" {\n  image = who\n  disk {\n    size = 1\n  }\n}\n');
  const more = scopedBlock(
    blockIn("source {\n  tags = { a = who }\n  disk {\n    size = 2\n  }\n}\n"),
    scopeOf({ who: string("inner") }),
  );
  const { value, diagnostics } = decodeBody([base, more], spec, scopeOf({ who: string("outer") }));
  expect(told(diagnostics)).toEqual([]);
  expect(toPlain(value)).toEqual({ image: "outer", tags: { a: "inner" }, disk: [{ size: 1 }, { size: 2 }] });
});

test("refuses an argument that both bodies set", () => {
  const bodies = [bodyOf('image = "a"\n', "a.pkr.hcl"), bodyOf('image = "b"\n', "b.pkr.hcl")] as const;
  expect(told(decodeBody(bodies, spec, scope).diagnostics)).toEqual([
    '1:1-6 Duplicate argument. The argument "image" is already set at a.pkr.hcl:1. Each argument may be set once; remove one of them.',
  ]);
});

test("what is missing is missing at the first block's header", () => {
  const block = blockIn('\nsource "docker" "x" {\n}\n');
  expect(told(decodeBody(block, spec, scope).diagnostics)).toEqual([
    '2:1-20 Missing required argument. The argument "image" is required, but it is not set.',
  ]);
});

test("knows where everything was written", () => {
  const { rangeOf } = decoded(
    'image = "x"\nports = [80, list[0]]\ntags = { "k" = "v" }\nlimits {\n  cpu = 1\n}\ndisk {\n  size = 1\n}\ndisk {\n  size = 22\n}\n',
  );
  const textOf = (...path: (string | number)[]) => {
    const { source, start, end } = rangeOf(path);
    return source.text.slice(start, end);
  };
  expect(textOf("image")).toBe('"x"');
  expect(textOf("ports", 1)).toBe("list[0]");
  expect(textOf("ports", 7)).toBe("[80, list[0]]");
  expect(textOf("tags", "k")).toBe('"v"');
  expect(textOf("limits", "cpu")).toBe("1");
  expect(textOf("disk", 1, "size")).toBe("22");
  expect(textOf("disk", 1, "absent")).toBe("disk");
  expect(rangeOf(["disk", 1]).start).toBeGreaterThan(rangeOf(["disk", 0]).start);
  expect(textOf("nothing", "at", "all")).toBe("");
});

test("an unknown value stays unknown, at its own place only", () => {
  const { value, isUnknown, diagnostics } = decoded('image = later\nports = [1, later]\ntags = { a = "b" }\n');
  expect(diagnostics).toEqual([]);
  expect(isUnknown(["image"])).toBe(true);
  expect(isUnknown(["ports"])).toBe(false);
  expect(isUnknown(["ports", 0])).toBe(false);
  expect(isUnknown(["ports", 1])).toBe(true);
  expect(isUnknown(["ports", 1, "deeper"])).toBe(true);
  expect(isUnknown(["tags", "a"])).toBe(false);
  expect(isUnknown(["absent"])).toBe(false);
  expect(isUnknown([])).toBe(false);
  expect(value.isKnown).toBe(true);
});

test("blocks whose number is not known yet are unknown, and what they hold is checked all the same", () => {
  const text =
    'image = 1\ndisk {\n  size = 1\n}\ndynamic "disk" {\n  for_each = later\n  content {\n    size = disk.value\n    sise = 1\n  }\n}\n';
  const { isUnknown, diagnostics } = decoded(text);
  expect(isUnknown(["disk"])).toBe(true);
  expect(told(diagnostics)).toEqual([
    '9:5-9 Unsupported argument. An argument named "sise" is not expected here. Did you mean "size"?',
  ]);
});

test("an unknown number of blocks is neither too few nor too many", () => {
  const text =
    'image = 1\nlimits {\n  cpu = 1\n}\ndynamic "limits" {\n  for_each = later\n  content {\n    cpu = 1\n  }\n}\n';
  expect(complaints(text)).toEqual([]);
});

test("complains once about the content of a dynamic block, however many blocks it makes", () => {
  const text = 'image = 1\ndynamic "disk" {\n  for_each = [1, 2, 3]\n  content {\n    sise = 1\n  }\n}\n';
  expect(complaints(text)).toEqual([
    '5:5-9 Unsupported argument. An argument named "sise" is not expected here. Did you mean "size"?',
  ]);
});

test("keeps sensitive marks", () => {
  expect(sensitiveStrings(decoded('image = "x-${secret}"\n').value)).toEqual(["x-hush"]);
});

const weakSpec: BodySpec = {
  attributes: {
    names: { type: listType(stringType), ...optional },
    ports: { type: listType(numberType), ...optional },
    count: { type: numberType, ...optional },
    force: { type: boolType, ...optional },
    tags: { type: mapType(stringType), ...optional },
  },
  blocks: {},
};

test.each([
  ['names = "a,b"', { names: ["a", "b"] }],
  ['names = ""', { names: [] }],
  ["names = 5", { names: ["5"] }],
  ["names = {}", { names: [] }],
  ['ports = "1,2"', { ports: [1, 2] }],
  ['count = ""', { count: null }],
  ["count = true", { count: 1 }],
  ["force = 1", { force: true }],
  ['force = "0"', { force: false }],
  ['force = ""', { force: null }],
  ["tags = [{ a = 1 }, { b = true }]", { tags: { a: "1", b: "true" } }],
  ["tags = null", { tags: null }],
])("by the weak rules %s is %j", (text, expected) => {
  const { value, diagnostics } = decodeBody(bodyOf(`${text}\n`), weakSpec, scope, { weak: true });
  expect({ diagnostics, value: toPlain(value) }).toEqual({ diagnostics: [], value: expected });
});

test.each([
  [
    'names = "a,b"',
    {},
    '1:9-14 Incorrect argument type. The argument "names" has the wrong type: a list of string is required. A list stands in brackets, even a list of one: [ … ].',
  ],
  [
    'force = "yes"',
    { weak: true },
    '1:9-14 Incorrect argument type. The argument "force" has the wrong type: a bool is required.',
  ],
  [
    "tags = [1]",
    { weak: true },
    '1:8-11 Incorrect argument type. The argument "tags" has the wrong type: a map of string is required.',
  ],
])("refuses %s with %j", (text, options, complaint) => {
  expect(told(decodeBody(bodyOf(`${text}\n`), weakSpec, scope, options).diagnostics)).toEqual([complaint]);
});
