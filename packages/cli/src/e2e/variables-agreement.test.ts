import { requires } from "@ingot/testing";
import { agree, byIngot, byPacker, type Files, type Setting } from "./agreement.test-fixtures.js";
import { ingot } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(60_000); // packer is as quick as the machine

const withPacker = requires("packer", "packer");

const showing = (declaration: string, value = "var.v") => `${declaration}
source "null" "n" { communicator = "none" }
build {
  sources = ["source.null.n"]
  provisioner "shell-local" { inline = ["cat > value <<'END'\\n\${jsonencode(${value})}\\nEND"] }
}
`;

const text = 'variable "v" {\n  type    = string\n  default = "default"\n}\n';
const auto = { "x.auto.pkrvars.hcl": 'v = "auto"\n', "a.auto.pkrvars.json": '{"v": "auto json"}' };
const given = { "one.pkrvars.hcl": 'v = "one"\n', "two.pkrvars.hcl": 'v = "two"\n' };
const env = { PKR_VAR_v: "environment" };

/** HCL and JSON are not mixed on one level: 1.6.6 takes all JSON files after all HCL files, later ones take -var-file as given. */
withPacker("variables have packer's values", () => {
  test.concurrent.each<[string, Files, string[], Setting["env"]?]>([
    ["the default", {}, ["."]],
    ["the environment", {}, ["."], env],
    ["an auto file", { "x.auto.pkrvars.hcl": 'v = "auto"\n' }, ["."], env],
    ["the last auto file", { "x.auto.pkrvars.hcl": 'v = "x"\n', "b.auto.pkrvars.hcl": 'v = "b"\n' }, ["."]],
    ["an auto JSON file", auto, ["."], env],
    ["auto files belong to a folder", auto, ["a.pkr.hcl"]],
    [
      "a file of the command line",
      { ...given, "x.auto.pkrvars.hcl": 'v = "auto"\n' },
      ["-var-file=one.pkrvars.hcl", "."],
      env,
    ],
    ["the last file of the command line", given, ["-var-file=two.pkrvars.hcl", "-var-file=one.pkrvars.hcl", "."]],
    ["the command line", given, ["-var", "v=cli", "-var-file=one.pkrvars.hcl", "."], env],
    ["the last of the command line", {}, ["-var", "v=a", "-var", "v=b=c", "."]],
    ["an undeclared name in a file", { "w.hcl": "w = 1\n" }, ["-var-file=w.hcl", "."]],
    ["an undeclared name on the command line", {}, ["-var", "w=1", "."]],
    ["an undeclared name in the environment", {}, ["."], { PKR_VAR_w: "1" }],
    ["a file with a reference", { "w.hcl": "v = var.v\n" }, ["-var-file=w.hcl", "."]],
    ["a file with a call", { "w.hcl": 'v = upper("a")\n' }, ["-var-file=w.hcl", "."]],
    ["a file of no known kind", { "w.txt": 'v = "w"\n' }, ["-var-file=w.txt", "."]],
    ["a file that is not there", {}, ["-var-file=w.hcl", "."]],
  ])("%s", async (_name, files, ...[args, given]) => {
    const setting = { files: { "a.pkr.hcl": showing(text), ...files }, args: ["build", ...args] };
    await agree(given ? { ...setting, env: given } : setting);
  });

  test.concurrent.each([
    ["here.txt", true],
    ["there.txt", false],
  ])("rules look for files where the build is run, and not beside the template: %s", async (name, ok) => {
    const rule = `validation {\n    condition     = fileexists("\${var.v}.txt")\n    error_message = "No."\n  }\n`;
    const files = {
      "in/a.pkr.hcl": showing(text.replace("}\n", `  ${rule}}\n`)),
      "here.txt": "",
      "in/there.txt": "",
    };
    const setting = { files, args: ["build", "-var", `v=${name.replace(".txt", "")}`, "in/a.pkr.hcl"] };
    expect((await agree(setting)).ok).toBe(ok);
  });

  test.concurrent.each([
    ["string", '["a"]'],
    ["string", '"quoted"'],
    ["number", "007"],
    ["number", "x"],
    ["bool", '"true"'],
    ["bool", "1"],
    ["list(string)", '["a", 1]'],
    ["set(string)", '["b", "a", "b"]'],
    ["map(number)", '{a = "1"}'],
    ["object({a = string, b = number})", '{a = 1, b = "2", c = 3}'],
    ["object({a = string, b = number})", "{a = 1}"],
    ["tuple([string, number])", '["a", "b"]'],
    ["list(list(number))", "[[1], [2, 3]]"],
    ["list(string)", "[1"],
  ])("of type %s from the text %s", async (type, value) => {
    const files = { "a.pkr.hcl": showing(`variable "v" {\n  type = ${type}\n}\n`) };
    await agree({ files, args: ["build", "-var", `v=${value}`, "."] });
  });
});

/** Each level gives each variable a value of its own, or leaves it alone. From the weakest to the strongest. */
const levels = ["default", "environment", "auto", "file", "flag"] as const;
type Level = (typeof levels)[number];

/** A level's value as HCL writes it, and as a text of the environment or of -var. */
const kinds: Readonly<Record<string, { type: string; value(level: Level): string; text(level: Level): string }>> = {
  string: { type: "string", value: (level) => `"${level}"`, text: (level) => level },
  number: {
    type: "number",
    value: (level) => `${levels.indexOf(level)}.5`,
    text: (level) => `${levels.indexOf(level)}.5`,
  },
  bool: { type: "bool", value: isOdd, text: isOdd },
  list: { type: "list(string)", value: (level) => `["${level}", 1]`, text: (level) => `["${level}", 1]` },
  map: { type: "map(number)", value: mapOf, text: mapOf },
  object: { type: "object({ a = string, b = list(bool) })", value: objectOf, text: objectOf },
  untyped: { type: "", value: (level) => `"${level}"`, text: (level) => level },
  deduced: { type: "", value: (level) => `["${level}"]`, text: (level) => `["${level}"]` },
};

function isOdd(level: Level): string {
  return String(levels.indexOf(level) % 2 === 1);
}

function mapOf(level: Level): string {
  return `{ ${level} = ${levels.indexOf(level)} }`;
}

function objectOf(level: Level): string {
  return `{ a = "${level}", b = [true, "false"] }`;
}

interface Mixed {
  readonly name: string;
  readonly kind: string;
  readonly given: readonly Level[];
}

/** A variable for every set of levels that is not empty, of every kind: `list_01001` is given by the environment and by -var. */
const mixes: readonly Mixed[] = Object.keys(kinds).flatMap((kind) =>
  Array.from({ length: 2 ** levels.length }, (_, bits) => {
    const given = levels.filter((_level, at) => bits & (1 << at));
    return { name: `${kind}_${levels.map((level) => Number(given.includes(level))).join("")}`, kind, given };
  }).filter(({ kind, given }) => (kind === "deduced" ? given.includes("default") : given.length > 0)),
);

const givenBy = (level: Level) => mixes.filter(({ given }) => given.includes(level));

function declared({ name, kind, given }: Mixed): string {
  const { type, value } = kinds[kind]!;
  const lines = [
    ...(type ? [`type = ${type}`] : []),
    ...(given.includes("default") ? [`default = ${value("default")}`] : []),
  ];
  return `variable "${name}" {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

const assigned = (level: Level) =>
  givenBy(level)
    .map(({ name, kind }) => `${name} = ${kinds[kind]!.value(level)}\n`)
    .join("");

/** The same values in JSON, of which this much HCL is easily made. */
const assignedInJson = (level: Level) =>
  JSON.stringify(
    Object.fromEntries(
      givenBy(level).map(({ name, kind }) => [
        name,
        JSON.parse(kinds[kind]!.value(level).replace(/(\w+) = /g, '"$1": ')),
      ]),
    ),
  );

const showingAll = `${mixes.map(declared).join("")}
source "null" "n" { communicator = "none" }
build {
  sources = ["source.null.n"]
  provisioner "shell-local" { inline = ["cat > values <<'END'\\n\${jsonencode(local.all)}\\nEND"] }
}
locals {
  all = {
${mixes.map(({ name }) => `    ${name} = var.${name}`).join("\n")}
  }
}
`;

const texts = (level: Level) =>
  givenBy(level).map(({ name, kind }): [string, string] => [name, kinds[kind]!.text(level)]);

const mixedSetting = (ending: "hcl" | "json", write: (level: Level) => string): Setting => ({
  files: { "a.pkr.hcl": showingAll, [`x.auto.pkrvars.${ending}`]: write("auto"), [`given.${ending}`]: write("file") },
  args: [
    "build",
    `-var-file=given.${ending}`,
    ...texts("flag").flatMap(([name, text]) => ["-var", `${name}=${text}`]),
    ".",
  ],
  env: Object.fromEntries(texts("environment").map(([name, text]) => [`PKR_VAR_${name}`, text])),
});

withPacker("every mix of sources gives variables of every kind packer's values", () => {
  test.concurrent.each<["hcl" | "json", (level: Level) => string]>([
    ["hcl", assigned],
    ["json", assignedInJson],
  ])("files in %s", async (ending, write) => {
    const { ok, files } = await agree(mixedSetting(ending, write));
    expect(ok).toBe(true);
    const values: Readonly<Record<string, unknown>> = JSON.parse(files.values!);
    expect(Object.keys(values).length).toBe(31 * 7 + 16);
    const wrong = mixes.filter(({ kind, given, name }) => kind === "string" && values[name] !== given.at(-1));
    expect(wrong).toEqual([]); // not that both be wrong
  });
});

withPacker("a text for a variable is read as packer reads it", () => {
  const untyped = ["", "default = 1", 'default = "a"', "default = true", 'default = ["a"]'];
  const typed = [
    "string",
    "number",
    "bool",
    "list(string)",
    "map(string)",
    "set(number)",
    "tuple([bool])",
    "object({ a = bool })",
  ];
  const declarations = [...untyped, ...typed.map((type) => `type = ${type}`)];
  const given = ["", "a", "1", "007", "true", '"true"', '["a"]', "[true]", "{ a = true }", "1 + 1", "upper(1)"];

  test.concurrent.each(declarations)("variable { %s }", async (declaration) => {
    const judged = await Promise.all(given.map(async (text) => ({ text, taken: await takes(declaration, text) })));
    const [taken, refused] = [true, false].map((wanted) => judged.filter((each) => each.taken === wanted));
    expect(
      (
        await agree(
          showingTexts(
            declaration,
            taken!.map(({ text }) => text),
          ),
        )
      ).ok,
    ).toBe(true);
    for (const { text } of refused!) {
      const { args, ...rest } = showingTexts(declaration, [text]);
      const { ok } = await byPacker({ ...rest, args: ["validate", ...args.slice(1)] });
      expect({ text, ok }).toEqual({ text, ok: false });
    }
  });
});

async function takes(declaration: string, text: string): Promise<boolean> {
  const { files, args } = showingTexts(declaration, [text]);
  using place = workplace(files);
  return (await ingot(place.directory, {}, "validate", ...args.slice(1))).code === 0;
}

/** A variable of that declaration for each text. */
function showingTexts(declaration: string, texts: readonly string[]): Setting {
  const variables = texts.map((_text, at) => `variable "v${at}" {\n  ${declaration}\n}\n`).join("");
  const values = texts.map((_text, at) => `var.v${at}`).join(", ");
  const given = texts.flatMap((text, at) => ["-var", `v${at}=${text}`]);
  return { files: { "a.pkr.hcl": showing(variables, `[${values}]`) }, args: ["build", ...given, "."] };
}

/** Where packer 1.6.6 takes all JSON files after all HCL files, later ones go by the levels, and so do we. */
test.each([
  ["an auto JSON file is weaker than a given HCL file", ["-var-file=b.hcl", "."], "b"],
  ["files of both kinds count in the order given", ["-var-file=c.json", "-var-file=b.hcl", "."], "b"],
  ["and in the other order", ["-var-file=b.hcl", "-var-file=c.json", "."], "c"],
  ["an auto JSON file is stronger than an auto HCL file", ["."], "auto json"],
])("%s", async (_name, args, expected) => {
  const files = { "a.pkr.hcl": showing(text), ...auto, "b.hcl": 'v = "b"\n', "c.json": '{ "v": "c" }\n' };
  const left = await byIngot({ files, args: ["build", ...args] });
  expect(left.files.value).toBe(`${JSON.stringify(expected)}\n`);
});

/** Later versions take any value where the default is empty, for which 1.6.6 has no words. */
test.each(["default = []", "default = {}"])("variable { %s } takes any value", async (declaration) => {
  const { files } = await byIngot(showingTexts(declaration, ['["a", 1]', "{ a = true }"]));
  expect(files.value).toBe('[["a",1],{"a":true}]\n');
});
