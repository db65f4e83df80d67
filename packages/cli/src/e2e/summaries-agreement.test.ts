import { readFileSync } from "node:fs";
import { join } from "node:path";
import { requires } from "@ingot/testing";
import { byPacker, type Files } from "./agreement.test-fixtures.js";
import { ingot } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(120_000); // packer is as quick as the machine

/** What Packer calls a mistake, what Ingot calls it, and a template that has it; its name in Packer 1.6.6 where that is another. */
interface Mistake {
  readonly packer: string;
  readonly ingot: string;
  readonly files: Files | string;
  readonly args?: readonly string[];
  /** `false`: 1.6.6 does not know the feature, or finds nothing wrong. */
  readonly older?: string | false;
}

const source = 'source "null" "n" {\n  communicator = "none"\n}\n';
const building = (body = "") => `${source}build {\n  sources = ["null.n"]\n${body}}\n`;
const shell = (lines: string) => building(`  provisioner "shell-local" {\n    inline = ["true"]\n${lines}  }\n`);
const variable = (lines: string) => `variable "v" {\n${lines}}\n${building()}`;
const rule = (lines: string) => variable(`  default = "v"\n  validation {\n${lines}  }\n`);
const sentence = '    error_message = "It is wrong."\n';
const needs = (value: string) => `packer {\n  required_plugins {\n    p = ${value}\n  }\n}\n${building()}`;
const valued = (file: string, text: string) => ({ "a.pkr.hcl": variable('  default = "v"\n'), [file]: text });

const mistakes: readonly Mistake[] = [
  { packer: "Unsupported block type", ingot: "Unsupported block type", files: `bogus {\n}\n${building()}` },
  { packer: "Unsupported argument", ingot: "Unsupported argument", files: building("  bogus = 1\n") },
  {
    packer: "Missing required argument",
    ingot: "Missing required argument",
    files: 'source "file" "f" {\n  content = "x"\n}\nbuild {\n  sources = ["file.f"]\n}\n',
    older: "target required",
  },
  { packer: "Could not find any config file", ingot: "No template in the folder", files: { "x/y": "" }, args: ["x"] },
  {
    packer: "Could not guess format of",
    ingot: "Unknown format of variable file",
    files: valued("b.txt", ""),
    args: ["-var-file=b.txt", "a.pkr.hcl"],
  },
  {
    packer: "Unsupported Packer Core version",
    ingot: "Unsupported Packer version",
    files: `packer {\n  required_version = ">= 99"\n}\n${building()}`,
  },
  {
    packer: "Invalid version constraint",
    ingot: "Invalid version constraint",
    files: `packer {\n  required_version = "new"\n}\n${building()}`,
  },
  {
    packer: "Duplicate variable",
    ingot: "Duplicate variable",
    files: `variable "v" {\n  default = 1\n}\n${variable("  default = 2\n")}`,
  },
  {
    packer: "Invalid variable name",
    ingot: "Invalid variable name",
    files: `variable "1v" {\n  default = 1\n}\n${building()}`,
    older: false,
  },
  {
    packer: "Invalid default value for variable",
    ingot: "Invalid default value for variable",
    files: variable('  type    = number\n  default = "x"\n'),
  },
  {
    packer: "Invalid argument value for -var variable",
    ingot: "Invalid value for variable",
    files: variable("  type = number\n"),
    args: ["-var=v=x", "a.pkr.hcl"],
  },
  {
    packer: "Undefined -var variable",
    ingot: "Undefined -var variable",
    files: building(),
    args: ["-var=w=x", "a.pkr.hcl"],
  },
  {
    packer: "Variable declaration in a .pkrvar file",
    ingot: "Variable declaration in a variable file",
    files: valued("b.pkrvars.hcl", 'variable "v" {\n}\n'),
    args: ["-var-file=b.pkrvars.hcl", "a.pkr.hcl"],
  },
  { packer: "Unset variable", ingot: "Unset variable", files: variable("  type = string\n") },
  {
    packer: "Invalid variable validation condition",
    ingot: "Invalid variable validation condition",
    files: rule(`    condition     = true\n${sentence}`),
  },
  {
    packer: "Invalid variable validation result",
    ingot: "Invalid variable validation result",
    files: rule(`    condition     = [var.v]\n${sentence}`),
  },
  {
    packer: "Invalid reference in variable validation",
    ingot: "Invalid reference in variable validation",
    files: rule(`    condition     = local.x\n${sentence}`),
  },
  {
    packer: "Invalid validation error message",
    ingot: "Invalid validation error message",
    files: rule('    condition     = var.v != ""\n    error_message = "wrong"\n'),
  },
  {
    packer: "Invalid value for default variable",
    ingot: "Invalid value for variable",
    files: rule(`    condition     = var.v == ""\n${sentence}`),
  },
  {
    packer: "Invalid value for cmd variable",
    ingot: "Invalid value for variable",
    files: rule(`    condition     = var.v == "v"\n${sentence}`),
    args: ["-var=v=w", "a.pkr.hcl"],
  },
  {
    packer: "Duplicate local definition",
    ingot: "Duplicate local definition",
    files: `locals {\n  a = 1\n}\nlocals {\n  a = 2\n}\n${building()}`,
    older: false,
  },
  {
    packer: "Invalid local name",
    ingot: "Invalid local name",
    files: `local "1a" {\n  expression = 1\n}\n${building()}`,
    older: "Unsupported block type",
  },
  {
    packer: "failed to prepare execution graph",
    ingot: "Unsupported attribute",
    files: `locals {\n  a = local.b\n}\n${building()}`,
    older: "Unsupported attribute",
  },
  {
    packer: "failed to prepare execution graph",
    ingot: "Cycle of locals",
    files: `locals {\n  a = local.b\n  b = local.a\n}\n${building()}`,
    older: "Error",
  },
  { packer: "Duplicate source block", ingot: "Duplicate source block", files: source + building() },
  {
    packer: "Duplicate data block",
    ingot: "Duplicate data block",
    files: 'data "null" "d" {\n  input = 1\n}\n'.repeat(2) + building(),
    older: "Unsupported block type",
  },
  {
    packer: "Unknown data type",
    ingot: "Unknown data source type",
    files: `data "nope" "d" {\n}\n${building()}`,
    older: "Unsupported block type",
  },
  {
    packer: "Unknown source type",
    ingot: "Unknown source type",
    files: 'source "nope" "n" {\n}\nbuild {\n  sources = ["nope.n"]\n}\n',
    older: "Unknown source",
  },
  { packer: "Unknown source", ingot: "Unknown source", files: building().replace("null.n", "null.m") },
  {
    packer: "Unknown provisioner type",
    ingot: "Unknown provisioner type",
    files: building('  provisioner "nope" {\n  }\n'),
    older: "Unknown provisioner type",
  },
  {
    packer: "Unknown error-cleanup-provisioner type",
    ingot: "Unknown provisioner type",
    files: building('  error-cleanup-provisioner "nope" {\n  }\n'),
    older: "Unsupported block type",
  },
  {
    packer: "Unknown post-processor type",
    ingot: "Unknown post-processor type",
    files: building('  post-processor "nope" {\n  }\n'),
  },
  {
    packer: "Invalid source reference",
    ingot: "Invalid source reference",
    files: building().replace("null.n", "null"),
  },
  {
    packer: "missing source reference",
    ingot: "Missing source reference",
    files: `${source}build {\n}\n`,
    older: false,
  },
  { packer: "Missing build block", ingot: "Missing build block", files: source, older: false },
  {
    packer: "Only one error-cleanup-provisioner is allowed",
    ingot: "Too many blocks",
    files: building('  error-cleanup-provisioner "shell-local" {\n    inline = ["true"]\n  }\n'.repeat(2)),
    older: "Unsupported block type",
  },
  {
    packer: "only one of 'only' or 'except' may be specified",
    ingot: "Both only and except",
    files: shell('    only   = ["null.n"]\n    except = ["null.n"]\n'),
  },
  {
    packer: "Failed to parse pause_before duration",
    ingot: "Invalid duration",
    files: shell('    pause_before = "x"\n'),
  },
  { packer: "Failed to parse timeout duration", ingot: "Invalid duration", files: shell('    timeout = "x"\n') },
  {
    packer: "Failed preparing provisioner-block",
    ingot: "Nothing to run",
    files: shell("").replace('    inline = ["true"]\n', ""),
  },
  {
    packer: "Missing plugins",
    ingot: "Missing plugin",
    files: needs('{ source = "github.com/a/nope", version = "~> 1" }'),
    older: false,
  },
  { packer: "Invalid plugin requirement", ingot: "Invalid plugin requirement", files: needs('"~> 1"'), older: false },
  {
    packer: "Preparing packer core build",
    ingot: "Unsupported argument",
    files: building().replace("communicator", "comunicator"),
    older: "Unsupported argument",
  },
  {
    packer: "Unknown variable",
    ingot: "Unknown variable",
    files: building("  name = nope.x\n"),
    older: "Variables not allowed",
  },
  { packer: "Invalid index", ingot: "Invalid index", files: `locals {\n  a = [1][5]\n}\n${building()}` },
  { packer: "Variables not allowed", ingot: "Variables not allowed", files: variable("  default = var.x\n") },
  {
    packer: "Invalid single-argument block definition",
    ingot: "Invalid one-line block",
    files: 'source "null" "n" { communicator = "none", ssh_host = "x" }\n',
  },
];

const filesOf = ({ files }: Mistake): Files => (typeof files === "string" ? { "a.pkr.hcl": files } : files);
const argsOf = ({ args = ["a.pkr.hcl"] }: Mistake) => ["validate", ...args];
const cases = mistakes.map((mistake): [string, string, Mistake] => [mistake.packer, mistake.ingot, mistake]);

test.each(cases)("%s is here: %s", async (_theirs, ours, mistake) => {
  using place = workplace(filesOf(mistake));
  const { code, err } = await ingot(place.directory, {}, ...argsOf(mistake));
  expect({ code, summaries: err.match(/(?<=^Error: ).*/gm) }).toEqual({
    code: 1,
    summaries: expect.arrayContaining([ours]),
  });
});

test("docs/diagnostics.md lists these names", () => {
  const page = readFileSync(join(__dirname, "../../../../docs/diagnostics.md"), "utf8");
  const [, table = ""] = page.split("| in Packer | here |\n|---|---|\n");
  const rows = new Set(cases.map(([theirs, ours]) => `| ${theirs} | ${ours} |`));
  expect(table.split("\n\n")[0]!.trimEnd().split("\n")).toEqual([...rows]);
});

const known = cases.filter(([, , { older }]) => older !== false);

requires("packer", "Debian's packer")("packer 1.6.6 says so, or nearly", () => {
  test.concurrent.each(known)("%s (%s)", async (theirs, _ours, mistake) => {
    const { ok, said } = await byPacker({ files: filesOf(mistake), args: argsOf(mistake) });
    expect({ ok, said: said.replaceAll(/\s+/g, " ") }).toEqual({
      ok: false,
      said: expect.stringContaining(mistake.older || theirs),
    });
  });
});
