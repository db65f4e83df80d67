import {
  type Diagnostic,
  listType,
  parse,
  renderDiagnostic,
  Source,
  string,
  stringType,
  tuple,
  Value,
} from "@ingot/hcl";
import * as z from "zod";
import { IngotError } from "../errors.js";
import type { ConfigIssue } from "../plugin.js";
import { blockIn, type KitchenSink, kitchenSink, noFiles, scopeOf, told } from "./config.test-fixtures.js";
import { type DecodeConfigOptions, decodeConfig } from "./decode-config.js";
import { block, secretText } from "./fields.js";

const scope = scopeOf({
  later: Value.unknown(),
  laterText: Value.unknown(stringType),
  laterList: Value.unknown(listType(stringType)),
  secret: string("hush").withMarks(["sensitive"]),
});

type Check = (config: KitchenSink) => readonly ConfigIssue[];

const decode = (lines: string, check?: Check, options?: DecodeConfigOptions) =>
  decodeConfig(kitchenSink, blockIn(`source "box" "x" {\n${lines}\n}\n`), scope, noFiles, check, options);

/** With the one required argument on line 2. */
const complaints = (lines: string, check?: Check) => told(decode(`  image = "alpine"\n${lines}`, check).diagnostics);

test("an empty text that an argument cannot be is as if it was left out, where it may be", () => {
  expect(decode('  image = "a"\n  mode = ""\n  size = ""').config).toMatchObject({ mode: "commit" });
  expect(complaints('  mode = ""\n  count = 0')).toEqual([
    '4:11-12 Invalid value. "count" must be at least 1, but it is 0.',
  ]);
  expect(told(decode('  image = ""').diagnostics)).toEqual(['2:11-13 Invalid value. "image" must not be empty.']);
});

test("what a check finds missing may be what is misspelt, and is not told beside it", () => {
  const check: Check = ({ mode }) => [{ path: [], summary: "Nothing to do", detail: `Mode is ${mode}.` }];
  expect(complaints("", check)).toHaveLength(1);
  expect(complaints('  moed = "export"', check)).toEqual([
    '3:3-7 Unsupported argument. An argument named "moed" is not expected here. Did you mean "mode"?',
  ]);
  expect(complaints("  limits {\n    cpus = 2\n  }", check).join()).not.toContain("Nothing to do");
  expect(told(decode('  imgae = "alpine"').diagnostics)).toEqual([
    '2:3-8 Unsupported argument. An argument named "imgae" is not expected here. Did you mean "image"?',
  ]);
});

test("a check may complain of a part of a string", () => {
  const part = { offset: 2, length: 3 };
  const check: Check = () => [{ path: ["image"], part, summary: "Bad image", detail: "It is none." }];
  const [found] = decode('  image = "alpine"', check).diagnostics;
  const { source, start, end } = found!.subject!;
  expect(source.text.slice(start, end)).toBe("pin");
});

test("what schemas and checks refuse comes with the values of its names", () => {
  const names = scopeOf({ mode: string("exprot"), secret: string("hush").withMarks(["sensitive"]) });
  const check: Check = () => [{ path: ["image"], summary: "Bad image", detail: "It is none." }];
  const valuesOf = (lines: string) =>
    decodeConfig(
      kitchenSink,
      blockIn(`source "box" "x" {\n  image = secret\n${lines}}\n`),
      names,
      noFiles,
      check,
    ).diagnostics.map(({ values }) => values);
  expect(valuesOf("  mode = mode\n")).toEqual([[{ name: "mode", text: '"exprot"' }]]);
  expect(valuesOf("")).toEqual([[{ name: "secret", text: "sensitive" }]]);
});

test("a config is what the schema makes of the block", () => {
  const { config, diagnostics, whollyKnown, secrets } = decode(`
    image      = "alpine"
    mode       = "export"
    count      = "3"
    privileged = "true"
    changes    = ["USER root", 5]
    env        = { A = 1 }
    login      = { user = "me" }
    entrypoint = ["/bin/sh"]
    timeout    = "1m30s"
    ratio      = null
    limits {
      cpu = 2
    }
    disk {
      size  = 1
      mount = "/a"
      tag {
        key = "k"
      }
    }
    disk {
      size = 2.5
    }`);
  expect(told(diagnostics)).toEqual([]);
  expect({ whollyKnown, secrets }).toEqual({ whollyKnown: true, secrets: [] });
  expect(config).toEqual({
    image: "alpine",
    mode: "export",
    count: 3,
    privileged: true,
    changes: ["USER root", "5"],
    env: { A: "1" },
    login: { user: "me" },
    entrypoint: ["/bin/sh"],
    timeout: 90_000,
    command: "{{ .Vars }}",
    limits: { cpu: 2 },
    disk: [
      { size: 1, mount: "/a", tag: [{ key: "k" }] },
      { size: 2.5, tag: [] },
    ],
  });
});

test("defaults stand in for what is absent", () => {
  expect(decode('  image = "alpine"').config).toEqual({
    image: "alpine",
    mode: "commit",
    count: 1,
    privileged: false,
    changes: [],
    env: {},
    timeout: 0,
    command: "{{ .Vars }}",
    disk: [],
  });
});

test.each([
  [
    'mode = "comit"',
    '3:8-15 Invalid value. "mode" must be one of "commit", "discard" and "export", not "comit". Did you mean "commit"?',
  ],
  ['size = "huge"', '3:8-14 Invalid value. "size" must be one of "small" and "large", not "huge".'],
  ["count = 0", '3:9-10 Invalid value. "count" must be at least 1, but it is 0.'],
  ["count = 11", '3:9-11 Invalid value. "count" must be at most 10, but it is 11.'],
  ["count = 1.5", '3:9-12 Incorrect argument type. "count" must be a whole number, not 1.5.'],
  [
    "entrypoint = 5",
    '3:14-15 Incorrect argument type. "entrypoint" has a value of none of the kinds that are allowed here. It takes a string or a list.',
  ],
  [
    'timeout = "soon"',
    '3:11-17 Invalid value. "soon" is not a duration. Write a number and a unit, such as "30s", "5m" or "1h30m".',
  ],
  ['address = "nowhere"', '3:11-20 Invalid value. "address" is not a valid URL.'],
  ['digest = "md5:0"', '3:10-17 Invalid value. Write a digest: "sha256:…".'],
  ["limits {\n  cpu = 0\n}", '4:9-10 Invalid value. "limits.cpu" must be at least 1, but it is 0.'],
  ["disk {\n  size = 0\n}", '4:10-11 Invalid value. "disk[0].size" must be more than 0, but it is 0.'],
  ['disk {\n  size = 1\n  mount = "a"\n}', '5:11-14 Invalid value. "disk[0].mount" must begin with "/".'],
  [
    'disk {\n  size = 1\n  tag {\n    key = "abcde"\n  }\n}',
    '6:11-18 Invalid value. "disk[0].tag[0].key" must have at most 4 characters.',
  ],
  [
    "env = { A = null, B = [] }",
    '3:23-25 Incorrect argument type. The argument "env.B" has the wrong type: a string is required.',
  ],
  [
    "chagnes = []",
    '3:1-8 Unsupported argument. An argument named "chagnes" is not expected here. Did you mean "changes"?',
  ],
  [
    "limits = { cpu = 1 }",
    '3:1-7 Unsupported argument. "limits" is a block, not an argument. Write it without the equals sign: limits { … }.',
  ],
  [
    "env {\n}",
    '3:1-4 Unsupported block type. "env" is an argument, not a block. Write it with an equals sign: env = ….',
  ],
])("says what is wrong with %j", (line, expected) => {
  expect(complaints(line)).toEqual([expected]);
});

test("a required argument that is missing is reported once, at the header", () => {
  expect(told(decode("").diagnostics)).toEqual([
    '1:1-17 Missing required argument. The argument "image" is required, but it is not set.',
  ]);
  expect(told(decode("  image = null").diagnostics)).toEqual([
    '2:11-15 Missing required argument. The argument "image" is required, and its value here is null, which is the same as not setting it.',
  ]);
  expect(told(decode('  image = ""').diagnostics)).toEqual(['2:11-13 Invalid value. "image" must not be empty.']);
});

describe("rendered, in a long file", () => {
  const filler = (count: number) => Array.from({ length: count }, (_, at) => `  # remark ${at + 1}`).join("\n");
  const rendered = (text: string): string[] => {
    const { file } = parse(new Source("box.pkr.hcl", text));
    const [block] = file.body.items;
    if (block?.kind !== "block") throw new Error("not a block");
    const { diagnostics } = decodeConfig(kitchenSink, block, scope, noFiles);
    return diagnostics.map((each: Diagnostic) => renderDiagnostic(each));
  };

  test("a typo on line 90", () => {
    const text = `source "box" "x" {\n  image = "alpine"\n${filler(87)}\n  chanegs = ["USER root"]\n}\n`;
    expect(rendered(text)).toEqual([
      `Error: Unsupported argument

  on box.pkr.hcl line 90, in source "box" "x":
  90:   chanegs = ["USER root"]
        ^^^^^^^

An argument named "chanegs" is not expected here. Did you mean "changes"?
`,
    ]);
  });

  test("a wrong type within a list over several lines", () => {
    const text = `source "box" "x" {\n  image = "alpine"\n${filler(85)}\n  changes = [\n    "USER root",\n    { no = "text" },\n  ]\n}\n`;
    expect(rendered(text)).toEqual([
      `Error: Incorrect argument type

  on box.pkr.hcl line 90, in source "box" "x":
  90:     { no = "text" },
          ^^^^^^^^^^^^^^^

The argument "changes[1]" has the wrong type: a string is required.
`,
    ]);
  });

  test("an error in a block within a block", () => {
    const text = `source "box" "x" {\n  image = "alpine"\n${filler(84)}\n  disk {\n    size = 1\n    tag {\n      key = "toolong"\n    }\n  }\n}\n`;
    expect(rendered(text)).toEqual([
      `Error: Invalid value

  on box.pkr.hcl line 90, in tag:
  90:       key = "toolong"
                  ^^^^^^^^^

"disk[0].tag[0].key" must have at most 4 characters.
`,
    ]);
  });
});

describe("what is not known yet", () => {
  test("is no error, and placeholders stand for it", () => {
    const { config, diagnostics, whollyKnown } = decode(
      "  image = laterText\n  changes = laterList\n  env = { A = later }\n  ratio = later\n  privileged = later\n",
    );
    expect(told(diagnostics)).toEqual([]);
    expect(whollyKnown).toBe(false);
    expect(config).toMatchObject({
      image: "<unknown>",
      changes: [],
      env: { A: "<unknown>" },
      ratio: 0,
      privileged: false,
    });
  });

  test("gives way to its default, where the schema refuses the placeholder", () => {
    const { config, diagnostics } = decode(
      '  image = "a"\n  mode = later\n  count = later\n  timeout = "${later}"\n  limits {\n    cpu = later\n  }\n',
    );
    expect(told(diagnostics)).toEqual([]);
    expect(config).toMatchObject({ mode: "commit", count: 1, timeout: 0 });
  });

  test("leaves no config where there is no default either, and still no error", () => {
    const schema = z.object({ mode: z.enum(["a", "b"]) });
    const { config, diagnostics, whollyKnown } = decodeConfig(
      schema,
      blockIn("x {\n  mode = later\n}\n"),
      scope,
      noFiles,
    );
    expect({ config, diagnostics, whollyKnown }).toEqual({ config: undefined, diagnostics: [], whollyKnown: false });
  });

  test("hides no mistake elsewhere", () => {
    const { diagnostics } = decode('  image = later\n  mode = "x"\n  count = later\n  sizee = 1\n');
    expect(told(diagnostics)).toEqual([
      '5:3-8 Unsupported argument. An argument named "sizee" is not expected here. Did you mean "size"?',
      '3:10-13 Invalid value. "mode" must be one of "commit", "discard" and "export", not "x".',
    ]);
  });

  test("may be the number of blocks", () => {
    const text =
      '  image = "a"\n  dynamic "disk" {\n    for_each = later\n    content {\n      size = disk.value\n    }\n  }\n';
    const { config, diagnostics } = decode(text);
    expect(told(diagnostics)).toEqual([]);
    expect(config).toMatchObject({ disk: [] });
  });

  test("silences a refinement that may depend on it", () => {
    const schema = z
      .object({ a: z.string().optional(), b: z.string().optional(), c: z.array(z.string()).min(2).optional() })
      .refine(({ a, b }) => a === b, "a and b must be the same.");
    const issues = (text: string) => told(decodeConfig(schema, blockIn(`x {\n${text}}\n`), scope, noFiles).diagnostics);
    expect(issues('a = "1"\n')).toEqual(["1:1-2 Invalid value. a and b must be the same."]);
    expect(issues('a = "1"\nb = later\n')).toEqual([]);
    expect(issues("c = [later]\n")).toEqual(['2:5-12 Invalid value. "c" must have at least 2 elements.']);
  });

  test("silences a check at it, above it and below it, and no other", () => {
    const check: Check = () =>
      [[], ["env"], ["env", "A"], ["env", "A", "x"], ["env", "B"], ["image"]].map((path) => ({
        path,
        summary: "Bad",
        detail: `At ${path.join(".")}.`,
      }));
    expect(complaints('env = {\n  A = later\n  B = "b"\n}\n', check)).toEqual([
      "5:7-10 Bad. At env.B.",
      "2:11-19 Bad. At image.",
    ]);
  });
});

describe("a check", () => {
  test("sees the config, and its complaints get ranges", () => {
    const check: Check = ({ changes }) =>
      changes.map((change, at) => ({
        path: ["changes", at],
        severity: "warning",
        summary: "Odd",
        detail: `${change}?`,
      }));
    const { config, diagnostics } = decode('  image = "a"\n  changes = ["x", "y"]\n', check);
    expect(told(diagnostics)).toEqual(["warning 3:14-17 Odd. x?", "warning 3:19-22 Odd. y?"]);
    expect(config?.changes).toEqual(["x", "y"]);
  });

  test("leaves no config when it finds an error, and is not asked about what the schema refused", () => {
    const check: Check = () => [{ path: [], summary: "Bad", detail: "All of it." }];
    expect(decode('  image = "a"', check)).toMatchObject({ config: undefined });
    expect(told(decode("  image = []", check).diagnostics)).toEqual([
      '2:11-13 Incorrect argument type. The argument "image" has the wrong type: a string is required.',
    ]);
  });
});

describe("templates", () => {
  const render = (text: string) => {
    if (text.includes("boom")) {
      throw new IngotError({ code: "TEMPLATE_ENGINE", source: "user", message: "There is no function boom." });
    }
    return text.replace(/\{\{ *n *\}\}/g, "4");
  };

  test("are rendered before the schema looks at them", () => {
    const text = '  image = "a{{ n }}"\n  timeout = "{{n}}s"\n  command = "{{ n }}"\n';
    expect(decode(text, undefined, { render }).config).toMatchObject({
      image: "a4",
      timeout: 4000,
      command: "{{ n }}",
    });
    expect(decode('  image = "a{{ n }}"').config).toMatchObject({ image: "a{{ n }}" });
  });

  test("that fail are errors at their option", () => {
    const { diagnostics } = decode('  image = "a"\n  changes = ["x",\n    "{{ boom }}"]\n', undefined, { render });
    expect(told(diagnostics)).toEqual(["4:5-17 Invalid template. There is no function boom."]);
  });

  test("that cannot be rendered yet count as unknown", () => {
    const check: Check = ({ image }) => [{ path: ["image"], summary: "Bad", detail: image }];
    const text = '  image = "{{ n }}"\n  mode = "{{ n }}"\n  count = 0\n';
    const { diagnostics, whollyKnown } = decode(text, check, { render: (same) => same });
    expect(told(diagnostics)).toEqual(['4:11-12 Invalid value. "count" must be at least 1, but it is 0.']);
    expect(whollyKnown).toBe(false);
    const left = decode('  image = "{{ n }}"\n  mode = "{{ n }}"\n', check, { render: (same) => same });
    expect({ ...left, config: left.config?.mode }).toMatchObject({ diagnostics: [], config: "commit" });
  });

  test("a fault of the renderer is not the template's", () => {
    const broken = () => {
      throw new TypeError("broken");
    };
    expect(() => decode('  image = "{{ n }}"', undefined, { render: broken })).toThrow(TypeError);
  });
});

test("sensitive strings are listed, and quoted nowhere", () => {
  const { secrets, diagnostics } = decode('  image = "a"\n  timeout = secret\n  mode = "x${secret}"\n');
  expect([...secrets].sort()).toEqual(["hush", "xhush"]);
  expect(told(diagnostics)).toEqual([
    '4:10-22 Invalid value. "mode" must be one of "commit", "discard" and "export", not "<sensitive>".',
    '3:13-19 Invalid value. "<sensitive>" is not a duration. Write a number and a unit, such as "30s", "5m" or "1h30m".',
  ]);
});

test("what stands in secret fields is a secret, also where it is written as it is", () => {
  const schema = z.object({
    user: z.string(),
    password: secretText(z.string()),
    keys: secretText(z.array(z.string())),
    login: block(z.object({ name: z.string(), token: secretText(z.string().optional()) })).optional(),
  });
  const body = blockIn(`source "box" "x" {
  user     = "anna"
  password = "{{ word }}"
  keys     = ["k1", "k2"]
  login {
    name  = "bob"
    token = "t"
  }
}
`);
  const render = (text: string) => text.replace("{{ word }}", "rendered");
  const { secrets } = decodeConfig(schema, body, scope, noFiles, undefined, { render });
  expect([...secrets].sort()).toEqual(["k1", "k2", "rendered", "t"]);
});

test("several bodies are one config", () => {
  const base = blockIn('source "box" "x" {\n  image = "a"\n  disk {\n    size = 1\n  }\n}\n');
  const more = blockIn("source {\n  count = 2\n  disk {\n    size = 2\n  }\n}\n", "build.pkr.hcl");
  const { config } = decodeConfig(kitchenSink, [base, more], scope, noFiles);
  expect(config).toMatchObject({ image: "a", count: 2, disk: [{ size: 1 }, { size: 2 }] });
});

test("a text for a list of strings is split at commas for what is not HCL, and refused in HCL", () => {
  expect(
    decode('  image = "a"\n  changes = "x,y"', undefined, { renderFirst: { render: String } }).config?.changes,
  ).toEqual(["x", "y"]);
  expect(complaints('changes = "x,y"')).toEqual([
    '3:11-16 Incorrect argument type. The argument "changes" has the wrong type: a list of string is required. A list stands in brackets, even a list of one: [ … ].',
  ]);
});

test("values that no HCL type describes keep their own kinds", () => {
  const schema = z.object({ any: z.unknown(), pair: z.array(z.union([z.string(), z.number()])) });
  const block = blockIn('x {\n  any = { a = [1, "b", null, { c = true }] }\n  pair = ["1", 1]\n}\n');
  expect(decodeConfig(schema, block, scopeOf({ t: tuple([]) }), noFiles).config).toEqual({
    any: { a: [1, "b", null, { c: true }] },
    pair: ["1", 1],
  });
});

const fieldNames = [...Object.keys(kitchenSink.shape), "nonsense", "constructor", "__proto__"];
const expressions = [
  '"text"',
  '""',
  "5",
  "-0.5",
  "1e400",
  "true",
  "null",
  "[]",
  "[null]",
  '["a", 1]',
  "{}",
  "{ a = null }",
  '{ user = "x", __proto__ = 1 }',
  "later",
  "[later]",
  "{ a = later }",
  "secret",
  "missing",
  "later.a[0]",
];
const blockTexts = ["{\n}", "{\n  size = later\n}", '"label" {\n}', "{\n  tag {\n  }\n}"];

test.each(fieldNames)(
  "whatever %s is given, there is a config or a complaint with a place, and never a throw",
  (name) => {
    for (const rest of [...expressions.map((expression) => `= ${expression}`), ...blockTexts]) {
      const text = `box {\n${name === "image" ? "" : 'image = "a"\n'}${name} ${rest}\n}\n`;
      const { config, diagnostics, whollyKnown } = decodeConfig(kitchenSink, blockIn(text), scope, noFiles);
      expect({ text, told: diagnostics.length > 0 || !whollyKnown || config !== undefined }).toEqual({
        text,
        told: true,
      });
      for (const { subject, detail } of diagnostics) {
        expect(subject!.end).toBeLessThanOrEqual(text.length);
        expect(detail).not.toContain("hush");
        expect(detail).not.toMatch(/undefined|\[object|NaN/);
      }
    }
  },
);
