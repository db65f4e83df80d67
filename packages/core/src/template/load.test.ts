import { goodTemplate, load } from "./load.test-fixtures.js";

test("files of a folder are one template", async () => {
  const template = await goodTemplate({
    "b.pkr.hcl": 'build {\n  sources = ["null.x"]\n}\n',
    "a.pkr.hcl": 'source "null" "x" {\n}\n',
    "c.pkr.hcl": 'build {\n  sources = ["null.x"]\n  name = "second"\n}\n',
  });
  expect(template.builds.map(({ name }) => name)).toEqual([undefined, "second"]);
  expect([...template.sources.keys()]).toEqual(["null.x"]);
  expect(template.rootDirectory).toBe(".");
});

test("every file's syntax errors are told, and nothing else", async () => {
  const { template, problems, sources } = await load({
    "a.pkr.hcl": "a = [\n",
    "b.pkr.hcl": 'source "null" {\n}\nx y z\n',
  });
  expect(template).toBeUndefined();
  expect(problems.map((each) => each.slice(0, 20))).toEqual(
    ["error a.pkr.hcl:1 `[", "error b.pkr.hcl:3 `z"].map((each) => expect.stringMatching(each.slice(0, 15))),
  );
  expect(sources.map(({ name }) => name)).toEqual(["a.pkr.hcl", "b.pkr.hcl"]);
});

test("an unknown block, with its near miss, and no top-level dynamic", async () => {
  expect((await load('sourc "null" "x" {\n}\ndynamic "source" {\n}\n')).problems).toEqual([
    'error main.pkr.hcl:1 `sourc`: Unsupported block type: Blocks of type "sourc" are not expected here. Did you mean "source"?',
    'error main.pkr.hcl:3 `dynamic`: Unsupported block type: Blocks of type "dynamic" are not expected here.',
  ]);
});

test("an argument at the top", async () => {
  expect((await load("locals = 1\n")).problems).toEqual([
    'error main.pkr.hcl:1 `locals`: Unsupported argument: "locals" is a block, not an argument. Write it without the equals sign: locals { … }.',
  ]);
});

describe("variables", () => {
  const declared = 'variable "v" {\n  type = string\n}\n';
  const contentOfV = async (...[files, setting]: Parameters<typeof goodTemplate>) =>
    (await goodTemplate(files, setting)).variables.get("v")!.value.content;

  test("take their values from the environment, automatic files, files and flags, the last of which counts", async () => {
    const files: Record<string, string> = { "a.pkr.hcl": declared };
    expect(await contentOfV(files, { env: { PKR_VAR_v: "environment" } })).toBe("environment");
    files["x.auto.pkrvars.hcl"] = 'v = "auto"\n';
    expect(await contentOfV(files, { env: { PKR_VAR_v: "environment" } })).toBe("auto");
    files["x.auto.pkrvars.json"] = '{ "v": "auto json" }';
    expect(await contentOfV(files)).toBe("auto json");
    files["given.hcl"] = 'v = "file"\n';
    expect(await contentOfV(files, { variableFiles: ["given.hcl"] })).toBe("file");
    const flags = [
      { name: "v", text: "first" },
      { name: "v", text: "last" },
    ];
    expect(await contentOfV(files, { variableFiles: ["given.hcl"], variables: flags })).toBe("last");
  });

  test("get nothing from automatic files when a single file is loaded", async () => {
    const files = { "a.pkr.hcl": declared, "x.auto.pkrvars.hcl": 'v = "auto"\n' };
    expect((await load(files, { path: "a.pkr.hcl" })).problems).toEqual([
      'error a.pkr.hcl:1 `variable "v"`: Unset variable: The variable "v" has no value and no default. Give it one with -var v=VALUE, in a file named by -var-file, or as PKR_VAR_v in the environment.',
    ]);
  });

  test("may be unset where that is allowed: the value is unknown then", async () => {
    const { variables } = await goodTemplate(declared, { allowUnset: true });
    expect(variables.get("v")!.value.isKnown).toBe(false);
  });

  test("a file that is not there", async () => {
    expect(
      (await load(declared, { variableFiles: ["no.hcl"], variables: [{ name: "v", text: "x" }] })).problems,
    ).toEqual([
      'error: File not readable: "no.hcl" cannot be read: it does not exist. Check the path; relative paths start at the current directory.',
    ]);
  });

  test("a default may read the environment, and nothing else may", async () => {
    const text = 'variable "v" {\n  default = env("HOME_TOWN")\n}\n';
    expect(await contentOfV(text, { env: { HOME_TOWN: "Bath" } })).toBe("Bath");
    const { problems } = await load('locals {\n  l = env("HOME_TOWN")\n}\n');
    expect(problems).toHaveLength(1);
  });

  test("that are sensitive are in no message", async () => {
    const text =
      'variable "v" {\n  sensitive = true\n  type = string\n}\nsource "null" "x" {\n}\nbuild {\n  sources = ["null.${var.v}"]\n}\n';
    const { problems, template } = await load(text, { variables: [{ name: "v", text: "hunter2" }] });
    expect(template!.secrets).toEqual(["hunter2"]);
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain("hunter2");
  });
});

test("syntaxOnly: nothing is said of values, references and rules", async () => {
  const text =
    'variable "unset" {\n}\nvariable "ruled" {\n  default = "x"\n  validation {\n    condition = var.ruled == "y"\n    error_message = "It must be y."\n  }\n}\nbuild {\n  sources = ["null.missing"]\n}\n';
  expect(await load(text, { syntaxOnly: true })).toMatchObject({ template: undefined, problems: [] });
  expect((await load(text)).problems).toHaveLength(3);
});

test("path and packer have their values", async () => {
  const text = "locals {\n  a = path.root\n  b = path.cwd\n  c = packer.version\n}\n";
  const { template, host } = await load({ "in/a.pkr.hcl": text }, { path: "in/a.pkr.hcl" });
  const { locals } = template!;
  expect(["a", "b", "c"].map((name) => locals.get(name)!.value.content)).toEqual(["in", host.cwd, "1.16.0"]);
});
