import { requires } from "@ingot/testing";
import { byIngot, byPacker, type Files } from "./agreement.test-fixtures.js";

jest.setTimeout(60_000); // packer is as quick as the machine

const nothing = { type: "null", communicator: "none" };
const file = { type: "file", content: "hello", target: "target" };
const shell = (...inline: readonly string[]) => ({ type: "shell-local", inline });
const log = (...words: readonly string[]) => shell(...words.map((word) => `echo '${word}' >> log`));
const named = (name: string) => ({ ...nothing, name });
const logged = (word: string, more: object) => ({ ...log(word), ...more });

/** Templates in Packer's old JSON. What they leave behind tells whether they mean the same in HCL. */
const templates: Readonly<Record<string, object>> = {
  "a file": { builders: [file] },
  "nothing at all": { builders: [nothing] },
  "a description": { description: '${not} %{a} "template"', builders: [file] },
  "remarks at the top": { _comment: "remark", _more: "a", builders: [file] },
  "two builders, by name": { builders: [named("zebra"), named("ape")], provisioners: [log("$PACKER_BUILD_NAME")] },
  "the name of a build without one": {
    builders: [file],
    provisioners: [shell("echo $PACKER_BUILD_NAME $PACKER_BUILDER_TYPE > log")],
  },
  "build_name and build_type": { builders: [nothing], provisioners: [log("{{build_name}} {{ build_type }}")] },
  "names of builds in files": { builders: [{ ...file, target: "{{build_name}}.txt" }] },
  "interpolation of HCL's as text": { builders: [{ ...file, content: "${var.x} %{ if true } $${ %%{ $ % ${" }] },
  "a dollar sign before a call": {
    variables: { a: "5" },
    builders: [{ ...file, content: "$%{{user `a`}}%$%{{user `a`}}$" }],
  },
  escapes: { builders: [{ ...file, content: 'a\tb\n"c"\\d\\n\r\né😀\u2028\u0001' }] },
  "braces as text": { builders: [{ ...file, content: "{{`{{`}} x {{`}}`}}" }] },
  "a pause in nanoseconds": { builders: [nothing], provisioners: [logged("x", { pause_before: 5 })] },
  "a text for a list in an override": {
    builders: [named("a"), named("b")],
    provisioners: [
      {
        ...shell("echo $WHO >> log"),
        environment_vars: "WHO=all",
        override: { b: { environment_vars: "WHO=b", inline: "echo over $WHO >> log" } },
      },
    ],
  },
  "many lines": { builders: [{ ...file, content: "one\ntwo\n  three\nEOF\n" }] },
  "a variable": { variables: { greeting: "hi" }, builders: [{ ...file, content: "{{user `greeting`}}!" }] },
  "a variable in double quotes": {
    variables: { greeting: "hi" },
    builders: [{ ...file, content: '{{user "greeting"}}' }],
  },
  "a variable with text of HCL's": {
    variables: { a: '${x} %{y} "q"' },
    builders: [{ ...file, content: "{{user `a`}}" }],
  },
  "a variable that is empty": { variables: { a: "" }, builders: [{ ...file, content: "[{{user `a`}}]" }] },
  "a variable of another": {
    variables: { a: "x", b: "{{user `a`}}-y" },
    builders: [{ ...file, content: "{{user `b`}}" }],
  },
  "three variables in a row": {
    variables: { c: "{{user `b`}}3", b: "{{user `a`}}2", a: "1" },
    builders: [{ ...file, content: "{{user `c`}}" }],
  },
  "a sensitive variable": {
    variables: { a: "secret" },
    "sensitive-variables": ["a"],
    builders: [{ ...file, content: "{{user `a`}}" }],
  },
  "the environment": { variables: { home: "{{env `GREETING`}}" }, builders: [{ ...file, content: "{{user `home`}}" }] },
  "the environment and text": {
    variables: { home: "<{{env `GREETING`}}>" },
    builders: [{ ...file, content: "{{user `home`}}" }],
  },
  "the environment and a variable": {
    variables: { a: "x", home: "{{env `GREETING`}}-{{user `a`}}" },
    builders: [{ ...file, content: "{{user `home`}}" }],
  },
  "the environment twice": {
    variables: { a: "{{user `b`}}{{env `GREETING`}}", b: "{{env `GREETING`}}{{user `c`}}", c: "c" },
    builders: [{ ...file, content: "{{user `a`}}" }],
  },
  "what is not in the environment": {
    variables: { a: "{{env `NOT_THERE`}}" },
    builders: [{ ...file, content: "[{{user `a`}}]" }],
  },
  "names that HCL does not have": {
    variables: { "a b": "1", "a.b": "2", "9": "3" },
    builders: [{ ...file, content: "{{user `a b`}}{{user `a.b`}}{{user `9`}}" }],
  },
  "a variable for a list": {
    variables: { list: "echo a >> log,echo b >> log" },
    builders: [nothing],
    provisioners: [{ type: "shell-local", inline: "{{user `list`}}" }],
  },
  "a string for a list": {
    builders: [nothing],
    provisioners: [{ type: "shell-local", inline: "echo a >> log,echo b >> log" }],
  },
  "upper and lower": {
    variables: { a: "MiXed" },
    builders: [{ ...file, content: "{{upper `a`}}{{lower `B`}}{{user `a` | upper}}{{ lower (user `a`) }}" }],
  },
  "a template for later": {
    builders: [nothing],
    provisioners: [
      { ...log("x"), execute_command: ["sh", "-c", "{{.Vars}} sh {{.Script}} && echo '{{user `a`}}' >> log"] },
    ],
    variables: { a: "after" },
  },
  "variables of the environment": {
    builders: [nothing],
    provisioners: [{ ...shell("echo $A $B > log"), environment_vars: ["A=1", "B={{build_name}}"] }],
  },
  "provisioners in order": { builders: [nothing], provisioners: [log("1"), log("2"), log("3")] },
  "a provisioner that fails": { builders: [nothing], provisioners: [log("1"), shell("false"), log("3")] },
  only: {
    builders: [named("a"), named("b")],
    provisioners: [logged("x", { only: ["a"] }), logged("y", { only: ["b"] })],
  },
  except: { builders: [named("a"), named("b")], provisioners: [logged("x", { except: ["a"] }), log("both")] },
  "only of a build without a name": { builders: [nothing, file], provisioners: [logged("x", { only: ["file"] })] },
  "an override": {
    builders: [named("a"), named("b")],
    provisioners: [
      { ...shell("echo $X >> log"), environment_vars: ["X=1"], override: { b: { environment_vars: ["X=2"] } } },
    ],
  },
  "an override of a build without a name": {
    builders: [nothing],
    provisioners: [
      { ...shell("echo $X >> log"), environment_vars: ["X=1"], override: { null: { environment_vars: ["X=2"] } } },
    ],
  },
  retries: {
    builders: [nothing],
    provisioners: [{ ...shell("echo x >> log", "test $(wc -l < log) -ge 3"), max_retries: 5 }],
  },
  "retries as a string": {
    builders: [nothing],
    provisioners: [{ ...shell("echo x >> log", "test $(wc -l < log) -ge 3"), max_retries: "5" }],
  },
  "a pause": { builders: [nothing], provisioners: [logged("x", { pause_before: "1ms" })] },
  "a timeout": { builders: [nothing], provisioners: [{ ...shell("echo a >> log", "exec sleep 5"), timeout: "2s" }] },
  "exit codes": { builders: [nothing], provisioners: [{ ...shell("exit 3"), valid_exit_codes: [3] }, log("x")] },
  "a post-processor": {
    builders: [file],
    "post-processors": [{ type: "checksum", checksum_types: ["md5", "sha1"], output: "sum.{{.ChecksumType}}" }],
  },
  "a post-processor by its name": { builders: [file], "post-processors": ["checksum"] },
  "a chain": {
    builders: [file],
    "post-processors": [
      [
        { type: "compress", output: "a.tar.gz" },
        { type: "manifest", output: "manifest.json" },
      ],
    ],
  },
  "two chains": {
    builders: [file],
    "post-processors": [["compress"], [log("a"), log("b")]].map((chain) =>
      chain.map((link) =>
        link === "compress" ? { type: "compress", output: "a.tar.gz", keep_input_artifact: true } : link,
      ),
    ),
  },
  "an artifact that is kept": {
    builders: [file],
    "post-processors": [{ type: "compress", output: "a.tar.gz", keep_input_artifact: true }],
  },
  "an artifact that is not kept": { builders: [file], "post-processors": [{ type: "compress", output: "a.tar.gz" }] },
  "a manifest": {
    builders: [file],
    "post-processors": [
      { type: "manifest", output: "manifest.json", custom_data: { a: "b", "c d": "{{build_name}}" } },
    ],
  },
  "only in a post-processor": {
    builders: [named("a"), named("b")],
    "post-processors": [logged("x", { only: ["a"] }), logged("y", { except: ["a"] })],
  },
  "a post-processor with a name": { builders: [nothing], "post-processors": [logged("x", { name: "first" })] },
  artifice: {
    builders: [nothing],
    provisioners: [shell("echo x > made")],
    "post-processors": [
      [
        { type: "artifice", files: ["made"] },
        { type: "checksum", output: "sum" },
      ],
    ],
  },
  "where the template is": { builders: [{ ...file, content: "{{template_dir}}" }] },
  "where the work is done": { builders: [nothing], provisioners: [shell("echo {{pwd}} > log")] },
  "an older Packer is enough": { min_packer_version: "1.2.0", builders: [file] },
};

/** What HCL has only since later releases than Debian's: both are built by us. */
const newer: Readonly<Record<string, object>> = {
  "an error-cleanup-provisioner that is not needed": {
    builders: [nothing],
    provisioners: [log("x")],
    "error-cleanup-provisioner": log("never"),
  },
  "an error-cleanup-provisioner": {
    builders: [nothing],
    provisioners: [shell("false")],
    "error-cleanup-provisioner": log("cleaned"),
  },
  "the date": { builders: [{ ...file, content: '{{isotime `2006`}} {{ isotime "06-01" }} {{strftime `%Y`}}' }] },
  "the version": { builders: [{ ...file, content: "{{packer_version}}" }] },
  "parts of texts": {
    variables: { a: "x-y-z" },
    builders: [
      { ...file, content: '{{split `a-b` `-` 1}}{{split (user `a`) "-" 2}}{{user `a` | replace_all `-` `+`}}' },
    ],
  },
  "some of a text's parts": {
    variables: { a: "x-y-z" },
    builders: [{ ...file, content: "{{replace `-` `+` 1 `x-y-z`}}{{replace `-` `` -1 `x-y-z`}}" }],
  },
  "pipelines and nested calls": {
    variables: { a: "x-y z", empty: "" },
    builders: [
      {
        ...file,
        content:
          "{{user `a` | upper | replace_all `-` (user `empty`) | clean_resource_name}} {{printf `%s|%5s` (user `a`) `b`}} {{urlquery (user `a`)}} {{user `a` | replace `x` `q` 1 | lower}}",
      },
    ],
  },
  conditions: {
    variables: { a: "x", empty: "" },
    builders: [
      {
        ...file,
        content:
          "{{if user `empty`}}1{{else if eq (user `a`) `y` `x`}}2{{else}}3{{end}} {{if and (user `a`) (not (user `empty`))}}4{{end}} {{- with user `a`}} {{.}}{{end}} {{$v := user `a`}}{{$v}}{{$v | len}} {{or (user `empty`) `5`}} {{ne `a` (user `a`)}}",
      },
    ],
  },
  "templates in a template": {
    variables: { a: "x" },
    builders: [
      {
        ...file,
        content: "{{define `t`}}<{{.}}>{{end}}{{template `t` (user `a`)}}{{range 2}}{{.}}{{user `a`}}{{end}}",
      },
    ],
  },
  "a resource's name": {
    variables: { a: "x y" },
    builders: [{ ...file, content: "{{clean_resource_name (user `a`)}} {{user `a` | clean_resource_name}}" }],
  },
  "a choice": { builders: [{ ...file, content: "{{if build_name}}{{user `a`}}{{end}}" }], variables: { a: "x" } },
  "a secret that is worked out": {
    variables: { a: "x", b: "{{user `a`}}y" },
    "sensitive-variables": ["b"],
    builders: [{ ...file, content: "{{user `b`}}" }],
  },
  "a true that is a string": {
    builders: [file],
    "post-processors": [{ type: "compress", output: "a.tar.gz", keep_input_artifact: "true" }],
  },
};

const env = { GREETING: 'good "day"' };
const outputs = ({ files }: { readonly files: Files }) =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !/^a\.(?:json|pkr\.hcl)$/.test(name)));

async function upgraded(json: string): Promise<string> {
  const args = ["hcl2_upgrade", "-output-file=a.pkr.hcl", "a.json"];
  const { ok, files, said } = await byIngot({ files: { "a.json": json }, args });
  expect({ ok, said }).toEqual({ ok: true, said: expect.stringContaining("Successfully created a.pkr.hcl. Exit 0\n") });
  return files["a.pkr.hcl"]!;
}

const build = (path: string, text: string) => ({
  files: { [path]: text },
  args: ["build", "-parallel-builds=1", path],
  env,
});

requires("packer", "Debian's packer")("the HCL of hcl2_upgrade builds what packer builds of the JSON", () => {
  test.concurrent.each(Object.keys(templates))("%s", async (name) => {
    const json = JSON.stringify(templates[name]);
    const hcl = await upgraded(json);
    const old = await byPacker(build("a.json", json));
    const [packer, ingot] = await Promise.all([byPacker(build("a.pkr.hcl", hcl)), byIngot(build("a.pkr.hcl", hcl))]);
    const left = (each: typeof old) => ({ ok: each.ok, files: outputs(each) });
    expect({ hcl, said: ingot.said, ...left(ingot) }).toEqual({ hcl, said: ingot.said, ...left(old) });
    expect({ hcl, said: packer.said, ...left(packer) }).toEqual({ hcl, said: packer.said, ...left(old) });
  });
});

describe("the HCL of hcl2_upgrade builds what the JSON does", () => {
  test.concurrent.each(Object.keys(newer))("%s", async (name) => {
    const json = JSON.stringify(newer[name]);
    const hcl = await upgraded(json);
    const [old, now] = await Promise.all([byIngot(build("a.json", json)), byIngot(build("a.pkr.hcl", hcl))]);
    expect({ hcl, ok: now.ok, said: now.said, files: outputs(now) }).toEqual({
      hcl,
      ok: old.ok,
      said: now.said,
      files: outputs(old),
    });
  });
});
