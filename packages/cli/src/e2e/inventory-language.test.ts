import { ingot } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

/** What came into Packer's language after 1.6.6, line by line; see docs/compatibility.md. */
const source = 'source "null" "n" {\n  communicator = "none"\n}\n';

const building = (body: string, name = "") => `${source}build {${name}\n  sources = ["null.n"]\n${body}}\n`;

const showing = (expression: string) =>
  building(
    `  provisioner "shell-local" {\n    inline = ["cat > shown <<'END'\\n\${jsonencode(${expression})}\\nEND"]\n  }\n`,
  );

const log = (text: string, more = "") =>
  `  provisioner "shell-local" {\n    ${more}\n    inline = ["echo ${text} >> shown"]\n  }\n`;

const docker = "github.com/hashicorp/docker";
const requiring = (entry: string) => `packer {\n  required_plugins {\n    ${entry}\n  }\n}\n`;

interface Outcome {
  /** What the build wrote, or the summaries of what is wrong. */
  readonly shown: string;
  readonly said: string;
}

async function outcomeOf(template: string, command = "build", env: Record<string, string> = {}): Promise<Outcome> {
  using place = workplace({ "a.pkr.hcl": template, "b.tpl": "Hello, ${name}!", "c/d.txt": "text", "c/e.md": "" });
  const own = { HOME: place.path("home"), TMPDIR: place.path("tmp"), ...env };
  const { out, err } = await ingot(place.directory, own, command, "a.pkr.hcl");
  const wrong = err.match(/^(?:Error|Warning): .*$/gm)?.join("; ");
  return { shown: place.exists("shown") ? place.read("shown").trim() : (wrong ?? ""), said: out + err };
}

const typed = (type: string, value: string) => `variable "v" {\n  type    = ${type}\n  default = ${value}\n}\n`;

test.each([
  [
    "optional() with a default",
    typed("object({ a = string, b = optional(number, 3) })", '{ a = "x" }'),
    '{"a":"x","b":3}',
  ],
  ["optional() without one is null", typed("object({ a = optional(string) })", "{}"), '{"a":null}'],
  ["optional() within a list", typed("list(object({ a = optional(bool, true) }))", "[{}]"), '[{"a":true}]'],
  ["the type any", typed("any", '["a", 1]'), '["a",1]'],
  ["the type list(any)", typed("list(any)", '["a", 1]'), '["a","1"]'],
  ["env() of what is not set is empty", 'variable "v" {\n  default = env("NOT_SET_ANYWHERE")\n}\n', '""'],
])("variables: %s", async (_line, declaration, expected) => {
  expect((await outcomeOf(declaration + showing("var.v"))).shown).toBe(expected);
});

test.each([
  ["a local block", 'local "a" {\n  expression = upper("x")\n}\n', '"X"'],
  ["a local block and locals", 'local "a" {\n  expression = local.b\n}\nlocals {\n  b = 1\n}\n', "1"],
  ["a local of a data source", 'data "null" "d" {\n  input = "x"\n}\nlocals {\n  a = data.null.d.output\n}\n', '"x"'],
  [
    "a data source of a local, in any order",
    'locals {\n  a = data.null.d.output\n}\ndata "null" "d" {\n  input = local.b\n}\nlocals {\n  b = "deep"\n}\n',
    '"deep"',
  ],
  [
    "data sources of one another",
    'data "null" "d" {\n  input = data.null.e.output\n}\ndata "null" "e" {\n  input = "e"\n}\nlocals {\n  a = data.null.d.output\n}\n',
    '"e"',
  ],
  [
    "can(local.x), wherever it is declared",
    'locals {\n  a = can(local.b) ? local.b : "none"\n}\nlocals {\n  b = "some"\n}\n',
    '"some"',
  ],
  ["more than ten locals deep", `locals {\n  a = local.l0\n  ${chain(30)}\n  l30 = "end"\n}\n`, '"end"'],
])("locals and data: %s", async (_line, declarations, expected) => {
  expect((await outcomeOf(declarations + showing("local.a"))).shown).toBe(expected);
});

function chain(length: number): string {
  return Array.from({ length }, (_each, at) => `l${at} = local.l${at + 1}`).join("\n  ");
}

test.each([
  ["a local block without expression", 'local "a" {\n}\n', "Error: Missing required argument"],
  [
    "a local in both forms",
    'local "a" {\n  expression = 1\n}\nlocals {\n  a = 2\n}\n',
    "Error: Duplicate local definition",
  ],
  ["an unknown data source", 'data "nul" "d" {\n}\n', "Error: Unknown data source type"],
  ["a data source twice", 'data "null" "d" {\n  input = "a"\n}\n'.repeat(2), "Error: Duplicate data block"],
  [
    "a circle of locals and data",
    'data "null" "d" {\n  input = local.a\n}\nlocals {\n  a = data.null.d.output\n}\n',
    "Error: Cycle of locals and data sources",
  ],
  ["a data source that is not there", "locals {\n  a = data.null.nope\n}\n", "Error: Unknown variable"],
  ["a type within optional() alone", typed("optional(string)", '"a"'), "Error: Invalid type specification"],
  [
    "the default of optional() of another type",
    typed("object({ a = optional(number, []) })", "{}"),
    "Error: Invalid default value for optional attribute",
  ],
  [
    "a required version of the language",
    'packer {\n  required_version = "> 1.16.0"\n}\n',
    "Error: Unsupported Packer version",
  ],
  [
    "a plugin that is not built in",
    'packer {\n  required_plugins {\n    x = {\n      source  = "github.com/acme/nope"\n      version = ">= 1"\n    }\n  }\n}\n',
    "Error: Missing plugin",
  ],
  [
    "the short form of a plugin",
    'packer {\n  required_plugins {\n    x = ">= 1"\n  }\n}\n',
    "Error: Invalid plugin requirement",
  ],
  ...["https://github.com/a/b", "github.com/a/b?c=d", "github.com/a/b#c", "a/b", "b", "github.com/a/packer-b"].map(
    (source): [string, string, string] => [
      `the source ${source}`,
      requiring(`b = { source = "${source}", version = "~> 1" }`),
      "Error: Invalid plugin requirement",
    ],
  ),
  [
    "a source of 17 parts",
    requiring(`b = { source = "${"a/".repeat(16)}b", version = "~> 1" }`),
    "Error: Invalid plugin requirement",
  ],
  ["a plugin without version", requiring(`b = { source = "${docker}" }`), "Error: Invalid plugin requirement"],
  ["another argument of packer", "packer {\n  version = 1\n}\n", "Error: Unsupported argument"],
  ["a name of a data source", 'data "null" "1d" {\n  input = "x"\n}\n', "Error: Invalid data source name"],
  ["communicator is read", 'communicator "ssh" "c" {\n}\n', "Warning: Block without effect"],
  [
    "from is read",
    'build {\n  name    = "b"\n  sources = ["null.n"]\n  from "x" {\n  }\n}\n',
    "Warning: Block without effect",
  ],
  ["hcp_packer_registry is read", 'hcp_packer_registry {\n  bucket_name = "b"\n}\n', "Warning: Block without effect"],
])("told at validate: %s", async (_line, declarations, expected) => {
  expect((await outcomeOf(declarations + building(""), "validate")).shown).toBe(expected);
});

test.each([
  ["a plugin by any local name", requiring(`My--Docker = { source = "${docker}", version = "~> 1" }`)],
  ["a plugin twice", requiring(`d = { source = "${docker}", version = "~> 1" }`).repeat(2)],
  ["a prerelease of a plugin", requiring(`d = { source = "${docker}", version = "~> 1.0.0-beta" }`)],
  [
    "a rule about what is not read",
    'variable "v" {\n  default = "v"\n  validation {\n    condition     = var.v == vault("a", "b")\n    error_message = "No."\n  }\n}\n',
  ],
  ["required_version of 1.16", 'packer {\n  required_version = "~> 1.16"\n}\n'],
  [
    "a plugin whose components are built in",
    'packer {\n  required_plugins {\n    docker = {\n      source  = "github.com/hashicorp/docker"\n      version = "~> 1"\n    }\n  }\n}\n',
  ],
  [
    "a data source is not read, and its type is known",
    'data "http" "d" {\n  url = "http://127.0.0.1:1/"\n}\nlocals {\n  a = upper(data.http.d.body)\n}\n',
  ],
])("valid: %s", async (_line, declarations) => {
  const { said } = await outcomeOf(declarations + building(""), "validate");
  expect(said).toBe("The configuration is valid.\n");
});

test.each([
  [
    "build.name in names of provisioners",
    building(log("$PACKER_BUILD_NAME", 'name = "in ${build.name}"'), '\n  name = "b"'),
    "n",
  ],
  [
    "variables in the name of a build",
    `variable "w" {\n  default = "web"\n}\n${building(log("${build.name}"), "\n  name = var.w")}`,
    "web",
  ],
  [
    "a name from locals, data and path",
    `data "null" "d" {\n  input = "d"\n}\nlocals {\n  l = "l"\n}\n${building(log("${build.name}"), '\n  name = "${local.l}${data.null.d.output}${packer.version}${length(path.root) > 0}"')}`,
    "ld1.16.0true",
  ],
  ["override of a source that there is not", building(log("x", 'override = { nope = { inline = ["false"] } }')), "x"],
  ["a numeric string of retries", building(log("x", 'max_retries = "1"')), "x"],
  [
    "continue_on_error",
    building(
      `  provisioner "shell-local" {\n    continue_on_error = true\n    inline = ["false"]\n  }\n${log("after")}`,
    ),
    "after",
  ],
  [
    "continue_on_error, after all retries",
    building(
      `  provisioner "shell-local" {\n    continue_on_error = true\n    max_retries = 2\n    inline = ["echo try >> shown", "false"]\n  }\n${log("after")}`,
    ),
    "try\ntry\ntry\nafter",
  ],
  [
    "error-cleanup-provisioner",
    building(
      '  provisioner "shell-local" {\n    inline = ["false"]\n  }\n  error-cleanup-provisioner "shell-local" {\n    inline = ["echo cleaned >> shown"]\n  }\n',
    ),
    "cleaned",
  ],
  [
    "dynamic sources with names of their own",
    `${source}build {\n  dynamic "source" {\n    for_each = { x = 1, y = 2 }\n    labels   = ["null.n"]\n    content {\n      name = source.key\n    }\n  }\n${log("${source.name}", 'only = ["null.y"]')}}\n`,
    "y",
  ],
  [
    "source.name in a source",
    `source "file" "f" {\n  content = source.name\n  target  = "shown"\n}\nbuild {\n  sources = ["file.f"]\n}\n`,
    "f",
  ],
])("builds: %s", async (_line, template, expected) => {
  expect((await outcomeOf(template)).shown).toBe(expected);
});

test.each([
  ["alltrue([])", "true"],
  ["alltrue([true, null])", "false"],
  ["anytrue([])", "false"],
  ['coalesce(null, "", "a")', '"a"'],
  ['index(["a", "b"], "b")', "1"],
  ['length("noe\\u0308l")', "4"],
  ['startswith("abc", "ab")', "true"],
  ['endswith("abc", "bc")', "true"],
  ['strcontains("abc", "b")', "true"],
  ["sum([1, 2.5])", "3.5"],
  ['replace("a.b", ".", "/")', '"a/b"'],
  ['regex_replace("a1b2", "([a-z])", "[$1]")', '"[a]1[b]2"'],
  ['regex("([a-z])([0-9])", "a1")', '["a","1"]'],
  ['regex("(?P<x>a)", "a")', '{"x":"a"}'],
  ['regexall("[0-9]", "a1b2")', '["1","2"]'],
  ['strrev("abc")', '"cba"'],
  ['lookup({ a = 1 }, "b", 2)', "2"],
  ['indent(2, "a\\nb")', '"a\\n  b"'],
  ['base64gzip("test")', '"H4sIAAAAAAAA/ypJLS4BAAAA//8BAAD//wx+f9gEAAAA"'],
  ['textdecodebase64(textencodebase64("é", "UTF-16LE"), "UTF-16LE")', '"é"'],
  ['rfc3339_parse("2024-02-03T04:05:06+02:00").hour', "4"],
  ["unix_timestamp_parse(0).rfc3339", '"1970-01-01T00:00:00Z"'],
  ['length(legacy_isotime("2006"))', "4"],
  ['length(legacy_strftime("%Y"))', "4"],
  ['templatefile("b.tpl", { name = "you" })', '"Hello, you!"'],
  ['sort(fileset("c", "**"))', '["d.txt","e.md"]'],
  ['filebase64("c/d.txt")', '"dGV4dA=="'],
  ['try(jsondecode("{"), "fallback")', '"fallback"'],
  ["convert([1, 1], set(string))", '["1"]'],
  ['formatdate("DD MMM YYYY hh:mm", "2024-02-03T04:05:06Z")', '"03 Feb 2024 04:05"'],
  ['setintersection(["a", "b"], ["b", "c"])', '["b"]'],
  ['urlencode("a b/ü")', '"a+b%2F%C3%BC"'],
])("functions: %s", async (expression, expected) => {
  expect((await outcomeOf(showing(expression))).shown).toBe(expected);
});

test.each([
  ["sum([])", "an empty list has no sum"],
  ['coalesce(null, "")', "every value is null or an empty string"],
  ['index(["1"], 1)', "the value is not in the list"],
  ['lookup({ a = 1 }, "b")', "lookup"],
  ['file("nowhere")', "nowhere"],
])("functions refuse: %s", async (expression, words) => {
  const { said } = await outcomeOf(`locals {\n  a = ${expression}\n}\n${building("")}`, "validate");
  expect(said.replace(/\s+/g, " ")).toContain(words);
});

test.each([
  ["powershell", "provisioner"],
  ["windows-shell", "provisioner"],
  ["windows-restart", "provisioner"],
  ["hcp-sbom", "provisioner"],
  ["provenance", "post-processor"],
])("components that are not there: %s", async (type, kind) => {
  const { shown } = await outcomeOf(building(`  ${kind} "${type}" {\n  }\n`), "validate");
  expect(shown).toBe(`Error: Unknown ${kind} type`);
});

test.each(["version", "artifact", "image", "iteration"])("nor are there data sources of HCP: %s", async (name) => {
  const { shown } = await outcomeOf(`data "hcp-packer-${name}" "d" {\n}\n${building("")}`, "validate");
  expect(shown).toBe("Error: Unknown data source type");
});

test("functions of Terraform's that Packer lacks are unknown", async () => {
  const conversions = ["tobool", "tolist", "tomap", "tonumber", "toset", "tostring"];
  const hashes = [
    "base64sha256",
    "base64sha512",
    "filebase64sha256",
    "filemd5",
    "filesha1",
    "filesha256",
    "filesha512",
  ];
  const others = ["cidrcontains", "ephemeralasnull", "matchkeys", "nonsensitive", "one", "plantimestamp", "sensitive"];
  const names = [...conversions, ...hashes, ...others, "setsubtract", "templatestring", "timecmp", "transpose", "type"];
  const { said } = await outcomeOf(
    `locals {\n  ${names.map((name) => `${name} = ${name}("a")`).join("\n  ")}\n}\n${building("")}`,
    "validate",
  );
  const unknown = [...said.replace(/\s+/g, " ").matchAll(/There is no function named "(\w+)"/g)];
  expect(unknown.map(([, name]) => name)).toEqual(names);
});

test("a sensitive local is hidden in what is printed", async () => {
  const secret = 'local "a" {\n  expression = "t0p-s3cret"\n  sensitive  = true\n}\n';
  const { said } = await outcomeOf(
    secret + building('  provisioner "shell-local" {\n    inline = ["echo ${local.a}"]\n  }\n'),
  );
  expect(said).toContain("<sensitive>");
  expect(said).not.toContain("t0p-s3cret");
});
