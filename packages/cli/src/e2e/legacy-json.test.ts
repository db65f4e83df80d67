import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requires, requiresDocker } from "@ingot/testing";
import { agree, byPacker } from "./agreement.test-fixtures.js";
import { codeBlocks } from "./documentation.test-fixtures.js";
import { ingot, noStackTrace } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(60_000); // packer is as quick as the machine

const root = join(__dirname, "../../../..");
const folder = join(root, "fixtures/legacy-json");
const templatesIn = (name: string) => readdirSync(join(folder, name)).filter((file) => file.endsWith(".json"));
const textOf = (...path: string[]) => readFileSync(join(folder, ...path), "utf8");
/** Longer than any line, so that messages that name it wrap alike wherever this checkout is. */
const longName = "fixtures".repeat(20);

test.each(templatesIn("bad"))("%s: the messages beside it, word for word", async (name) => {
  const golden = join(folder, "bad", name.replace(".json", ".txt"));
  using place = workplace();
  symlinkSync(join(folder, "bad"), place.path(longName));
  const { code, out, err } = await ingot(place.path(longName), {}, "validate", name);
  if (process.env.UPDATE_GOLDENS) writeFileSync(golden, err);
  expect({ code, out, err }).toEqual({ code: 1, out: "", err: readFileSync(golden, "utf8") });
  noStackTrace(err);
});

const examples = codeBlocks(readFileSync(join(root, "docs/legacy-json.md"), "utf8"))
  .filter(({ language }) => language === "json")
  .map(({ text }) => text);

test("the page has examples", () => {
  expect(examples.length).toBeGreaterThan(2);
});

test.each(examples)("example %# of docs/legacy-json.md is valid", async (text) => {
  using place = workplace({ "web.json": text });
  expect(await ingot(place.directory, {}, "validate", "web.json")).toEqual({
    code: 0,
    out: "The configuration is valid.\n",
    err: "",
  });
});

test("names in sensitive-variables are hidden in output and messages", async () => {
  const template = {
    variables: { password: "hunter2-hunter2", both: "<{{user `password`}}>" },
    "sensitive-variables": ["password"],
    builders: [{ type: "null", communicator: "none" }],
    provisioners: [{ type: "shell-local", inline: ["echo '{{user `both`}}'"] }],
  };
  using place = workplace({ "t.json": JSON.stringify(template) });
  const { code, out, err } = await place.ingot("build", "t.json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("==> null: <<sensitive>>\n");
  expect(out).not.toContain("hunter2");
});

test("what nobody declares is told of, with what was probably meant", async () => {
  const template = {
    variables: { password: "x" },
    builders: [{ type: "file", target: "a\t{{user `pasword`}}{{upper (user `zz`)}}", content: "x" }],
  };
  using place = workplace({ "t.json": JSON.stringify(template) });
  const { code, err } = await ingot(place.directory, {}, "validate", "t.json");
  expect({ code, words: err.split(/\s+/).join(" ") }).toMatchObject({
    code: 0,
    words: expect.stringContaining(
      'There is no variable "pasword", so an empty text stands for it. Did you mean "password"?',
    ),
  });
  expect(err).toContain('There is no variable "zz"');
});

requires("packer", "Debian's packer")("packer agrees", () => {
  test.each(templatesIn("good"))("%s: equal order, files and outcome", async (name) => {
    const files = { [name]: textOf("good", name) };
    expect((await agree({ files, args: ["build", "-parallel-builds=1", name] })).ok).toBe(true);
  });

  test.each(templatesIn("bad"))("%s is not accepted", async (name) => {
    const files = { [name]: textOf("bad", name) };
    expect((await byPacker({ files, args: ["validate", name] })).ok).toBe(false);
  });

  test.each(examples)("example %# of docs/legacy-json.md: equal order, files and outcome", async (text) => {
    expect((await agree({ files: { "web.json": text }, args: ["build", "-parallel-builds=1", "web.json"] })).ok).toBe(
      true,
    );
  });
});

const dockerTemplate = {
  variables: { release: null, tag: "{{user `release`}}-legacy" },
  builders: [
    {
      type: "docker",
      image: "ingot-test/base",
      commit: "true",
      pull: "false",
      run_command: "-d,-i,-t,--entrypoint=/bin/sh,--,{{.Image}}",
      changes: ["ENV RELEASE={{user `release`}}"],
    },
  ],
  provisioners: [
    {
      type: "shell",
      environment_vars: ["TAG={{user `tag`}}"],
      execute_command: "chmod +x {{ .Path }}; {{ .Vars }} sh {{ .Path }}",
      inline: ["echo $TAG {{build_type}} {{build `ID` | len}} > /release"],
    },
  ],
  "post-processors": [[{ type: "docker-tag", repository: "ingot-test/legacy", tags: "{{user `tag`}}" }, "manifest"]],
};

requiresDocker()("with a Docker engine", () => {
  test("a template of 2014 makes an image", async () => {
    using place = workplace({ "t.json": JSON.stringify(dockerTemplate) });
    const name = "ingot-test/legacy:1.2-legacy";
    expect(await place.ingot("build", "-var", "release=1.2", "t.json")).toMatchObject({ code: 0, err: "" });
    try {
      const { Config } = JSON.parse((await place.run("docker", "image", "inspect", name)).out)[0];
      expect(Config.Env).toContain("RELEASE=1.2");
      const said = await place.run("docker", "run", "--rm", "--entrypoint=/bin/cat", name, "/release");
      expect(said).toMatchObject({ code: 0, out: "1.2-legacy docker 64\n" });
    } finally {
      await place.run("docker", "image", "rm", "-f", name);
    }
  });
});
