import { readFileSync } from "node:fs";
import { join } from "node:path";
import { codeBlocks } from "./documentation.test-fixtures.js";
import { ingot } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

const page = codeBlocks(readFileSync(join(__dirname, "../../../../docs/plan.md"), "utf8"));
const template = page.find(({ file }) => file === "web.pkr.hcl")!.text;
const consoles = page.filter(({ language }) => language === "console").map(({ text }) => text);

async function run(files: Readonly<Record<string, string>>, ...words: string[]) {
  using place = workplace(files);
  return await ingot(place.directory, {}, ...words);
}

test.each(consoles.map((text) => [text.split("\n", 1)[0]!.slice("$ ingot ".length), text] as const))(
  "docs/plan.md: %s",
  async (words, text) => {
    const { code, out, err } = await run({ "web.pkr.hcl": template }, ...words.split(" "));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(`$ ingot ${words}\n${out}`).toBe(text);
  },
);

test("JSON: one line, with the fields of the page and no others", async () => {
  const { out } = await run({ "web.pkr.hcl": template }, "plan", "--json", "web.pkr.hcl");
  const plan = JSON.parse(out);
  expect(plan).toMatchObject({ v: 1, type: "plan", builds: [{ name: "docker.web", needs: [] }] });
  expect(plan.builds[0].provisioners[0]).toEqual({
    type: "shell",
    name: "install",
    at: { file: "web.pkr.hcl", line: 12 },
    arguments: {
      environment_vars: ["<sensitive>", "<unknown>"],
      inline: ["apt-get update", "apt-get install -y nginx"],
    },
    unknown: [["environment_vars", 1]],
    sensitive: [["environment_vars", 0]],
    timeout: 600_000,
    maxRetries: 2,
    continueOnError: false,
  });
});

test("JSON: diagnostics come as lines of their own, and the sound builds are planned", async () => {
  const broken = `${template}source "null" "bad" {\n  communicator = "none"\n  nope = 1\n}\nbuild {\n  sources = ["source.null.bad"]\n}\n`;
  const { code, out, err } = await run({ "a.pkr.hcl": broken }, "plan", "--json", "a.pkr.hcl");
  const lines = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(lines.map(({ type }) => type)).toEqual(["diagnostic", "plan"]);
  expect(lines[1].builds.map(({ name }: { name: string }) => name)).toEqual(["docker.web"]);
});

const outside = `data "external" "x" {
  program = ["sh", "-c", "touch ran; echo '{\\"a\\":\\"b\\"}'"]
}
source "file" "f" {
  content = "is \${data.external.x.result.a}"
  target  = "made"
}
build {
  sources = ["source.file.f"]
}
`;

test("nothing is read or made, unless data sources are to be read", async () => {
  using place = workplace({ "a.pkr.hcl": outside });
  expect((await ingot(place.directory, {}, "plan", "a.pkr.hcl")).out).toContain("content = <unknown>\n");
  expect([place.exists("ran"), place.exists("made")]).toEqual([false, false]);
  const read = await ingot(place.directory, {}, "plan", "-evaluate-datasources", "a.pkr.hcl");
  expect(read.out).toContain('content = "is b"\n');
  expect([place.exists("ran"), place.exists("made")]).toEqual([true, false]);
});

test("-only and -except choose, as for a build", async () => {
  const two = `${template}source "null" "n" {\n  communicator = "none"\n}\nbuild {\n  name    = "b"\n  sources = ["source.null.n"]\n}\n`;
  const names = async (...words: string[]) =>
    [...(await run({ "a.pkr.hcl": two }, "plan", ...words, "a.pkr.hcl")).out.matchAll(/^\d+\. (.*)$/gm)].map(
      ([, name]) => name,
    );
  expect(await names()).toEqual(["docker.web", "b.null.n"]);
  expect(await names("-only=b.*")).toEqual(["b.null.n"]);
  expect(await names("-except=*.null.*")).toEqual(["docker.web"]);
  expect((await run({ "a.pkr.hcl": two }, "plan", "-except=manifest", "a.pkr.hcl")).out).not.toContain("manifest");
});

test("what is wrong with a template is told, and there is no plan", async () => {
  const { code, out, err } = await run({ "a.pkr.hcl": "build {\n" }, "plan", "a.pkr.hcl");
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain("a.pkr.hcl line 1");
});

test("for machines the text is one line", async () => {
  const { out } = await run({ "web.pkr.hcl": template }, "-machine-readable", "plan", "web.pkr.hcl");
  expect(out).toMatch(/^\d+,,ui,say,One build\.\\n\\n1\. docker\.web\\n.*\n$/);
});

const chain = `variable "tag" {
  default = "1"
}
source "file" "base" {
  content = "base \${var.tag}"
  target  = "base.txt"
}
source "file" "app" {
  content    = "made of \${artifact.images.file.base.id}"
  target     = "app.txt"
  depends_on = ["images.null.check"]
}
source "null" "check" {
  communicator = "none"
}
build {
  sources = ["source.file.app"]
  provisioner "shell-local" {
    inline = ["cat '\${artifact.images.file.base.files[0]}'"]
  }
}
build {
  name    = "images"
  sources = ["source.null.check", "source.file.base"]
}
`;

test("image chains: each build comes after those that it needs, and their artifacts are not known yet", async () => {
  const { code, out, err } = await run({ "a.pkr.hcl": chain }, "plan", "a.pkr.hcl");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toBe(`3 builds. Each starts when those that it comes after have succeeded.

1. images.file.base
   source file "base" (a.pkr.hcl line 4)
      content = "base 1"
      target  = "base.txt"

2. images.null.check
   source null "check" (a.pkr.hcl line 13)
      communicator = "none"

3. file.app, after images.file.base (uses its artifact: a.pkr.hcl line 9) and images.null.check (depends_on: a.pkr.hcl line 11)
   source file "app" (a.pkr.hcl line 8)
      content = <unknown>
      target  = "app.txt"
   provisioner shell-local (a.pkr.hcl line 18)
      inline = [<unknown>]
`);
});

test("image chains as JSON: what a build needs, and where its arguments are unknown", async () => {
  const { out } = await run({ "a.pkr.hcl": chain }, "plan", "--json", "a.pkr.hcl");
  const { builds } = JSON.parse(out);
  expect(builds.map(({ name, needs }: { name: string; needs: string[] }) => [name, needs])).toEqual([
    ["images.file.base", []],
    ["images.null.check", []],
    ["file.app", ["images.file.base", "images.null.check"]],
  ]);
  expect(builds[2].source).toMatchObject({ arguments: { content: "<unknown>" }, unknown: [["content"]] });
  expect(builds[2].provisioners[0].unknown).toEqual([["inline", 0]]);
});

test("image chains: -only takes what it needs along", async () => {
  const { out } = await run({ "a.pkr.hcl": chain }, "plan", "-only=file.app", "a.pkr.hcl");
  expect(out).toMatch(/^3 builds\./);
});
