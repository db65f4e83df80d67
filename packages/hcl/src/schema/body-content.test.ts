import { bodyContent, partialContent } from "./body-content.js";
import type { ContentSpec } from "./content-spec.js";
import { expandedContent } from "./expanded-content.js";
import { bodyOf, scopeOf, told } from "./schema.test-fixtures.js";
import { blockOf } from "./scoped-block.js";

const spec: ContentSpec = {
  attributes: { name: { required: true }, tags: { required: false } },
  blocks: {
    source: { labels: ["type", "name"] },
    network: { labels: [], maximum: 1 },
    disk: { labels: [], minimum: 2 },
  },
};

const disks = "disk {}\ndisk {}\n";
const complaints = (text: string) => told(bodyContent(bodyOf(text), spec).diagnostics);

test("sorts arguments and blocks without evaluating anything", () => {
  const { attributes, blocks, diagnostics } = bodyContent(
    bodyOf(`name = nowhere.at.all\n${disks}source "docker" "x" {}\n`),
    spec,
  );
  expect(diagnostics).toEqual([]);
  expect([...attributes.keys()]).toEqual(["name"]);
  expect(blocks.map(({ type, labels }) => [type.text, ...labels.map(({ text }) => text)])).toEqual([
    ["disk"],
    ["disk"],
    ["source", "docker", "x"],
  ]);
});

test.each([
  [
    "name = 1\ntgas = 2\n",
    '2:1-5 Unsupported argument. An argument named "tgas" is not expected here. Did you mean "tags"?',
  ],
  ["name = 1\nzzzzzz = 2\n", '2:1-7 Unsupported argument. An argument named "zzzzzz" is not expected here.'],
  ["name = 1\nconstructor = 2\n", '2:1-12 Unsupported argument. An argument named "constructor" is not expected here.'],
  [
    "name = 1\nnetwork = {}\n",
    '2:1-8 Unsupported argument. "network" is a block, not an argument. Write it without the equals sign: network { … }.',
  ],
  [
    "name = 1\ntags {}\n",
    '2:1-5 Unsupported block type. "tags" is an argument, not a block. Write it with an equals sign: tags = ….',
  ],
  [
    "name = 1\nnetwrok {}\n",
    '2:1-8 Unsupported block type. Blocks of type "netwrok" are not expected here. Did you mean "network"?',
  ],
  [
    'name = 1\nsource "docker" {}\n',
    '2:1-16 Missing name for source. A source block takes 2 labels: source "type" "name" { … }.',
  ],
  [
    "name = 1\nsource {}\n",
    '2:1-7 Missing type for source. A source block takes 2 labels: source "type" "name" { … }.',
  ],
  ['name = 1\nnetwork "x" {}\n', "2:9-12 Extraneous label for network. A network block takes no labels."],
  ["", '1:1-1 Missing required argument. The argument "name" is required, but it is not set.'],
  [
    "name = 1\nnetwork {}\nnetwork {}\n",
    '3:1-8 Too many blocks. Only one "network" block is allowed here, and the first stands at test.pkr.hcl:2. Remove this one.',
  ],
])("says what is wrong with %j", (text, expected) => {
  expect(complaints(`${text}${disks}`)).toEqual([expected]);
});

test("counts blocks that are too few", () => {
  expect(complaints("name = 1\n")).toEqual([
    '1:1-1 Too few blocks. At least 2 "disk" blocks are required here, but there is none.',
  ]);
  expect(complaints("name = 1\ndisk {}\n")).toEqual([
    '1:1-1 Too few blocks. At least 2 "disk" blocks are required here, but there is only 1.',
  ]);
});

test("points at the header that it is given for what is missing", () => {
  const block = bodyOf(`box "a" {\n}\n`).items[0]!;
  if (block.kind !== "block") throw new Error("not a block");
  const { diagnostics } = bodyContent(block.body, { attributes: { a: { required: true } }, blocks: {} }, block.header);
  expect(told(diagnostics)).toEqual([
    '1:1-8 Missing required argument. The argument "a" is required, but it is not set.',
  ]);
});

test("leaves what it does not know to others, when asked for a part", () => {
  const { attributes, rest, diagnostics } = partialContent(bodyOf("name = 1\nother = 2\nthing {}\n"), {
    attributes: { name: { required: true } },
    blocks: {},
  });
  expect(diagnostics).toEqual([]);
  expect([...attributes.keys()]).toEqual(["name"]);
  expect(rest.items.map((item) => (item.kind === "attribute" ? item.name.text : item.type.text))).toEqual([
    "other",
    "thing",
  ]);
});

test("reads the blocks that dynamic blocks stand for, in their place", () => {
  const text = 'name = 1\ndisk {}\ndynamic "disk" {\n  for_each = ["a"]\n  content {}\n}\nsource "x" "y" {}\n';
  const { blocks, diagnostics } = expandedContent(bodyOf(text), spec, scopeOf());
  expect(told(diagnostics)).toEqual([]);
  expect(blocks.map((block) => blockOf(block).type.text)).toEqual(["disk", "disk", "source"]);
});
