import { requires } from "@ingot/testing";
import { byPacker } from "./agreement.test-fixtures.js";
import { ingot } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(120_000); // packer is as quick as the machine

/** Where expressions stand, each a template with `X` in that place. */
const declared = 'variable "v" {\n  default = "v"\n}\nlocals {\n  l = "l"\n}\n';
const source = 'source "null" "n" {\n  communicator = "none"\n}\n';
const building = (body: string) => `${source}build {\n  sources = ["null.n"]\n${body}}\n`;
const shell = (lines: string) => building(`  provisioner "shell-local" {\n${lines}  }\n`);
const post = (lines: string) => building(`  post-processor "shell-local" {\n${lines}  }\n`);

const places: Readonly<Record<string, string>> = {
  default: `variable "w" {\n  default = X\n}\n${building("")}`,
  rule: `variable "w" {\n  default = "w"\n  validation {\n    condition     = length("\${var.w}\${X}") > 0\n    error_message = "No."\n  }\n}\n${building("")}`,
  local: `locals {\n  w = X\n}\n${building("")}`,
  data: `data "null" "w" {\n  input = X\n}\n${building("")}`,
  name: building("  name = X\n"),
  dynamic: building(
    '  dynamic "provisioner" {\n    for_each = [X]\n    labels   = ["shell-local"]\n    content {\n      inline = ["true"]\n    }\n  }\n',
  ),
  source: 'source "file" "f" {\n  target  = "t"\n  content = X\n}\nbuild {\n  sources = ["file.f"]\n}\n',
  provisioner: shell('    inline = ["echo ${X}"]\n'),
  "its name": shell('    name   = X\n    inline = ["true"]\n'),
  "post-processor": post('    inline = ["echo ${X}"]\n'),
  "its own name": post('    name   = X\n    inline = ["true"]\n'),
};

const everywhere = Object.keys(places);
const inTemplate = everywhere.filter((place) => !["default", "rule"].includes(place));
const withMachine = ["provisioner", "its name", "post-processor", "its own name"];

/** The roots of names, and where each may stand. */
const roots: Readonly<Record<string, readonly string[]>> = {
  "var.v": inTemplate,
  "local.l": inTemplate,
  "data.null.d.output": inTemplate,
  "path.cwd": inTemplate,
  "path.root": inTemplate,
  "packer.version": inTemplate,
  "source.name": ["source", ...withMachine],
  "source.type": ["source", ...withMachine],
  "build.name": withMachine,
  "build.ID": withMachine,
  "build.Nope": [],
  "each.key": [],
};

const cases = Object.entries(roots).flatMap(([root, allowed]) =>
  everywhere.map((place): [string, string, boolean] => [root, place, allowed.includes(place)]),
);

const templateOf = (root: string, place: string) =>
  declared +
  (root.startsWith("data.") ? 'data "null" "d" {\n  input = "d"\n}\n' : "") +
  places[place]!.replace("X", root);

test.each(cases)("%s in %s: %j", async (root, place, allowed) => {
  using here = workplace({ "a.pkr.hcl": templateOf(root, place) });
  const { code, err } = await ingot(here.directory, {}, "validate", "a.pkr.hcl");
  expect({ valid: code === 0, err }).toMatchObject({ valid: allowed });
});

/** What packer 1.6.6 makes of it otherwise. */
function isOtherwise(root: string, place: string): boolean {
  if (place === "its own name") return (roots[root] ?? []).length > 0; // literals only
  if (place === "name") return inTemplate === roots[root]; // likewise
  if (root === "source.name") return ["source", "its name", "local", "dynamic"].includes(place); // not known yet
  return ["build.name", "build.ID"].includes(root) && place === "its name";
}

const asked = ["var.v", "path.root", "source.name", "build.name", "build.ID", "build.Nope", "each.key"];
const known = cases.filter(([root, place]) => asked.includes(root) && place !== "data");

requires("packer", "Debian's packer")("packer 1.6.6, without data sources", () => {
  test.concurrent.each(known)("%s in %s: %j", async (root, place, allowed) => {
    const files = { "a.pkr.hcl": templateOf(root, place) };
    const { ok, said } = await byPacker({ files, args: ["validate", "a.pkr.hcl"] });
    expect({ valid: ok, said }).toMatchObject({ valid: allowed !== isOtherwise(root, place) });
  });
});
