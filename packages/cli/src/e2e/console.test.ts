import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { requires } from "@ingot/testing";
import { bin, type Ended, type Workplace, workplace } from "./ingot.test-fixtures.js";

const template = `variable "name" {
  default = "web"
}
variable "password" {
  default   = "hunter2"
  sensitive = true
}
variable "sizes" {
  type    = list(number)
  default = [10, 20]
}
variable "unset" {
  type = string
}
locals {
  upper = upper(var.name)
  tree  = { b = 1, a = [1, 2, { c = "d" }] }
}
`;

let place: Workplace;
beforeAll(() => {
  place = workplace({ "a.pkr.hcl": template });
});
afterAll(() => place[Symbol.dispose]());

/** Runs a program in the workplace with `input` in a pipe: what Node gives it is a socket, which Packer takes for a person. */
async function pipe(input: string, program: string, ...args: readonly string[]): Promise<Ended> {
  const env = { PATH: process.env.PATH!, HOME: place.path("home"), CHECKPOINT_DISABLE: "1" };
  const child = spawn("sh", ["-c", 'cat | "$@"', "sh", program, ...args], { cwd: place.directory, env });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  child.stdin.end(input);
  const [code, signal] = await once(child, "close");
  return { code, signal, out, err };
}

const ingot = (input: string, ...args: readonly string[]) => pipe(input, process.execPath, bin, "console", ...args);

/** Printed alike to the byte. */
const alike = `"text"
""
"two\\nlines\\tand \\"quotes\\""
"é😀"
0
-5
1.5
0.1 + 0.2
2 / 3
100 / 3
1234567.5
0.00001
-0.00012
1e15
9007199254740993
9223372036854775807
1e19
1e30
-1e300
true
!true
null
[]
{}
[[]]
{a = {}}
[1, "a", true, null]
["two\\nlines", "tab\\t", "\\u0001", "\\u2028\\u00a0", "quote\\"back\\\\slash"]
{b = 1, a = "x"}
{"two words" = 1, "10" = 2, "9" = 3, "quote\\"" = 4}
{a = [1, {b = [2, {c = "d"}]}]}
[for s in ["a", "b"] : upper(s)]
{for s in ["b", "a"] : s => length(s)}
convert({a = "b"}, map(string))
setunion(["b", "a"], ["c"])
"\${1}"
"a\${1}b"
1 == 1 ? "yes" : "no"
  1 + 1  
1 # a comment
upper("x")
jsonencode({a = [1, null]})
var.name
var.password
var.sizes
var.sizes[1]
var.unset
[var.unset]
{a = var.unset}
upper(var.unset)
local.upper
local.tree
local.tree.a[2].c
path.root
path.cwd
path
build
source
"web hunter2"
variables`.split("\n");

/** Input, what Ingot prints, and what Packer does; the reasons are in decision 5. */
const different: readonly (readonly [input: string, ingot: string, packer: string])[] = [
  ["18446744073709551616\n", "18446744073709551616\n", "1.8446744073709552e+19\n"],
  ["{a = null}\n", '{\n  "a" = null\n}\n', "{}\n"],
  ["[var.password]\n", "[\n  <sensitive>,\n]\n", '[\n  "<sensitive>",\n]\n'],
  ['"x-${var.password}"\n', "<sensitive>\n", "x-<sensitive>\n"],
  ["1\n\n", "1\n", "\n"],
  ["", "", "\n"],
  ["1\nexit\n2\n", "1\n", "2\n"],
];

requires("packer", "packer")("beside packer console", () => {
  const packer = (input: string) => pipe(input, "packer", "console", "--config-type=hcl2", "a.pkr.hcl");

  test.each(alike)("%s", async (expression) => {
    const [ours, theirs] = await Promise.all([ingot(`${expression}\n`, "a.pkr.hcl"), packer(`${expression}\n`)]);
    expect(theirs.code).toBe(0);
    expect(ours).toEqual({ ...theirs, err: "" });
  });

  test.each(different)("%j is another", async (input, ours, theirs) => {
    expect(await ingot(input, "a.pkr.hcl")).toMatchObject({ code: 0, out: ours });
    expect(await packer(input)).toMatchObject({ code: 0, out: theirs });
  });

  test.each(["nope\n", "nope\n1\n", "1\nnope\n", "1 +\n"])("%j ends with the same code", async (input) => {
    expect((await ingot(input, "a.pkr.hcl")).code).toBe((await packer(input)).code);
  });
});

describe("ingot console in a pipe", () => {
  test("prints the last result, and every mistake on the error output", async () => {
    expect(await ingot("1\nvar.name + 1\n3\n", "a.pkr.hcl")).toEqual({
      code: 1,
      signal: null,
      out: "3\n",
      err: `Error: Invalid operand

  on <console-input> line 1:
   1: var.name + 1
      ^^^^^^^^
    var.name is "web"

The left operand of "+" cannot be used: a number is required.

`,
    });
  });

  test("takes expressions of several lines, and tells where one has no end", async () => {
    expect(await ingot("[1,\n\n2]\n")).toMatchObject({ code: 0, out: "[\n  1,\n  2,\n]\n" });
    const { code, out, err } = await ingot("1\n[1,\n");
    expect({ code, out }).toEqual({ code: 1, out: "1\n" });
    expect(err).toContain("Error: Unfinished list");
  });

  test.each([
    ["1 +", "   1: 1 +\n         ^\n"],
    ["[1,\n  2 +  \n", "   2:   2 +\n           ^\n"],
    ["1 + # one", "   1: 1 + # one\n               ^\n"],
  ])("what lacks its end is told at the end of what was typed: %j", async (typed, marked) => {
    expect((await ingot(`${typed}\n`)).err).toContain(marked);
  });

  test("needs no template; variables come from flags and files", async () => {
    place.write({ "b.pkrvars.hcl": 'name = "file"\n' });
    expect(await ingot("upper(packer.version)\n")).toMatchObject({ code: 0, out: "1.16.0\n" });
    expect(await ingot("var.unset\n", "-var", "unset=set", "a.pkr.hcl")).toMatchObject({ code: 0, out: "set\n" });
    expect(await ingot("var.name\n", "-var-file=b.pkrvars.hcl", "a.pkr.hcl")).toMatchObject({ out: "file\n" });
    const { code, err } = await ingot("1\n", "-var", "x=1", "-config-type=hcl2");
    expect(code).toBe(1);
    expect(err).toContain("Error: Undefined -var variable");
  });

  test("data may be asked for", async () => {
    place.write({ "d.pkr.hcl": 'data "null" "d" {\n  input = "read"\n}\n' });
    expect(await ingot("data.null.d.output\n", "d.pkr.hcl")).toMatchObject({ code: 0, out: "read\n" });
  });

  test.each([
    ["var.name", "web\n# string\n"],
    ["local.tree", null],
    ["var.password", "<sensitive>\n"],
    ["type(var.sizes)", "list(number)\n# string\n"],
    ["type(var.password)", "<sensitive>\n"],
    ["type(null)", "any\n# string\n"],
    ["[for s in var.sizes : type(s)]", '[\n  "number",\n  "number",\n]\n# tuple([string,string])\n'],
    ["{a = 1, b = [true]}", '{\n  "a" = 1\n  "b" = [\n    true,\n  ]\n}\n# object({a=number,b=tuple([bool])})\n'],
  ])("-types: %s", async (expression, expected) => {
    const { out } = await ingot(`${expression}\n`, "-types", "a.pkr.hcl");
    if (expected === null) expect(out).toMatch(/\n# object\(\{a=tuple\(.*\),b=number\}\)\n$/);
    else expect(out).toBe(expected);
  });

  test("a template with mistakes can still be asked; one that cannot be read cannot", async () => {
    place.write({ "broken.pkr.hcl": 'locals {\n  a = upper([])\n  b = "good"\n}\n', "worse.pkr.hcl": "locals {\n" });
    expect(await ingot("local.b\n", "broken.pkr.hcl")).toMatchObject({ code: 1, out: "good\n" });
    expect(await ingot("1\n", "worse.pkr.hcl")).toMatchObject({ code: 1, out: "" });
    expect(await ingot("1\n", join("no", "where"))).toMatchObject({ code: 1, out: "" });
    expect(await ingot("1\n", "-")).toMatchObject({ code: 1, out: "" });
  });

  test("quotes no secret in a source line", async () => {
    const { err } = await ingot('"hunter2" + 1\n', "a.pkr.hcl");
    expect(err).toContain('1: "<sensitive>" + 1');
    expect(err).not.toContain("hunter2");
  });

  test("help explains it", async () => {
    expect((await ingot("help\n")).out).toContain("type(EXPRESSION)   the type of a value\n");
  });
});
