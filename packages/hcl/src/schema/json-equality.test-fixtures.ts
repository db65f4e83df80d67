import fc from "fast-check";

/** A value as it may be written in both syntaxes. */
export type Written =
  | { readonly is: "number" | "word"; readonly text: string }
  | { readonly is: "string"; readonly text: string }
  | { readonly is: "expression"; readonly text: string }
  | { readonly is: "template"; readonly parts: readonly Written[] }
  | { readonly is: "tuple"; readonly items: readonly Written[] }
  | { readonly is: "object"; readonly entries: readonly (readonly [key: Written, value: Written])[] };

export interface WrittenBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: WrittenBody;
}

export interface WrittenBody {
  readonly attributes: readonly (readonly [name: string, value: Written])[];
  readonly blocks: readonly WrittenBlock[];
}

const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }).filter((text) => !/[\0\r]/.test(text)),
  fc.constantFrom("", "a", "${", "%{ if", "$${x}", "\\", '"', "é", "😀", "a\nb", "\t", "//", "\u2028", "e\u0301"),
);

const numbers = fc.oneof(
  fc.constantFrom("0", "-1", "18446744073709551617", "1e-400", "0.1", "6.02E+23", "-0.50", "123456789.000000001"),
  fc.integer().map(String),
);

const expressions = fc.constantFrom(
  "n + 1",
  "-n",
  "s",
  'upper("x")',
  "l[0]",
  "o.a",
  "l",
  "o",
  "[for x in l : x * 2]",
  "{for k, v in o : k => v}",
  'n > 2 ? "yes" : "no"',
  "null",
  "u",
  "l[*]",
  "!true",
  '"in ${s} out"',
  '"\\u00e9\\"\\n"',
  "missing",
  "l + 1",
);

/** Keys that are all different: the texts are too short for what the expressions give. */
const keys: fc.Arbitrary<Written> = fc.oneof(
  fc.record({ is: fc.constant("string" as const), text: texts }),
  fc.constantFrom<Written>({ is: "expression", text: '"${s}-${s}"' }, { is: "expression", text: '"${n}-${s}-${s}"' }),
);

const keyOf = (key: Written) => ("text" in key ? `${key.is} ${key.text.normalize("NFC")}` : "");

const { value } = fc.letrec<{ value: Written }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: "value" },
    fc.record({ is: fc.constant("number" as const), text: numbers }),
    fc.record({ is: fc.constant("word" as const), text: fc.constantFrom("true", "false", "null") }),
    fc.record({ is: fc.constant("string" as const), text: texts }),
    fc.record({ is: fc.constant("expression" as const), text: expressions }),
    fc.record({
      is: fc.constant("template" as const),
      parts: fc.array(
        fc.oneof(
          fc.record({ is: fc.constant("string" as const), text: texts }),
          fc.record({ is: fc.constant("expression" as const), text: expressions }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    fc.record({ is: fc.constant("tuple" as const), items: fc.array(tie("value"), { maxLength: 3 }) }),
    fc.record({
      is: fc.constant("object" as const),
      entries: fc.uniqueArray(fc.tuple(keys, tie("value")), { maxLength: 3, selector: ([key]) => keyOf(key) }),
    }),
  ),
}));

const names = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 });
const label = fc.constantFrom("x", "y", "${z}", "", "//", "a b", "%{", "\u00e9");

const { body } = fc.letrec<{ body: WrittenBody; block: WrittenBlock }>((tie) => ({
  body: fc.record({
    attributes: names.chain((all) => fc.tuple(...all.map((name) => fc.tuple(fc.constant(name), value)))),
    blocks: fc.array(tie("block"), { maxLength: 4, depthIdentifier: "body" }),
  }),
  block: fc.oneof(
    { maxDepth: 2, depthIdentifier: "body" },
    fc.record({
      type: fc.constant("plain"),
      labels: fc.constant([]),
      body: fc.constant({ attributes: [], blocks: [] }),
    }),
    fc.record({ type: fc.constant("plain"), labels: fc.constant([]), body: tie("body") }),
    fc.record({ type: fc.constant("one"), labels: fc.tuple(label), body: tie("body") }),
    fc.record({ type: fc.constant("two"), labels: fc.tuple(label, label), body: tie("body") }),
  ),
}));

export const writtenBody: fc.Arbitrary<WrittenBody> = body;

/** In the native syntax. */
export function nativeBody({ attributes, blocks }: WrittenBody): string {
  return [
    ...attributes.map(([name, each]) => `${name} = ${native(each)}\n`),
    ...blocks.map(({ type, labels, body: inner }) => {
      return `${[type, ...labels.map(quoted)].join(" ")} {\n${nativeBody(inner)}}\n`;
    }),
  ].join("");
}

function native(written: Written): string {
  switch (written.is) {
    case "string":
      return quoted(written.text);
    case "template":
      return `"${written.parts.map(nativePart).join("")}"`;
    case "tuple":
      return `[${written.items.map(native).join(", ")}]`;
    case "object":
      return `{${written.entries.map(([key, each]) => `(${native(key)}) = ${native(each)}`).join(", ")}}`;
    default:
      return written.text;
  }
}

const quoted = (text: string) => `"${nativePart({ is: "string", text })}"`;

function nativePart(part: Written): string {
  if (part.is === "expression") return `\${${part.text}}`;
  const text = part.is === "string" ? part.text : "";
  return escapeSequences(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

const escapeSequences = (text: string) => text.replace(/[$%](?=\{)/g, "$&$&");

/** How a run of blocks is laid out: each choice gives the same blocks in the same order. */
export type Choose = (count: number) => number;

/** As a JSON text; `choose` decides between forms that mean the same. */
export function jsonBody({ attributes, blocks }: WrittenBody, choose: Choose): string {
  const properties = [
    ...attributes.map(([name, each]) => `${JSON.stringify(name)}: ${json(each)}`),
    ...runsOf(blocks, ({ type }) => type).map(
      (run) => `${JSON.stringify(run[0]!.type)}: ${blocksJson(run, 0, choose)}`,
    ),
  ];
  if (choose(3) === 0) properties.unshift('"//": "${"');
  return `{${properties.join(", ")}}`;
}

/** Blocks that follow one another and have the same key. */
function runsOf(blocks: readonly WrittenBlock[], keyOfBlock: (block: WrittenBlock) => string): WrittenBlock[][] {
  const runs: WrittenBlock[][] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    if (last && keyOfBlock(last[0]!) === keyOfBlock(block)) last.push(block);
    else runs.push([block]);
  }
  return runs;
}

/** The value of a block's property, or of a label at `depth`. */
function blocksJson(blocks: readonly WrittenBlock[], depth: number, choose: Choose): string {
  if (depth === blocks[0]!.labels.length) return bodiesJson(blocks, choose);
  const keyed = runsOf(blocks, ({ labels }) => labels[depth]!).map(
    (run) => `${JSON.stringify(run[0]!.labels[depth])}: ${blocksJson(run, depth + 1, choose)}`,
  );
  if (choose(2) === 0) return `{${keyed.join(", ")}}`;
  return `[${keyed.map((each) => `{${each}}`).join(", ")}]`;
}

function bodiesJson(blocks: readonly WrittenBlock[], choose: Choose): string {
  const bodies = blocks.map(({ body: inner }) => {
    const halves = [
      { attributes: inner.attributes, blocks: [] },
      { attributes: [], blocks: inner.blocks },
    ];
    if (choose(3) > 0) return { text: jsonBody(inner, choose), isList: false };
    return { text: `[${halves.map((half) => jsonBody(half, choose)).join(", ")}]`, isList: true };
  });
  const [only] = bodies;
  if (bodies.length === 1 && !only!.isList && choose(2) === 0) return only!.text;
  return `[${bodies.map(({ text }) => text).join(", ")}]`;
}

function json(written: Written): string {
  switch (written.is) {
    case "string":
      return JSON.stringify(escapeSequences(written.text));
    case "expression":
      return JSON.stringify(`\${${written.text}}`);
    case "template":
      return JSON.stringify(written.parts.map(jsonPart).join(""));
    case "tuple":
      return `[${written.items.map(json).join(", ")}]`;
    case "object":
      return `{${written.entries.map(([key, each]) => `${json(key)}: ${json(each)}`).join(", ")}}`;
    default:
      return written.text;
  }
}

function jsonPart(part: Written): string {
  if (part.is === "expression") return `\${${part.text}}`;
  return part.is === "string" ? escapeSequences(part.text) : "";
}
