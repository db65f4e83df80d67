import { ingot } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

/** Flags of Packer 1.16, command by command; that they are taken, and what the idle ones change: nothing. */
const template = 'source "null" "n" {\n  communicator = "none"\n}\nbuild {\n  sources = ["null.n"]\n}\n';
const shared = ["-only=null.n", "-except=null.m", "-var=v=1", "-var-file=v.hcl", "-config-type=hcl2"];
const flags: Readonly<Record<string, readonly string[]>> = {
  build: [
    ...["-color=false", "-debug", "-force", "-machine-readable", "-on-error=cleanup", "-on-error=abort"],
    ...["-on-error=run-cleanup-provisioner", "-parallel-builds=0", "-parallel-builds=1", "-timestamp-ui"],
    ...["-warn-on-undeclared-var", "-ignore-prerelease-plugins", "-use-sequential-evaluation", "-skip-enforcement"],
  ],
  validate: [
    ...["-syntax-only", "-no-warn-undeclared-var", "-evaluate-datasources"],
    ...["-ignore-prerelease-plugins", "-use-sequential-evaluation"],
  ],
  inspect: ["-use-sequential-evaluation"],
};
const cases = Object.entries(flags).flatMap(([command, own]) =>
  [...own, ...shared].flatMap((flag): [string, string][] => [
    [command, flag],
    [command, `-${flag}`],
  ]),
);

test.each(cases)("%s takes %s", async (command, flag) => {
  using place = workplace({ "a.pkr.hcl": `variable "v" {\n  default = 0\n}\n${template}`, "v.hcl": "v = 2\n" });
  const env = { HOME: place.path("home"), TMPDIR: place.path("tmp") };
  const { code, err } = await ingot(place.directory, env, command, flag, "a.pkr.hcl");
  expect({ code, wrong: err.match(/^Error: .*/m)?.[0] }).toEqual({ code: 0, wrong: undefined });
});

const telling = (lines: string) =>
  template.replace(/}\n$/, `  provisioner "shell-local" {\n    inline = [${lines}]\n  }\n}\n`);

async function run(text: string, words: readonly string[], more: Readonly<Record<string, string>> = {}) {
  using place = workplace({ "a.pkr.hcl": text });
  const env = { HOME: place.path("home"), TMPDIR: place.path("tmp"), ...more };
  const { code, out, err } = await ingot(place.directory, env, ...words);
  return { code, out, err, shown: place.exists("shown") ? place.read("shown") : undefined };
}

test.each([
  ["PACKER_CONFIG", "/nowhere"],
  ["PACKER_CONFIG_DIR", "/nowhere"],
  ["PACKER_PLUGIN_PATH", "/a:/b"],
  ["PACKER_PLUGIN_MIN_PORT", "x"],
  ["PACKER_PLUGIN_MAX_PORT", "x"],
  ["PACKER_FORCE_GOB", "1"],
  ["PACKER_GITHUB_API_TOKEN", "x"],
  ["PACKER_GETTER_READ_TIMEOUT", "x"],
  ["PACKER_WRAP_COOKIE", "x"],
  ["CHECKPOINT_DISABLE", ""],
  ["HCP_CLIENT_ID", "x"],
  ["HCP_PACKER_REGISTRY", "on"],
  ["HCP_PACKER_BUCKET_NAME", "x"],
])("%s=%s changes nothing", async (name, value) => {
  const { code, err, shown } = await run(telling('"echo built > shown"'), ["build", "a.pkr.hcl"], { [name]: value });
  expect({ code, err, shown }).toEqual({ code: 0, err: "", shown: "built\n" });
});

test("scripts are told the build's names, and the run's id, which is not taken from outside", async () => {
  const lines = '"env | grep ^PACKER_BUILD | sort > shown", "echo $PACKER_RUN_UUID >> shown"';
  const again = `${lines.replace("env |", "true; env |")}, "echo $PACKER_RUN_UUID >> shown"`;
  const { shown } = await run(telling(again), ["build", "a.pkr.hcl"], { PACKER_RUN_UUID: "mine" });
  const [name, type, id, same] = shown!.trim().split("\n");
  expect([name, type]).toEqual(["PACKER_BUILDER_TYPE=null", "PACKER_BUILD_NAME=n"]);
  expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(same).toBe(id);
});

test("lines for programs have no colour, though it is insisted on", async () => {
  const { out } = await run(telling('"true"'), ["build", "-machine-readable", "-color=true", "a.pkr.hcl"]);
  expect(out).toContain(",ui,say,Build 'null.n' finished after ");
  expect(out).not.toContain("\u001b");
});

test("without a terminal nothing is asked: what failed is cleaned up, and nothing pauses", async () => {
  const failed = await run(telling('"echo x >> shown; false"'), ["build", "-on-error=ask", "a.pkr.hcl"]);
  expect(failed).toMatchObject({ code: 1, shown: "x\n" });
  expect(failed.out + failed.err).not.toContain("Clean up and exit");
  const paused = await run(telling('"echo x >> shown"'), ["build", "-debug", "a.pkr.hcl"]);
  expect(paused).toMatchObject({ code: 0, shown: "x\n" });
  expect(paused.out).toMatch(/^Debug mode enabled\. Builds will not be parallelized\.\n/);
});

test("nothing is said of a cleanup provisioner that there is not", async () => {
  const { code, out, err } = await run(telling('"false"'), ["build", "a.pkr.hcl"]);
  expect(code).toBe(1);
  expect(out + err).not.toContain("cleanup provisioner");
});

test("-on-error takes nothing else", async () => {
  const { code, err } = await run(template, ["build", "-on-error=perhaps", "a.pkr.hcl"]);
  expect(code).toBe(1);
  expect(err).toMatch(/^Error: The flag -on-error takes one of cleanup, abort, ask, run-cleanup-provisioner, /);
});

test("a post-processor is called by its name and type, or by its type alone", async () => {
  const manifests = '  post-processor "manifest" {\n    name = "m"\n  }\n  post-processor "manifest" {\n  }\n';
  const { out } = await run(template.replace(/}\n$/, `${manifests}}\n`), ["build", "a.pkr.hcl"]);
  expect(out).toContain("==> null.n: Running post-processor: m (type manifest)\n");
  expect(out).toContain("==> null.n: Running post-processor: manifest\n");
});

test.each([
  ["build", false],
  ["build -warn-on-undeclared-var", true],
  ["validate", true],
  ["validate -no-warn-undeclared-var", false],
])("%s warns of names in files that no variable declares: %s", async (words, warns) => {
  using place = workplace({ "a.pkr.hcl": template, "v.pkrvars.hcl": "nope = 1\n" });
  const { code, err } = await ingot(place.directory, {}, ...words.split(" "), "-var-file=v.pkrvars.hcl", "a.pkr.hcl");
  expect({ code, warns: err.startsWith("Warning: Undefined variable\n") }).toEqual({ code: 0, warns });
  if (!warns) expect(err).toBe("");
});

test("a text gets the defaults of optional()", async () => {
  const typed = 'variable "v" {\n  type = object({ a = string, b = optional(number, 3) })\n}\n';
  const text = typed + telling('"echo ${var.v.a} ${var.v.b} > shown"');
  expect((await run(text, ["build", "-var", 'v={ a = "x" }', "a.pkr.hcl"])).shown).toBe("x 3\n");
  expect((await run(text, ["build", "a.pkr.hcl"], { PKR_VAR_v: '{ a = "y" }' })).shown).toBe("y 3\n");
});

test("-var without an equals sign is an error, and not shown", async () => {
  const { code, err } = await run(template, ["validate", "-var", "secret", "a.pkr.hcl"]);
  expect({ code, err }).toEqual({
    code: 1,
    err: "Error: Malformed -var flag\n\n-var takes 'name=value', but the one given has no equals sign. It is not shown:\nit may hold a secret.\n\n",
  });
});

test("-var without a name is an error as well", async () => {
  const { code, err } = await run(template, ["validate", "-var", "v=1", "-var", " =secret", "a.pkr.hcl"]);
  expect({ code, err }).toEqual({
    code: 1,
    err: "Error: Malformed -var flag\n\n-var takes 'name=value', but number 2 of those given has no name before its\nequals sign. It is not shown: it may hold a secret.\n\n",
  });
});

test.each(["execute", "sbom-generate", "verify-attestation"])("there is no command %s", async (name) => {
  expect((await run(template, [name])).code).toBe(127);
});

test.each([
  ["an unknown source", template.replace('["null.n"]', '["null.m"]')],
  ["an unknown type", template.replaceAll("null", "nope")],
  ["an unset variable", `variable "v" {\n}\n${template}`],
  [
    "a rule that fails",
    `variable "v" {\n  default = 1\n  validation {\n    condition     = var.v > 1\n    error_message = "No."\n  }\n}\n${template}`,
  ],
])("validate -syntax-only lets pass: %s", async (_what, text) => {
  const { code, out } = await run(text, ["validate", "-syntax-only", "a.pkr.hcl"]);
  expect({ code, out }).toEqual({ code: 0, out: "Syntax-only check passed. Everything looks okay.\n" });
  expect((await run(text, ["validate", "a.pkr.hcl"])).code).toBe(1);
});

test("inspect tells mistakes beside what is not set, and what is secret, which it shows without complaint", async () => {
  const variables = 'variable "u" {\n}\nvariable "s" {\n  default   = ["x"]\n  sensitive = true\n}\n';
  const { code, out } = await run(variables + template, ["inspect", "a.pkr.hcl"]);
  expect(code).toBe(0);
  expect(out).toContain('var.s: "<sensitive>"\nvar.u: "<unknown>"\n');
  const wrong = await run(variables + template.replace('["null.n"]', '["null.m"]'), ["inspect", "a.pkr.hcl"]);
  expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/^Error: Unknown source\n/) });
  expect(wrong.out).toContain('var.u: "<unknown>"');
});
