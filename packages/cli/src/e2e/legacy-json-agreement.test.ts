import { requires } from "@ingot/testing";
import { agree, byIngot, byPacker, type Files, type Setting } from "./agreement.test-fixtures.js";

jest.setTimeout(60_000); // packer is as quick as the machine

const withPacker = requires("packer", "packer");

type Json = Readonly<Record<string, unknown>>;

const nothing = { type: "null", communicator: "none" };
const named = (name: string, more: Json = {}) => ({ ...nothing, name, ...more });
const log = (...lines: string[]) => ({ type: "shell-local", inline: lines.map((line) => `echo "${line}" >> log`) });
const builders = [nothing];

/** Values that JSON.stringify cannot write, such as a field that stands twice, come as text. */
const written = (template: Json | string) =>
  typeof template === "string" ? template : JSON.stringify(template, null, 2);

const setting = (template: Json | string, ...args: string[]): Setting => ({
  files: { "t.json": written(template) },
  args: [args[0] ?? "build", ...args.slice(1), "t.json"],
});

/** Contacted over SSH, so that there are durations to give. */
const contacted = (more: Json) => ({
  ...{ type: "null", communicator: "ssh", ssh_host: "h", ssh_username: "u", ssh_password: "p" },
  ...more,
});
const shell = (more: Json) => ({ type: "shell", inline: ["true"], ...more });

const accepted: readonly (readonly [string, Json])[] = [
  ["a duration that is a number: nanoseconds", { builders: [contacted({ ssh_timeout: 5_000_000_000 })] }],
  [
    "durations of a provisioner that are numbers",
    { builders, provisioners: [shell({ start_retry_timeout: 5, pause_before: 1, timeout: 2.5 })] },
  ],
  ["a builder alone", { builders }],
  ["a name", { builders: [named("web")] }],
  ["an empty name", { builders: [named("")] }],
  ["a name that is a number", { builders: [{ ...nothing, name: 5 }] }],
  ["a name of any characters", { builders: [named("Web server/1.0")] }],
  ["two of one type", { builders: [nothing, named("b")] }],
  ["names that render alike in no two builders", { builders: [named("a{{user `x`}}")], variables: { x: "1" } }],
  ["remarks", { _comment: "x", _other: "y", builders }],
  ["push", { push: { name: "x", vcs: true }, builders }],
  ["a description", { description: "What it\nis", builders }],
  ["an old version", { min_packer_version: "0.8.0", builders }],
  ["null in place of sections", { builders, variables: null, provisioners: null, "post-processors": null }],
  ["empty sections", { builders, variables: {}, provisioners: [], "post-processors": [] }],
  ["an empty chain", { builders, "post-processors": [[]] }],
  ["an empty variable", { builders, variables: { x: "" } }],
  ["a sensitive variable that there is not", { builders, "sensitive-variables": ["x"] }],
  ["a variable that nobody declared", { builders, provisioners: [log("{{user `x`}}")] }],
  [
    "weak numbers",
    { builders: [{ type: "null", ssh_host: "h", ssh_username: "u", ssh_password: "p", ssh_port: "22" }] },
  ],
  [
    "an empty number",
    { builders: [{ type: "null", ssh_host: "h", ssh_username: "u", ssh_password: "p", ssh_port: "" }] },
  ],
  ["weak truths", { builders: [{ type: "null", ssh_host: "h", ssh_username: "u", ssh_password: "p", ssh_pty: "1" }] }],
  [
    "truths as numbers",
    { builders: [{ type: "null", ssh_host: "h", ssh_username: "u", ssh_password: "p", ssh_pty: 1 }] },
  ],
  [
    "a port from a variable",
    {
      variables: { p: "22" },
      builders: [{ type: "null", ssh_host: "h", ssh_username: "u", ssh_password: "p", ssh_port: "{{user `p`}}" }],
    },
  ],
  ["null in place of an option", { builders: [{ ...nothing, ssh_host: null }] }],
  ["a text for a list", { builders, provisioners: [{ type: "shell-local", inline: "true,true" }] }],
  ["a single only", { builders, provisioners: [{ ...log("x"), only: "null" }] }],
  ["a retry as text", { builders, provisioners: [{ ...log("x"), max_retries: "2" }] }],
  [
    "a retry from a variable",
    { builders, variables: { n: "2" }, provisioners: [{ ...log("x"), max_retries: "{{user `n`}}" }] },
  ],
  ["a pause and a timeout", { builders, provisioners: [{ ...log("x"), pause_before: "1s", timeout: "5m" }] }],
  ["a pause in nanoseconds", { builders, provisioners: [{ ...log("x"), pause_before: 5 }] }],
  ["a pause of true: a nanosecond", { builders, provisioners: [{ ...log("x"), pause_before: true }] }],
  ["a pause that has ended before it begins", { builders, provisioners: [{ ...log("x"), pause_before: -5 }] }],
  ["the same as a text", { builders, provisioners: [{ ...log("x"), pause_before: "-1h" }] }],
  ["codes as texts", { builders, provisioners: [{ ...log("x"), valid_exit_codes: ["0", "1"] }] }],
  ["an error-cleanup-provisioner", { builders, "error-cleanup-provisioner": log("x") }],
  [
    "post-processors in all forms",
    { builders, "post-processors": ["manifest", { type: "manifest" }, ["manifest", { type: "manifest" }]] },
  ],
];

withPacker("accepted by both", () => {
  test.concurrent.each(accepted)("%s", async (_name, template) => {
    expect((await agree(setting(template, "validate"))).ok).toBe(true);
  });
});

const refused: readonly (readonly [string, Json | string])[] = [
  ["a duration without a unit", { builders: [contacted({ ssh_timeout: "5" })] }],
  ["a duration of a provisioner without a unit", { builders, provisioners: [shell({ start_retry_timeout: "5" })] }],
  ["a pause without a unit", { builders, provisioners: [shell({ pause_before: "5" })] }],
  ["an empty file", ""],
  ["no object", "[]"],
  ["no builders", {}],
  ["an empty list of builders", { builders: [] }],
  ["a comma too many", '{"builders": [],}'],
  ["an unclosed brace", '{"builders": ['],
  ["a remark that is no text", { _comment: { a: 1 }, builders }],
  ["an unknown root key", { builders, bogus: 1 }],
  ["a root key of another case", { builders, Builders: [] }],
  ["blocks of HCL", { source: { null: { a: {} } }, build: {} }],
  ["a root field twice", '{"builders": [{"type": "null", "communicator": "none"}], "builders": []}'],
  ["a field twice, deep within", '{"builders": [{"type": "null", "type": "null", "communicator": "none"}]}'],
  ["builders that are an object", { builders: nothing }],
  ["a builder that is a text", { builders: ["null"] }],
  ["a builder without type", { builders: [{ name: "x" }] }],
  ["a builder of no known type", { builders: [{ type: "nope" }] }],
  ["a type that is a template", { builders: [{ ...nothing, type: "{{user `t`}}" }], variables: { t: "null" } }],
  ["two builders of one name", { builders: [nothing, nothing] }],
  ["two builders of one given name", { builders: [named("a"), { type: "file", target: "x", name: "a" }] }],
  ["a name with a wrong template", { builders: [named("{{nope}}")] }],
  ["a name with an open template", { builders: [named("{{")] }],
  ["an unknown option", { builders: [{ ...nothing, bogus: 1 }] }],
  ["a remark in a builder", { builders: [{ ...nothing, _comment: "x" }] }],
  ["what the builder misses", { builders: [{ type: "file" }] }],
  [
    "no number",
    { builders: [{ type: "null", ssh_host: "h", ssh_username: "u", ssh_password: "p", ssh_port: "many" }] },
  ],
  ["no truth", { builders: [{ type: "null", ssh_host: "h", ssh_username: "u", ssh_password: "p", ssh_pty: "yes" }] }],
  [
    "no duration",
    { builders: [{ type: "null", ssh_host: "h", ssh_username: "u", ssh_password: "p", ssh_timeout: "5" }] },
  ],
  ["provisioners that are an object", { builders, provisioners: log("x") }],
  ["a provisioner that is a text", { builders, provisioners: ["shell"] }],
  ["a provisioner without type", { builders, provisioners: [{ inline: ["x"] }] }],
  ["a provisioner of no known type", { builders, provisioners: [{ type: "nope" }] }],
  ["a provisioner with a name", { builders, provisioners: [{ ...log("x"), name: "x" }] }],
  ["a provisioner that goes on after errors", { builders, provisioners: [{ ...log("x"), continue_on_error: true }] }],
  ["what a provisioner misses", { builders, provisioners: [{ type: "shell-local" }] }],
  ["only of an unknown builder", { builders, provisioners: [{ ...log("x"), only: ["nope"] }] }],
  ["except of an unknown builder", { builders, provisioners: [{ ...log("x"), except: ["nope"] }] }],
  ["only and except", { builders, provisioners: [{ ...log("x"), only: ["null"], except: ["null"] }] }],
  ["an override of an unknown builder", { builders, provisioners: [{ ...log("x"), override: { nope: {} } }] }],
  ["retries without number", { builders, provisioners: [{ ...log("x"), max_retries: "x" }] }],
  ["retries in parts", { builders, provisioners: [{ ...log("x"), max_retries: 1.5 }] }],
  ...["'x'", "5", "true", "(len `x`)"].map((value): [string, Json] => [
    `a variable whose name is ${value}`,
    { builders, provisioners: [log(`{{user ${value}}}`)] },
  ]),
  ["a number where a text belongs", { builders, provisioners: [log("{{upper 5}}")] }],
  ["a pause without duration", { builders, provisioners: [{ ...log("x"), pause_before: "x" }] }],
  [
    "a timeout that is a template",
    { builders, variables: { t: "5m" }, provisioners: [{ ...log("x"), timeout: "{{user `t`}}" }] },
  ],
  ["a list of error-cleanup-provisioners", { builders, "error-cleanup-provisioner": [log("x")] }],
  ["post-processors that are a text", { builders, "post-processors": "manifest" }],
  ["post-processors that are an object", { builders, "post-processors": { type: "manifest" } }],
  ["a post-processor that is a number", { builders, "post-processors": [5] }],
  ["a post-processor without type", { builders, "post-processors": [{ output: "x" }] }],
  ["a post-processor of no known type", { builders, "post-processors": ["nope"] }],
  ["a chain in a chain", { builders, "post-processors": [["manifest", ["manifest"]]] }],
  [
    "a post-processor only for an unknown builder",
    { builders, "post-processors": [{ type: "manifest", only: ["nope"] }] },
  ],
  ["a newer version", { builders, min_packer_version: "99.0" }],
  ["no version", { builders, min_packer_version: "new" }],
  ["a description that is a number", { builders, description: 5 }],
  ["variables that are a list", { builders, variables: [{ a: "x" }] }],
  ["a variable that is true", { builders, variables: { a: true } }],
  ["a variable that is a number", { builders, variables: { a: 5 } }],
  ["a variable that is a list", { builders, variables: { a: ["x"] } }],
  ["a variable without value", { builders, variables: { a: null } }],
  ["variables in a circle", { builders, variables: { a: "{{user `b`}}", b: "{{user `a`}}" } }],
  ["a variable of itself", { builders, variables: { a: "{{user `a`}}" } }],
  ["a variable of one that there is not", { builders, variables: { a: "{{user `b`}}" } }],
  ["a variable with an unknown function", { builders, variables: { a: "{{nope}}" } }],
  ["a variable with an open template", { builders, variables: { a: "{{" } }],
  ["a build's name in a variable", { builders, variables: { a: "{{build_name}}" } }],
  ["sensitive variables that are a text", { builders, variables: { a: "x" }, "sensitive-variables": "a" }],
  ["the environment outside of variables", { builders, provisioners: [log("{{env `HOME`}}")] }],
  ["Vault outside of variables", { builders, provisioners: [log("{{vault `a` `b`}}")] }],
  ["Consul outside of variables", { builders, provisioners: [log("{{consul_key `a`}}")] }],
  ["sed", { builders, provisioners: [log("{{sed `s/a/b/` `a`}}")] }],
  ["an unknown function", { builders, provisioners: [log("{{nope}}")] }],
  ["a value that no build has", { builders, provisioners: [log("{{build `Nope`}}")] }],
];

withPacker("refused by both", () => {
  test.concurrent.each(refused)("%s", async (_name, template) => {
    expect((await agree(setting(template, "validate"))).ok).toBe(false);
  });
});

/** What every shell-local writes goes to one log, so builds run one by one. */
const building = (template: Json, ...flags: string[]) => setting(template, "build", "-parallel-builds=1", ...flags);

const names = "{{build_name}} {{build_type}} $PACKER_BUILD_NAME $PACKER_BUILDER_TYPE";
const compress = { type: "compress", output: "{{.BuildName}}.tar.gz" };
const file = { type: "file", content: "hello", target: "target" };
const variables = { a: "1", b: "{{user `a`}}-2", c: "[{{user `b`}}]" };

const run: readonly (readonly [string, Json, ...string[]])[] = [
  ["provisioners in order", { builders, provisioners: [log("1", "2"), log("3")] }],
  ["names of builds", { builders: [named("b"), named("a"), nothing], provisioners: [log(names)] }],
  [
    "builders in the order of their names",
    { builders: [named("10"), named("9"), named("Z"), named("a")], provisioners: [log(names)] },
  ],
  ["a name from a variable", { builders: [named("{{user `a`}}")], variables, provisioners: [log(names)] }],
  ["variables of variables", { builders, variables, provisioners: [log("{{user `c`}}")] }],
  ["a variable's value by -var", { builders, variables, provisioners: [log("{{user `c`}}")] }, "-var", "a=x y"],
  [
    "a template by -var",
    { builders, variables, provisioners: [log("{{user `c`}}")] },
    "-var",
    "a={{user `q`}}",
    "-var",
    "q=7",
  ],
  ["an undeclared variable by -var", { builders, provisioners: [log("{{user `q`}}")] }, "-var", "q=7"],
  ["an undeclared variable by nobody", { builders, provisioners: [log("[{{user `q`}}]")] }],
  [
    "the last -var of a name",
    { builders, variables, provisioners: [log("{{user `a`}}")] },
    "-var",
    "a=2",
    "-var",
    "a=3",
  ],
  ["a required variable", { builders, variables: { r: null }, provisioners: [log("{{user `r`}}")] }, "-var", "r=yes"],
  [
    "functions in options",
    {
      builders,
      provisioners: [
        log(
          "{{upper `x`}} {{lower `Y`}} {{split `a-b-c` `-` 1}} {{replace `a` `b` 1 `aaa`}} {{replace_all `a` `b` `aaa`}} {{`x` | upper}} {{if true}}t{{end}}",
        ),
      ],
    },
  ],
  [
    "functions in variables",
    {
      builders,
      variables: { v: "{{upper `x`}} {{env `NOT_SET`}} {{env `CHECKPOINT_DISABLE`}} {{split `a,b` `,` 0}}" },
      provisioners: [log("{{user `v`}}")],
    },
  ],
  [
    "years",
    { builders, variables: { v: "{{isotime `2006`}}" }, provisioners: [log('{{user `v`}} {{isotime \\"2006\\"}}')] },
  ],
  [
    "where the template is",
    { builders, variables: { v: "{{pwd}}" }, provisioners: [log("{{user `v`}} {{pwd}} {{template_dir}}")] },
  ],
  [
    "a failing provisioner",
    { builders, provisioners: [log("1"), { type: "shell-local", inline: ["false"] }, log("2")] },
  ],
  [
    "retries",
    {
      builders,
      provisioners: [{ type: "shell-local", inline: ["echo x >> log", "test $(wc -l < log) -ge 3"], max_retries: "5" }],
    },
  ],
  [
    "an error-cleanup-provisioner",
    { builders, provisioners: [{ type: "shell-local", inline: ["false"] }], "error-cleanup-provisioner": log("clean") },
  ],
  ["only", { builders: [nothing, named("b")], provisioners: [{ ...log(names), only: ["b"] }] }],
  ["except", { builders: [nothing, named("b")], provisioners: [{ ...log(names), except: ["b"] }] }],
  [
    "only, of a name that is a template",
    {
      builders: [nothing, named("{{user `a`}}")],
      variables,
      provisioners: [{ ...log(names), only: ["{{user `a`}}"] }],
    },
  ],
  [
    "an override",
    {
      builders: [nothing, named("b")],
      provisioners: [
        { ...log("plain {{build_name}}"), override: { b: { inline: ["echo 'over {{build_name}}' >> log"] } } },
      ],
    },
  ],
  [
    "an override of a name that is a template",
    {
      builders: [named("{{user `a`}}")],
      variables,
      provisioners: [{ ...log("plain"), override: { "{{user `a`}}": { inline: ["echo over >> log"] } } }],
    },
  ],
  [
    "an override of a list by a text",
    { builders, provisioners: [{ ...log("plain"), override: { null: { inline: "echo over >> log" } } }] },
  ],
  [
    "environment variables",
    {
      builders,
      variables,
      provisioners: [
        { type: "shell-local", environment_vars: ["X={{user `c`}}", "Y=2"], inline: ["echo $X $Y >> log"] },
      ],
    },
  ],
  [
    "environment variables as one text",
    { builders, provisioners: [{ type: "shell-local", environment_vars: "X=1,Y=2", inline: ["echo $X $Y >> log"] }] },
  ],
  [
    "a file",
    {
      builders: [{ ...file, content: "{{user `c`}} {{build_name}} {{build_type}}", target: "{{user `a`}}.txt" }],
      variables,
    },
  ],
  ["a chain that takes its input", { builders: [file], "post-processors": [compress] }],
  [
    "a chain that keeps its input",
    { builders: [file], "post-processors": [{ ...compress, keep_input_artifact: true }] },
  ],
  ["chains", { builders: [file], "post-processors": [[log("1"), { ...log("2"), name: "two" }], log("3")] }],
  [
    "a failure in a chain",
    {
      builders: [file],
      "post-processors": [[log("1"), { type: "shell-local", inline: ["false"] }, log("3")], log("4")],
    },
  ],
  [
    "a post-processor for one builder",
    {
      builders: [named("a"), named("b")],
      "post-processors": [
        { ...log(names), only: ["b"] },
        { ...log("not {{build_name}}"), except: ["b"] },
      ],
    },
  ],
  [
    "a manifest",
    {
      builders: [file],
      "post-processors": [{ type: "manifest", output: "manifest.json", custom_data: { v: "{{user `a`}}" } }],
      variables,
    },
  ],
  [
    "a builder that is not known beside one that is",
    { builders: [{ type: "nope" }, named("b")], provisioners: [log(names)] },
  ],
];

withPacker("they leave the same", () => {
  test.concurrent.each(run.map(([name, template, ...flags]) => ({ name, template, flags })))(
    "$name",
    async ({ template, flags }) => {
      await agree(building(template, ...flags));
    },
  );

  const variableFiles: readonly (readonly [string, Files, string[]])[] = [
    ["a file", { "v.json": '{"a": "9"}' }, ["-var-file=v.json"]],
    [
      "two files, the later wins",
      { "v.json": '{"a": "9"}', "w.json": '{"a": "8"}' },
      ["-var-file=v.json", "-var-file=w.json"],
    ],
    ["a flag over a file", { "v.json": '{"a": "9"}' }, ["-var", "a=f", "-var-file=v.json"]],
    ["a template in a file", { "v.json": '{"a": "{{user `z`}}", "z": "26"}' }, ["-var-file=v.json"]],
    ["null in a file", { "v.json": '{"a": null}' }, ["-var-file=v.json"]],
    ["a number in a file", { "v.json": '{"a": 5}' }, ["-var-file=v.json"]],
    ["a list in a file", { "v.json": '{"a": ["x"]}' }, ["-var-file=v.json"]],
    ["a file that is a list", { "v.json": "[]" }, ["-var-file=v.json"]],
    ["a file in HCL", { "v.hcl": 'a = "9"\n' }, ["-var-file=v.hcl"]],
    ["a file that is not there", {}, ["-var-file=v.json"]],
  ];
  test.concurrent.each(variableFiles)("variables from %s", async (_name, files, flags) => {
    const template = building({ builders, variables, provisioners: [log("{{user `c`}}")] }, ...flags);
    await agree({ ...template, files: { ...template.files, ...files } });
  });

  test.concurrent("a template of another name, and one of no name", async () => {
    const text = written({ builders, provisioners: [log(names)] });
    await agree({ files: { "t.txt": text }, args: ["build", "t.txt"] });
    await agree({ files: { template: text }, args: ["build", "-config-type=json", "template"] });
  });

  test.concurrent.each(["validate", "build"])("%s of a file that is not there", async (command) => {
    expect((await agree({ files: {}, args: [command, "t.json"] })).ok).toBe(false);
  });
});

const selecting = {
  builders: [nothing, named("web.1"), named("{{user `n`}}"), { type: "file", content: "x", target: "target" }],
  variables: { n: "db" },
  "post-processors": [
    { ...log("first {{build_name}}"), name: "first" },
    [{ ...log("second {{build_name}}"), name: "second" }, log("third {{build_name}}")],
  ],
};

withPacker("-only and -except choose what packer's do, by exact names", () => {
  test.concurrent.each<string[][]>([
    [["-only=null"]],
    [["-only=web.1"]],
    [["-only=db"]],
    [["-only=null,db"]],
    [["-only=null", "-only=db"]],
    [["-only=file,nothing"]],
    [["-except=null"]],
    [["-except=web.1,db"]],
    [["-except=first"]],
    [["-except=second"]],
    [["-except=shell-local"]],
    [["-except=null,first,nothing"]],
    [["-except="]],
    [["-except=web*"]],
    [["-only=null", "-except=second"]],
    [["-only=null,db", "-except=db"]],
  ])("%j", async (flags) => {
    await agree(building(selecting, ...flags));
  });

  test.concurrent.each([["-only=nothing"], ["-only=web*"], ["-only={{user `n`}}"], ["-only=null.null"]])(
    "%s leaves nothing to build, which is an error since Packer 1.7",
    async (flag) => {
      const [packer, ingot] = await Promise.all([
        byPacker(building(selecting, flag)),
        byIngot(building(selecting, flag)),
      ]);
      expect([packer.files, ingot.files]).toEqual([packer.files, packer.files]);
      expect(Object.keys(ingot.files)).toEqual(["t.json"]);
      expect(ingot).toMatchObject({ ok: false, said: expect.stringContaining("No builds to run") });
    },
  );
});

withPacker("inspect", () => {
  const inspected: readonly (readonly [string, Json])[] = [
    ["a builder alone", { builders }],
    ["no builder", { builders: [] }],
    ["all of it", { ...selecting, description: "What it\n is", provisioners: [log("b"), { type: "shell" }] }],
    ["required variables", { builders, variables: { long_name: null, b: "{{env `HOME`}}", a: "" } }],
    ["a required variable only", { builders, variables: { b: null } }],
    ["a sensitive one", { builders, variables: { b: "secret", a: "x" }, "sensitive-variables": ["b"] }],
    [
      "what is wrong in values",
      { builders: [{ type: "nope" }], variables: { a: "{{nope}}" }, min_packer_version: "99.0" },
    ],
  ];

  test.concurrent.each(inspected)("inspect prints what packer's does: %s", async (_name, template) => {
    const inspecting = setting(template, "inspect");
    const [packer, ingot] = await Promise.all([byPacker(inspecting), byIngot(inspecting)]);
    expect({ ok: ingot.ok, said: ingot.said }).toEqual({ ok: true, said: packer.said });
  });

  test.concurrent.each(inspected)("inspect -machine-readable prints packer's rows: %s", async (_name, template) => {
    const inspecting = { ...setting(template, "inspect"), args: ["inspect", "-machine-readable", "t.json"] };
    const [packer, ingot] = await Promise.all([byPacker(inspecting), byIngot(inspecting)]);
    const rows = (said: string) => said.replace(/^\d+/gm, "");
    expect(rows(ingot.said)).toBe(rows(packer.said));
  });
});
