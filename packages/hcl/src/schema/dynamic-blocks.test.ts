import { evaluate } from "../evaluate/evaluate.js";
import { listType, mapType, setType, stringType } from "../value/type.js";
import { list, map, setOfSorted, string, Value } from "../value/value.js";
import { expandDynamicBlocks } from "./dynamic-blocks.js";
import { bodyOf, scopeOf, told } from "./schema.test-fixtures.js";
import type { ScopedBlock } from "./scoped-block.js";

const scope = scopeOf({
  strings: list(stringType, [string("x"), string("y")]),
  names: setOfSorted(stringType, [string("a"), string("b")]),
  sizes: map(stringType, new Map([["small", string("1G")]])),
  later: Value.unknown(listType(stringType)),
  laterSet: Value.unknown(setType(stringType)),
  laterMap: Value.unknown(mapType(stringType)),
  laterText: Value.unknown(stringType),
  secret: list(stringType, [string("hush")]).withMarks(["sensitive"]),
});

/** Of each block: type, labels, and the argument `v`, evaluated in the block's own scope. */
function expanded(text: string) {
  const { items, diagnostics } = expandDynamicBlocks(bodyOf(text), scope);
  const blocks = items.filter((item): item is ScopedBlock => item.kind === "scoped-block");
  return { blocks: blocks.map(summary), diagnostics: told(diagnostics) };
}

function summary({ block, scope: inner, certain }: ScopedBlock) {
  const v = block.body.items.find((item) => item.kind === "attribute");
  const value = v?.kind === "attribute" ? evaluate(v.expression, inner).value : undefined;
  const shown = value && (value.isKnown ? value.withoutMarks().content : "unknown");
  return [block.type.text, ...block.labels.map(({ text }) => text), shown, certain ? "certain" : "uncertain"];
}

const dynamic = (forEach: string, content: string, more = "") =>
  `dynamic "disk" {\n  for_each = ${forEach}\n${more}  content {\n    v = ${content}\n  }\n}\n`;

test.each([
  ["a list", dynamic("strings", '"${disk.key}${disk.value}"'), ["0x", "1y"]],
  ["a tuple", dynamic("[true, 2]", '"${disk.key}${disk.value}"'), ["0true", "12"]],
  ["a set", dynamic("names", '"${disk.key}${disk.value}"'), ["aa", "bb"]],
  [
    "an object, by its keys",
    dynamic('{ small = "a", large = "b" }', '"${disk.key}${disk.value}"'),
    ["largeb", "smalla"],
  ],
  ["a map", dynamic("sizes", '"${disk.key}${disk.value}"'), ["small1G"]],
  ["an object", dynamic('{ p = "q" }', '"${disk.key}${disk.value}"'), ["pq"]],
  ["another iterator", dynamic("names", "one.value", "  iterator = one\n"), ["a", "b"]],
  ["nothing", dynamic("[]", "disk.value"), []],
])("makes a block of each element of %s", (_what, text, values) => {
  expect(expanded(text)).toEqual({
    blocks: values.map((value) => ["disk", value, "certain"]),
    diagnostics: [],
  });
});

test("keeps the order of what is written", () => {
  const text = `disk {\n  v = "first"\n}\n${dynamic('["second"]', "disk.value")}disk {\n  v = "third"\n}\n`;
  expect(expanded(text).blocks.map(([, value]) => value)).toEqual(["first", "second", "third"]);
});

test("gives labels, computed with the iterator", () => {
  const text = dynamic("names", "disk.value", '  labels = ["docker", "n-${disk.key}"]\n');
  expect(expanded(text)).toEqual({
    blocks: [
      ["disk", "docker", "n-a", "a", "certain"],
      ["disk", "docker", "n-b", "b", "certain"],
    ],
    diagnostics: [],
  });
});

test.each(["later", "laterSet", "laterMap"])(
  "one uncertain block stands for a collection that is not known: %s",
  (name) => {
    expect(expanded(dynamic(name, "disk.value"))).toEqual({
      blocks: [["disk", "unknown", "uncertain"]],
      diagnostics: [],
    });
  },
);

test("a label that is not known yet makes the block uncertain", () => {
  const text = dynamic('["a"]', "disk.value", "  labels = [laterText]\n");
  expect(expanded(text).blocks).toEqual([["disk", "<unknown>", "a", "uncertain"]]);
});

test("a block within sees the names of the blocks around it", () => {
  const inner =
    '    dynamic "part" {\n      for_each = strings\n      content {\n        v = "${disk.value}${part.value}"\n      }\n    }\n';
  const outer = `dynamic "disk" {\n  for_each = names\n  content {\n${inner}  }\n}\n`;
  const { items } = expandDynamicBlocks(bodyOf(outer), scope);
  const parts = items.flatMap((item) =>
    item.kind === "scoped-block" ? expandDynamicBlocks(item.block.body, item.scope).items : [],
  );
  expect(parts.map((item) => (item.kind === "scoped-block" ? summary(item)[1] : item))).toEqual([
    "ax",
    "ay",
    "bx",
    "by",
  ]);
});

test("marks what comes from a sensitive collection", () => {
  const { items } = expandDynamicBlocks(bodyOf(dynamic("secret", "disk.value")), scope);
  const [block] = items as ScopedBlock[];
  const v = block!.block.body.items[0]!;
  if (v.kind !== "attribute") throw new Error("not an attribute");
  expect([...evaluate(v.expression, block!.scope).value.marks]).toEqual(["sensitive"]);
});

test.each([
  [
    dynamic("null", "1"),
    "2:14-18 Invalid for_each value. The value is null, so there is nothing to repeat the block for. Use [] for none.",
  ],
  [
    dynamic('"abc"', "1"),
    "2:14-19 Invalid for_each value. A block can be repeated for the elements of a list, set, map or object only, and this is a string.",
  ],
  [
    dynamic("[1]", "1", '  iterator = "x"\n'),
    "3:14-17 Invalid iterator name. The iterator must be a single name, without quotes: iterator = item.",
  ],
  [
    dynamic("[1]", "1", "  labels = 5\n"),
    "3:12-13 Invalid dynamic block labels. The labels must be a list of strings.",
  ],
  [
    dynamic("[1]", "1", "  labels = null\n"),
    "3:12-16 Invalid dynamic block labels. The labels must be a list of strings.",
  ],
  [
    dynamic("[1]", "1", "  labels = [null]\n"),
    "3:12-18 Invalid dynamic block labels. The labels must be a list of strings.",
  ],
  [
    dynamic("secret", "1", "  labels = [disk.value]\n"),
    "3:12-24 Invalid dynamic block labels. The labels come from a sensitive value, and labels are shown in messages.",
  ],
  [
    'dynamic "disk" {\n  content {}\n}\n',
    '1:1-15 Missing required argument. The argument "for_each" is required, but it is not set.',
  ],
  [
    'dynamic "disk" {\n  for_each = []\n}\n',
    '1:1-15 Too few blocks. A "content" block is required here, but there is none.',
  ],
  [
    "dynamic {\n  content {}\n}\n",
    '1:1-8 Missing type for dynamic. A dynamic block takes one label: dynamic "type" { … }.',
  ],
  [
    dynamic("[1]", "1", "  for_eech = 1\n"),
    '3:3-11 Unsupported argument. An argument named "for_eech" is not expected here. Did you mean "for_each"?',
  ],
])("says what is wrong with %j", (text, expected) => {
  expect(expanded(text)).toEqual({ blocks: [], diagnostics: [expected] });
});

test("reports a block type that the spec does not know, once, even when it would stand for nothing", () => {
  const spec = { attributes: {}, blocks: { disk: { labels: [] } } };
  for (const forEach of ["[1, 2, 3]", "[]"]) {
    const text = `dynamic "dsik" {\n  for_each = ${forEach}\n  content {}\n}\n`;
    const { items, diagnostics } = expandDynamicBlocks(bodyOf(text), scope, spec);
    expect(items).toEqual([]);
    expect(told(diagnostics)).toEqual([
      '1:9-15 Unsupported block type. Blocks of type "dsik" are not expected here. Did you mean "disk"?',
    ]);
  }
});

test("a mistake is told once, however large the collection", () => {
  const many = scopeOf({
    many: list(
      stringType,
      Array.from({ length: 150_000 }, () => string("x")),
    ),
  });
  const bad = expandDynamicBlocks(bodyOf(dynamic("many", "1", "  labels = null\n")), many);
  expect(told(bad.diagnostics)).toEqual([
    "3:12-16 Invalid dynamic block labels. The labels must be a list of strings.",
  ]);
});
