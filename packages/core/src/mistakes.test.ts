import { renderDiagnostic } from "@ingot/hcl";
import { fakeBuilder, fakeProvisioner, loaderOf, testHost } from "@ingot/testing";
import { createEngine } from "./engine.js";
import type { LoadOptions } from "./engine-api.js";
import { writeFiles } from "./template/load.test-fixtures.js";

/** What a user reads who makes this mistake: everything that `validate` would print. */
async function reading(text: string | undefined, options: LoadOptions = {}): Promise<string> {
  using host = testHost();
  if (text !== undefined) writeFiles(host.directory, { "main.pkr.hcl": text });
  const engine = createEngine({
    host,
    components: [loaderOf(fakeBuilder()), loaderOf(fakeProvisioner({ type: "shell" }))],
  });
  const { template, diagnostics } = await engine.load(".", options);
  const planning = template && (await engine.plan(template));
  return [...diagnostics, ...(planning?.diagnostics ?? [])].map((each) => renderDiagnostic(each)).join("\n");
}

const build = 'build {\n  sources = ["source.fake.image"]\n}\n';
const source = 'source "fake" "image" {\n}\n';

test("an unknown argument", async () => {
  expect(await reading(`source "fake" "image" {\n  imag = "debian"\n}\n${build}`)).toBe(`Error: Unsupported argument

  on main.pkr.hcl line 2, in source "fake" "image":
   2:   imag = "debian"
        ^^^^

An argument named "imag" is not expected here. Did you mean "image"?
`);
});

test.each([
  ["build.ID", "It describes the machine of a build that runs: use it in provisioners and post-processors."],
  ["data.http.x", 'The template declares no data source. One is declared by data "type" "name" { … }.'],
  ["variable.x", "The value of a variable is var.name."],
  ["[for x in [1] : locals.x]", "The value of a local is local.name."],
  ['tonumber("1")', 'There is no function named "tonumber". Write convert(value, number).'],
  ['tolist("1")', 'There is no function named "tolist". Write convert(value, list(any)).'],
  ['env("HOME")', 'It can be called only in the default of a variable: variable "home" { default = env("HOME") }.'],
])("what belongs elsewhere: %s", async (expression, hint) => {
  const text = (await reading(`locals {\n  a = ${expression}\n}\n${source}${build}`)).replace(/\s+/g, " ");
  expect(text).toContain(hint);
});

test.each([
  [
    "a = $var.x",
    'A "$" has a meaning only within quotes, as in "web-${var.name}"; outside of them a variable is written var.name.',
  ],
  ["a = 1,", 'found ",". Arguments are not separated by commas: delete it.'],
  ['a = "shell" {', 'found "{". A block has no "=" before its labels.'],
  ["a = none", 'There is no variable named "none". If a text is meant, it stands in quotes: "none".'],
])("what newcomers write: %s", async (line, advice) => {
  const text = (await reading(`locals {\n  ${line}\n}\n${source}${build}`)).replace(/\s+/g, " ");
  expect(text).toContain(advice);
});

test("a missing required argument", async () => {
  const text = `${source}build {\n  sources = ["source.fake.image"]\n  provisioner "shell" {\n    repeat = 2\n  }\n}\n`;
  expect(await reading(text)).toBe(`Error: Missing required argument

  on main.pkr.hcl line 5, in build:
   5:   provisioner "shell" {
        ^^^^^^^^^^^^^^^^^^^

The argument "message" is required, but it is not set.
`);
});

test("a wrong type", async () => {
  expect(await reading(`source "fake" "image" {\n  count = "many"\n}\n${build}`)).toBe(`Error: Incorrect argument type

  on main.pkr.hcl line 2, in source "fake" "image":
   2:   count = "many"
                ^^^^^^

The argument "count" has the wrong type: a number is required.
`);
});

test("an unset variable", async () => {
  expect(await reading(`variable "release" {\n  type = string\n}\n${source}${build}`)).toBe(`Error: Unset variable

  on main.pkr.hcl line 1:
   1: variable "release" {
      ^^^^^^^^^^^^^^^^^^

The variable "release" has no value and no default. Give it one with -var
release=VALUE, in a file named by -var-file, or as PKR_VAR_release in the
environment.
`);
});

test("a failed validation rule", async () => {
  const text = `variable "size" {
  type    = number
  default = 1
  validation {
    condition     = var.size > 4
    error_message = "The disk must be larger than 4 GB."
  }
}
${source}${build}`;
  expect(await reading(text)).toBe(`Error: Invalid value for variable

  on main.pkr.hcl line 5, in validation:
   5:     condition     = var.size > 4
                          ^^^^^^^^^^^^
    var.size is 1

The disk must be larger than 4 GB. The value of variable "size", from its
default, was checked by the validation rule at main.pkr.hcl:4.
`);
});

test("an undeclared source", async () => {
  expect(await reading(`${source}build {\n  sources = ["source.fake.imgae"]\n}\n`)).toBe(`Error: Unknown source

  on main.pkr.hcl line 4, in build:
   4:   sources = ["source.fake.imgae"]
                   ^^^^^^^^^^^^^^^^^^^

The build uses the source "fake.imgae", which is not declared. Did you mean
"fake.image"?
`);
});

test("an unknown component type", async () => {
  const text = `${source}build {\n  sources = ["source.fake.image"]\n  provisioner "shel" {\n  }\n}\n`;
  expect(await reading(text)).toBe(`Error: Unknown provisioner type

  on main.pkr.hcl line 5, in build:
   5:   provisioner "shel" {
                    ^^^^^^

There is no provisioner of the type "shel". Did you mean "shell"? Ingot has
these: shell.
`);
});

test("a circle of locals", async () => {
  expect(
    await reading(`locals {\n  a = local.b\n  b = "\${local.a}!"\n}\n${source}${build}`),
  ).toBe(`Error: Cycle of locals

  on main.pkr.hcl line 2, in locals:
   2:   a = local.b
            ^^^^^^^

local.a → local.b → local.a: a local cannot be computed from itself. local.a
uses local.b at main.pkr.hcl:2; local.b uses local.a at main.pkr.hcl:3. Break
the circle at one of these places.
`);
});

test("an empty folder", async () => {
  expect(await reading(undefined)).toBe(`Error: No template in the folder

No file in "." has a name ending in .pkr.hcl or .pkr.json. Give the path of a
template, or of a folder that holds one. Folders within are not searched.
`);
});

test("a syntax error", async () => {
  expect(await reading(`${source}build {\n  sources = [\n}\n`)).toBe(`Error: Expression expected

  on main.pkr.hcl line 5, in build:
   5: }
      ^

A value or an expression must stand here; found "}".
`);
});

test("a template nested ten thousand deep", async () => {
  const told = await reading(`locals {\n  a = ${"[".repeat(10_000)}${"]".repeat(10_000)}\n}\n`);
  expect(told.split("\n")[0]).toBe("Error: Nesting too deep");
  expect(told).toMatch(/nested at most 400 deep/);
  expect(told.length).toBeLessThan(600);
});

test("a remark where old JSON has none", async () => {
  const text = JSON.stringify({ builders: [{ type: "fake", _comment: "x" }] });
  expect(await reading(undefined, { text, language: "json" })).toContain(`
A property named "_comment" is not expected here. A remark can be called so at
the top of Packer's old JSON only; in HCL's JSON its name is "//".
`);
});
