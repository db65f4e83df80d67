import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, hasErrors, parse, Source } from "@ingot/hcl";
import { type UpgradeOptions, upgradeToHcl } from "./upgrade-template.js";

const fixtures = join(__dirname, "../../../../fixtures/hcl2-upgrade");
const unknown: UpgradeOptions = { fieldsOf: async () => undefined };
const upgrade = (text: string, options = unknown) => upgradeToHcl(new Source("a.json", text), options);

async function messages(text: string): Promise<string[]> {
  const { diagnostics } = await upgrade(text);
  return diagnostics.map(({ summary, detail, subject }) => {
    const { line, column } = subject!.source.position(subject!.start);
    return `${line}:${column} ${summary}: ${detail}`;
  });
}

const withOption = (value: unknown) => JSON.stringify({ builders: [{ type: "x", option: value }] });

async function optionText(value: unknown): Promise<string> {
  const { text } = await upgrade(withOption(value));
  return /^source "x" "x" \{\n([\s\S]*?)^\}\n/m.exec(text!)![1]!.replace(/^ {2}/gm, "");
}

test("a template with nearly everything", async () => {
  const { text, complete } = await upgrade(readFileSync(join(fixtures, "amazon.json"), "utf8"));
  expect(text).toBe(readFileSync(join(fixtures, "amazon.expected.pkr.hcl"), "utf8"));
  expect(complete).toBe(false); // chef-zero
});

test("annotations are comments, and change nothing else", async () => {
  const json = readFileSync(join(fixtures, "amazon.json"), "utf8");
  const annotated = (await upgrade(json, { ...unknown, annotations: true })).text!;
  const withoutComments = (text: string) => text.replace(/^ *#.*\n/gm, "").trim();
  expect(withoutComments(annotated)).toBe(withoutComments((await upgrade(json)).text!));
  expect(annotated).toContain("# A source says how a machine is made. Builds refer to it by its two names.\n");
  expect(format(annotated)).toBe(annotated);
});

test.each([
  ["a string", "text", 'option = "text"\n'],
  ["HCL's own signs", "${a} %{b} $${c}", 'option = "$${a} %%{b} $$${c}"\n'],
  ["a number", 12.5, "option = 12.5\n"],
  ["a large number", 1e21, "option = 1e+21\n"],
  ["nothing", null, "option = null\n"],
  ["a list", ["a", 1, true], 'option = ["a", 1, true]\n'],
  ["an object of plain values", { b: 1, a: "x" }, 'option = {\n  a = "x"\n  b = 1\n}\n'],
  ["an object with a list", { b: [1] }, "option {\n  b = [1]\n}\n"],
  ["objects in a list", [{ a: 1 }, { a: 2 }], "option {\n  a = 1\n}\noption {\n  a = 2\n}\n"],
  ["an object in an object", { a: { b: "c" } }, 'option {\n  a = {\n    b = "c"\n  }\n}\n'],
  ["keys that are no names", { "a b": 1, for: 2, "9": 3 }, 'option = {\n  "9"   = 3\n  "a b" = 1\n  "for" = 2\n}\n'],
  ["no elements", [], "option = []\n"],
  ["no entries", {}, "option = {}\n"],
])("an option: %s", async (_what, value, expected) => {
  expect(await optionText(value)).toBe(expected);
});

test.each([
  ["{{isotime}}", "${timestamp()}"],
  ['{{ isotime "2006-01-02" }}', '${legacy_isotime("2006-01-02")}'],
  ["{{strftime `%Y`}}", '${legacy_strftime("%Y")}'],
  ["{{timestamp}}", "${local.timestamp}"],
  ["{{uuid}}", "${uuidv4()}"],
  ["{{template_dir}}/{{pwd}}", "${abspath(path.root)}/${path.cwd}"],
  ["{{packer_version}}", "${packer.version}"],
  ["{{vault `secret/data/a` `key`}}", '${vault("secret/data/a", "key")}'],
  ["{{consul_key `a`}}", '${consul_key("a")}'],
  [
    "{{aws_secretsmanager `a`}}{{aws_secretsmanager `a` `b`}}",
    '${aws_secretsmanager("a")}${aws_secretsmanager("a", "b")}',
  ],
  ["{{upper `a`}}{{`a` | lower}}", '${upper("a")}${lower("a")}'],
  ["{{split `a-b` `-` 0}}", '${split("-", "a-b")[0]}'],
  ["{{replace_all `a` `b` `c`}}{{replace `a` `b` -1 `c`}}", '${replace("c", "a", "b")}${replace("c", "a", "b")}'],
  ["{{replace `a` `b` 1 `c`}}", "{{replace `a` `b` 1 `c`}}"],
  ["{{build_name}} {{build_type}} {{.Name}}", "{{build_name}} {{build_type}} {{.Name}}"],
  ["{{build `ID`}}", "{{build `ID`}}"], // a source is there before its machine
  ["a {{- upper `a` -}} b {{- .A -}} c", 'a${upper("a")}b{{ .A }}c'],
  ["{{clean_resource_name (upper `a`)}}", '${regex_replace(upper("a"), "[^A-Za-z0-9._-]", "-")}'],
  ["{{clean_resource_name `a-{{b}}`}}", '${regex_replace("a-{{b}}", "[^A-Za-z0-9._-]", "-")}'],
  ["{{`a` | upper | replace `A` `b` 1 | lower}}", '{{ `${upper("a")}` | replace `A` `b` 1 | lower }}'],
  ["{{replace `a` `b` 1 (upper `c`) | print .X}}", '{{ replace `a` `b` 1 `${upper("c")}` | print .X }}'],
  ["{{printf `%s-%d` (upper `a`) 3}}{{urlquery `a b`}}", '${format("%s-%d", upper("a"), 3)}${urlencode("a b")}'],
  [
    "{{$x := eq (upper `a`) `A` `b`}}{{with 2}}x{{end}}",
    '{{ $x := eq `${upper("a")}` `A` `b` }}{{ with 2 }}x{{ end }}',
  ],
  ["{{if eq (upper `a`) `A` `b`}}c{{end}}", '%{if(upper("a") == "A" || upper("a") == "b")}c%{endif}'],
  ["{{if upper `a`}}b{{else}}c{{end}}", '%{if(upper("a") != "")}b%{else}c%{endif}'],
  [
    "{{if and (eq `a` `b`) (not (upper `c`))}}{{uuid}}{{else if true}}d{{end}}",
    '%{if(("a" == "b") && ! (upper("c") != ""))}${uuidv4()}%{else}%{if true}d%{endif}%{endif}',
  ],
  ["{{if .A}}{{uuid}}{{else}}{{.B}}{{end}}", "{{ if .A }}${uuidv4()}{{ else }}{{.B}}{{ end }}"],
  [
    "{{$x := upper `a`}}{{$x}}{{with .A}}{{.B}}{{end}}",
    '{{ $x := `${upper("a")}` }}{{$x}}{{ with .A }}{{.B}}{{ end }}',
  ],
  [
    "{{range $i, $e := .L}}{{break}}{{end}}{{template `x` .A}}{{define `x`}}{{(.B).C}}{{end}}",
    "{{ define `x` }}{{(.B).C}}{{ end }}{{ range $i, $e := .L }}{{ break }}{{ end }}{{ template `x` .A }}",
  ],
  ["$%{{uuid}}$", '${"$%"}${uuidv4()}$'],
  ["{{ never closed", "{{ never closed"],
  ["{{upper", "{{upper"],
])("the call %s", async (call, expected) => {
  expect(await optionText(call)).toBe(`option = "${expected}"\n`);
});

test("builds know their machine", async () => {
  const { text } = await upgrade(
    JSON.stringify({ provisioners: [{ type: "shell", inline: ["{{build `ID`}} {{build `Pass-x y`}}"] }] }),
  );
  expect(text).toContain('inline = ["${build.ID} {{build `Pass-x y`}}"]\n');
});

test("a schema tells blocks, lists and truths", async () => {
  const field = (name: string, type: string, kind = "argument") => ({ name, type, kind, fields: [] });
  const fields = [
    field("list", "list(string)"),
    field("truth", "bool"),
    field("text", "string"),
    field("one", "", "block"),
    field("map", "map(string)"),
  ];
  const options = { type: "x", list: "a,b", truth: "1", text: true, one: { a: 1 }, map: { a: "b" } };
  const { text } = await upgrade(JSON.stringify({ builders: [options] }), { fieldsOf: async () => fields as never });
  expect(text).toContain(
    'source "x" "x" {\n  list = ["a", "b"]\n  map = {\n    a = "b"\n  }\n  one {\n    a = 1\n  }\n  text  = "1"\n  truth = true\n}\n',
  );
});

test.each([
  ["", `1:1 Object expected: The file is empty. It must hold a JSON object; the smallest is {}.`],
  ["[]", `1:1 Object expected: The file must hold a JSON object, such as {"name": "value"}; found "[".`],
  ['{"builders": {}}', `1:14 Incorrect JSON type: "builders" must be an array; here stands an object.`],
  ['{"builders": [5]}', `1:15 Incorrect JSON type: An item of "builders" must be an object; here stands a number.`],
  ['{"builders": [{"name": "x"}]}', `1:15 Missing type: An item of "builders" must have a "type", a string.`],
  ['{"provisioners": [{"type": null}]}', `1:28 Incorrect JSON type: "type" must be a string; here stands null.`],
  [
    '{"post-processors": [[["a"]]]}',
    `1:23 Incorrect JSON type: A post-processor must be an object; here stands an array.`,
  ],
  ['{"variables": []}', `1:15 Incorrect JSON type: "variables" must be an object; here stands an array.`],
  [
    '{"variables": {"a": 1}}',
    `1:21 Incorrect JSON type: The variable "a" must be a string, or null; here stands a number.`,
  ],
  ['{"description": 1e999}', `1:17 Number out of range: Numbers in such a template go up to about 1.8e308.`],
])("%s is refused", async (text, expected) => {
  expect(await messages(text)).toEqual([expected]);
  expect((await upgrade(text)).text).toBeUndefined();
});

test("deep nesting ends with a message", async () => {
  const deep = `{"builders": ${"[".repeat(10_000)}${"]".repeat(10_000)}}`;
  expect(await messages(deep)).toEqual(["1:413 Nesting too deep: Objects and arrays may be nested at most 400 deep."]);
});

test("many builders and names are translated in proportion", async () => {
  const builders = Array.from({ length: 2_000 }, (_, at) => ({ type: "null", name: `a ${at}`, communicator: "none" }));
  const { text } = await upgrade(JSON.stringify({ builders }));
  expect(hasErrors(parse(new Source("a.pkr.hcl", text!)).diagnostics)).toBe(false);
  expect(text!.match(/^source /gm)).toHaveLength(2_000);
});

test("names that become one stay two", async () => {
  const { text } = await upgrade(
    JSON.stringify({
      variables: { "a b": "1", "a.b": "2" },
      builders: [
        { type: "null", name: "x y" },
        { type: "null", name: "x.y" },
        { type: "null", name: "{{user `a b`}}" },
      ],
    }),
  );
  expect([...text!.matchAll(/^(?:source "null"|variable) "(.*)" \{/gm)].map(([, name]) => name)).toEqual([
    "a_b",
    "a_b_2",
    "x_y",
    "x_y_2",
    "autogenerated_3",
  ]);
});

test("a local beside {{timestamp}} keeps its name", async () => {
  const { text } = await upgrade(
    '{"variables": {"timestamp": "{{timestamp}}", "env_A": "", "b": "{{env `A`}}{{user `env_A`}}"}}',
  );
  expect(text).toContain('timestamp = "${local.timestamp_2}"\n');
  expect(text).toContain('timestamp_2 = regex_replace(timestamp(), "[- TZ:]", "")\n');
  expect(text).toContain('b = "${var.env_A_2}${var.env_A}"\n');
});
