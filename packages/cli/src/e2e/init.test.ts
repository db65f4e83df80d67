import { version } from "../version.js";
import { ingot } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

const requiring = (source: string) =>
  `packer {\n  required_plugins {\n    it = { source = "${source}", version = "~> 1" }\n  }\n}\nvariable "unset" {\n}\n`;
const docker = requiring("github.com/hashicorp/docker");
const google = requiring("github.com/hashicorp/googlecompute");

async function run(text: string, ...words: string[]) {
  using place = workplace({ "a.pkr.hcl": text, "a.json": legacy, "a.txt": legacy, "b.json": "{}" });
  return await ingot(place.directory, {}, ...words);
}

const ofDocker = ["docker-import", "docker-push", "docker-save", "docker-tag"].map((type) => `post-processor ${type}`);
const components = ["builder docker", ...ofDocker].join(", ");
const legacy = '{"builders": [{"type": "null", "communicator": "none"}]}';
const satisfied = `it: github.com/hashicorp/docker "~> 1" is built in (${components}).\n`;

test.each([[], ["-upgrade"], ["-force", "-var", "unset=b", "-only=x"]])(
  "init: what is built in is there: %j",
  async (...flags) => {
    expect(await run(docker, "init", ...flags, "a.pkr.hcl")).toEqual({ code: 0, err: "", out: satisfied });
  },
);

test("init: what is not built in is an error, with its place", async () => {
  const { code, out, err } = await run(google, "init", "a.pkr.hcl");
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/^Error: Missing plugin\n\n {2}on a\.pkr\.hcl line 3/);
});

test("init: nothing is required", async () => {
  expect(await run("", "init", "a.pkr.hcl")).toEqual({
    ...{ code: 0, err: "" },
    out: 'No plugins requirement found: the template has no required_plugins block.\nIt needs none for components that are built in; "ingot plugins installed" lists them.\n',
  });
});

test.each(["a.json", "a.txt"])("init: old JSON requires none, whatever it is called: %s", async (path) => {
  const { code, err } = await run("", "init", path);
  expect(code).toBe(1);
  expect(err.replace(/\s+/g, " ")).toBe(
    `Error: No plugins required in JSON "${path}" is read as Packer's old JSON, in which no plugins can be required: it needs no "init", and "ingot validate" checks it. If it is HCL, name it *.pkr.hcl or *.pkr.json, or say -config-type=hcl2. `,
  );
});

test("init: HCL may be called otherwise", async () => {
  expect(await run("", "init", "-config-type=hcl2", "b.json")).toMatchObject({ code: 0, err: "" });
});

test("init for machines", async () => {
  expect((await run(docker, "init", "-machine-readable", "a.pkr.hcl")).out).toMatch(/^\d+,,ui,say,it: github/);
});

test("plugins required", async () => {
  expect(await run(docker, "plugins", "required", "a.pkr.hcl")).toEqual({
    ...{ code: 0, err: "" },
    out: `it github.com/hashicorp/docker "~> 1" [${components}]\n`,
  });
  const missing = await run(google, "plugin", "required", "a.pkr.hcl");
  expect(missing).toEqual({ code: 0, err: "", out: 'it github.com/hashicorp/googlecompute "~> 1" []\n' });
});

test("plugins installed", async () => {
  const { code, out } = await run("", "plugins", "installed");
  expect(code).toBe(0);
  expect(out.replace(/ {2,}/g, " ")).toContain(`post-processor docker-tag ${version}\n`);
  expect(out).not.toContain("vault"); // no block of a template names it
});

test("plugins install: nothing to do for what is built in, else what to do", async () => {
  expect(await run("", "plugins", "install", "-force", "github.com/hashicorp/docker", "v1.0.0")).toEqual({
    ...{ code: 0, err: "" },
    out: `github.com/hashicorp/docker is built in (${components}): there is nothing to install.\n`,
  });
  const other = await run("", "plugins", "install", "github.com/hashicorp/googlecompute");
  expect(other).toMatchObject({ code: 1, out: "" });
  expect(other.err).toMatch(
    /^Error: Plugin not installed\n\n"github\.com\/hashicorp\/googlecompute" is not built in, and/,
  );
  const binary = await run("", "plugins", "install", "-path=packer-plugin-docker", "github.com/hashicorp/docker");
  expect(binary.err).toMatch(/^Error: Plugin not installed\n\n"packer-plugin-docker" is one of Packer's plugins, and/);
});

test("plugins remove", async () => {
  const { code, err } = await run("", "plugins", "remove", "github.com/hashicorp/docker");
  expect(code).toBe(1);
  expect(err).toMatch(/^Error: Plugin not removed\n\n"github\.com\/hashicorp\/docker" cannot be removed: /);
});
