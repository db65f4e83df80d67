import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Consumer, installConsumer, publishedPackages, root } from "./consumer.test-fixtures.js";
import { codeBlocks, patternOf, stepsOf } from "./documentation.test-fixtures.js";

let consumer: Consumer;
jest.setTimeout(120_000); // the type checker and npm are as quick as the machine
beforeAll(() => {
  consumer = installConsumer();
});
afterAll(() => consumer?.remove());

const packages = publishedPackages();
const entries = packages.flatMap(({ manifest: { name, exports } }) =>
  Object.keys(exports).map((entry) => `${name}${entry.slice(1)}`),
);
const modules = entries.filter((entry) => !entry.endsWith(".json"));

describe("what is published", () => {
  test.each(packages.map((each) => [each.manifest.name, each] as const))("%s", (name, { manifest }) => {
    const { files } = consumer.tarballs.find((each) => each.name === name)!;
    expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json", "dist/index.js"]));
    expect(files.filter((file) => !/^(LICENSE|README\.md|package\.json|dist\/|src\/|bin\/)/.test(file))).toEqual([]);
    expect(files.filter((file) => /\.test\.|test-fixtures|tsbuildinfo|parts\.json/.test(file))).toEqual([]);
    const targets = [...Object.values(manifest.exports), manifest.bin ?? {}].flatMap((target) =>
      typeof target === "string" ? target : Object.values(target),
    );
    expect(targets.filter((target) => !files.includes(target.replace("./", "")))).toEqual([]);
  });

  test("every description says what it is: licence, engine, words to find it by", () => {
    for (const { folder, manifest } of packages) {
      expect(manifest).toMatchObject({ license: "Apache-2.0", engines: { node: ">=20.19.0" } });
      expect(manifest.keywords).toContain("ingot");
      expect(manifest.description).toMatch(/^[A-Z].*\.$/);
      expect(readFileSync(join(folder, "LICENSE"), "utf8")).toBe(readFileSync(join(root, "LICENSE"), "utf8"));
      expect(readFileSync(join(folder, "README.md"), "utf8").startsWith(`# ${manifest.name}\n`)).toBe(true);
    }
  });

  test("our packages depend on each other's very version, and on nothing private", () => {
    const versions = new Map(packages.map(({ manifest: { name, version } }) => [name, version]));
    const ours = packages.flatMap(({ manifest }) =>
      Object.entries(manifest.dependencies ?? {}).filter(([name]) => /^(ingot$|@ingot\/)/.test(name)),
    );
    expect(ours.filter(([name, version]) => versions.get(name) !== version)).toEqual([]);
  });
});

describe("modules", () => {
  test("every entry is imported by an ES module", () => {
    consumer.write("all.mjs", modules.map((name) => `import ${JSON.stringify(name)};\n`).join(""));
    expect(consumer.node("all.mjs")).toBe("");
  });

  // A top-level await anywhere beneath an entry would make this fail.
  test("every entry is required by CommonJS", () => {
    const text = entries.map((name) => `console.log(Object.keys(require(${JSON.stringify(name)})).length > 0);\n`);
    consumer.write("all.cjs", text.join(""));
    expect(consumer.node("--no-warnings", "all.cjs")).toBe("true\n".repeat(entries.length));
  });

  test("both get the same module", () => {
    consumer.write(
      "same.mjs",
      'import { createRequire } from "node:module";\nimport { build } from "ingot";\nconsole.log(createRequire(import.meta.url)("ingot").build === build);\n',
    );
    expect(consumer.node("--no-warnings", "same.mjs")).toBe("true\n");
  });

  test("what no package exports is out of reach", () => {
    consumer.write(
      "reach.mjs",
      'await import("@ingot/core/dist/engine.js").catch((error) => console.log(error.code));\n',
    );
    expect(consumer.node("reach.mjs")).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED\n");
  });
});

const strict = {
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  module: "NodeNext",
  moduleResolution: "NodeNext",
  target: "ES2022",
};

const languageUse = (load: string) => `${load}
const source = new Source("a.hcl", 'sum = 1 + x\\nword = upper("b")');
const { file, diagnostics } = parse(source);
if (hasErrors(diagnostics)) throw new Error("it has errors");
const names = new Map([["x", number(41)]]);
const upper: HclFunction = {
  name: "upper",
  description: "In capitals.",
  parameters: [{ name: "text", type: stringType }],
  returns: () => stringType,
  call: ([text]) => string(String(text?.content).toUpperCase()),
};
const scope: Scope = {
  lookup: (name) => names.get(name),
  names: () => [...names.keys()],
  functions: new Map([["upper", upper]]),
};
for (const item of file.body.items)
  if (item.kind === "attribute") console.log(item.name.text, toPlain(evaluate(item.expression, scope).value));
console.log(format("a=1\\nlong  =  2"));
for (const diagnostic of parse(new Source("b.hcl", "a = 1 +\\n")).diagnostics) console.log(renderDiagnostic(diagnostic));
`;

const languageNames =
  "evaluate, format, hasErrors, number, parse, renderDiagnostic, Source, string, stringType, toPlain";

const languageOutput = `sum 42
word B
a    = 1
long = 2
Error: Expression expected

  on b.hcl line 1:
   1: a = 1 +
             ^

A value or an expression must stand here; found the end of the line.
`;

describe("@ingot/hcl alone, type-checked without the types of Node", () => {
  test.each([
    ["mts", `import { ${languageNames}, type HclFunction, type Scope } from "@ingot/hcl";`],
    [
      "cts",
      `import hcl = require("@ingot/hcl");\nconst { ${languageNames} } = hcl;\ntype HclFunction = hcl.HclFunction;\ntype Scope = hcl.Scope;`,
    ],
  ])(".%s", (extension, load) => {
    const name = `language.${extension}`;
    consumer.write(name, languageUse(load));
    const compilerOptions = { ...strict, lib: ["ES2023", "DOM"], types: [] };
    expect(consumer.typeCheck({ compilerOptions, files: [name] })).toBe("");
    expect(consumer.node("--no-warnings", name.replace("ts", "js"))).toContain(languageOutput);
  });
});

const template = `
variable "word" { default = "none" }
source "null" "one" { communicator = "none" }
source "null" "two" { communicator = "none" }
build {
  sources = ["source.null.one", "source.null.two"]
  provisioner "shell-local" { inline = ["echo the word is \${var.word}"] }
}
`;

const engineUse = (load: string) => `${load}
async function main(): Promise<void> {
  const lines: string[] = [];
  const options: BuildOptions = {
    host: nodeHost({ cwd: __DIRECTORY__, env: process.env }),
    variables: [{ name: "word", text: "yes" }],
    only: ["null.two"],
    io: { notify: (event) => void (event.type === "output" && lines.push(event.text)) },
  };
  const report = await build("template.pkr.hcl", options);
  console.log(report.status, report.builds.map(({ name, status }) => [name, status]), lines);
  const wrong = build("wrong.pkr.hcl", { host: options.host! });
  await wrong.catch((error: unknown) => {
    if (!(error instanceof TemplateError)) throw error;
    console.log(error.code, error.diagnostics.map(({ summary }) => summary), isIngotError(error));
  });
}
main();
`;

const loads = [
  ["mts", 'import { build, type BuildOptions, isIngotError, nodeHost, TemplateError } from "ingot";', "process.cwd()"],
  [
    "cts",
    'import ingot = require("ingot");\nconst { build, isIngotError, nodeHost, TemplateError } = ingot;\ntype BuildOptions = import("ingot").BuildOptions;',
    "__dirname",
  ],
] as const;

const wrongOptions = `import { build, builtIns, createEngine, nodeHost } from "ingot";
const host = nodeHost({ cwd: "/", env: {} });
const engine = createEngine({ host, components: builtIns });
build("a", { paralelBuilds: 1 });
createEngine({ host, components: builtIns, plugins: [] });
engine.load("a", { vars: [] });
engine.plan({} as never, { exept: [] });
engine.run({} as never, { onerror: "abort" });
engine.run({} as never, { onError: "stop" });
nodeHost({ cwd: "/" });
`;

describe("ingot as a library, type-checked", () => {
  let complaints: readonly string[];
  const isOfOptions = (complaint: string) => complaint.startsWith("options.mts(");

  beforeAll(() => {
    for (const [extension, load, here] of loads)
      consumer.write(`engine.${extension}`, engineUse(load).replace("__DIRECTORY__", here));
    consumer.write("all.mts", modules.map((name, at) => `export * as m${at} from ${JSON.stringify(name)};\n`).join(""));
    consumer.write("options.mts", wrongOptions);
    const files = ["engine.mts", "engine.cts", "all.mts", "options.mts"];
    const said = consumer.typeCheck({ compilerOptions: { ...strict, types: ["node"] }, files });
    complaints = said.split(/\n(?! )/).slice(0, -2); // a line that begins with a space belongs to the one before it
    expect(said).toMatch(/^exit code 2\n$/m);
  });

  test("every entry's declarations hold by themselves, and so does what uses them", () => {
    expect(complaints.filter((complaint) => !isOfOptions(complaint))).toEqual([]);
  });

  test.each(loads)(".%s", (extension) => {
    consumer.write("template.pkr.hcl", template);
    consumer.write("wrong.pkr.hcl", 'source "nul" "x" {}\nbuild {\n  sources = ["source.nul.x"]\n}\n');
    expect(consumer.node("--no-warnings", `engine.${extension.replace("ts", "js")}`)).toBe(
      "succeeded [ [ 'null.two', 'succeeded' ] ] [ 'the word is yes' ]\nTEMPLATE [ 'Unknown source type' ] true\n",
    );
  });

  test("options that nobody reads do not compile", () => {
    const found = complaints.filter(isOfOptions).map((complaint) => /\((\d+),\d+\): error (TS\d+)/.exec(complaint)!);
    expect(found.map(([, line, code]) => [Number(line), code])).toEqual([
      [4, "TS2561"],
      [5, "TS2353"],
      [6, "TS2353"],
      [7, "TS2561"],
      [8, "TS2561"],
      [9, "TS2322"],
      [10, "TS2741"],
    ]);
  });
});

const rare = `
locals {
  yaml   = yamldecode("a: [1, 2]").a[1]
  regex  = regex("b+", "abbc")
  bcrypt = length(bcrypt("secret", 4))
  text   = textencodebase64("é", "ISO-8859-1")
}
source "null" "x" { communicator = "none" }
build {
  sources = ["source.null.x"]
  provisioner "shell-local" {
    inline = ["echo rare: \${local.yaml} \${local.regex} \${local.bcrypt} \${local.text}"]
  }
}
`;

describe("the command line", () => {
  test("npx ingot version", () => {
    expect(consumer.npm(consumer.directory, "exec", "--no", "--", "ingot", "version")).toMatch(
      /^Ingot v\d+\.\d+\.\d+ \(/,
    );
  });

  /** The tarball's files with no library beside them: what the bundle lacks is nowhere to be found. */
  function unpacked(name: string): { bundle: string; ingot(...args: string[]): string } {
    const directory = consumer.path(name);
    mkdirSync(directory);
    const { path } = consumer.tarballs.find((each) => each.name === "ingot")!;
    execFileSync("tar", ["-xzf", path, "-C", directory]);
    writeFileSync(join(directory, "rare.pkr.hcl"), rare);
    const ingot = (...args: string[]) => consumer.node(join(directory, "package/bin/ingot.cjs"), ...args);
    return { bundle: join(directory, "package/dist/bundle"), ingot };
  }

  const cacheIn = (bundle: string) => {
    const folder = join(bundle, "cache");
    return join(folder, readdirSync(folder).find((file) => file.startsWith("validate-"))!);
  };

  test("is one bundle, libraries that few templates need included", () => {
    const { ingot } = unpacked("bundle-alone");
    expect(ingot("build", "bundle-alone/rare.pkr.hcl")).toContain("rare: 2 bb 60 6Q==\n");
  });

  test("V8's code is named after the Node that wrote it, and no other reads it", () => {
    const { bundle, ingot } = unpacked("other-node");
    const cache = cacheIn(bundle);
    const own = `-${process.version}-${process.arch}.cache`;
    expect(cache.endsWith(own)).toBe(true);
    renameSync(cache, cache.replace(own, "-v20.19.0-other.cache"));
    expect(ingot("validate", "other-node/rare.pkr.hcl")).toBe("The configuration is valid.\n");
  });

  test.each([
    ["noise", () => Buffer.alloc(1000, 7)],
    ["nothing", () => Buffer.alloc(0)],
    ["half of it", (whole: Buffer) => whole.subarray(0, whole.length / 2)],
  ])("V8's code may be %s", (name, spoil) => {
    const place = `spoilt-${name.replaceAll(" ", "-")}`;
    const { bundle, ingot } = unpacked(place);
    const cache = cacheIn(bundle);
    writeFileSync(cache, spoil(readFileSync(cache)));
    expect(ingot("validate", `${place}/rare.pkr.hcl`)).toBe("The configuration is valid.\n");
  });

  test("nothing of this repository is looked at", () => {
    expect(existsSync(join(consumer.directory, "node_modules/ingot/node_modules"))).toBe(false);
    const lock = readFileSync(consumer.path("package-lock.json"), "utf8");
    expect(lock).not.toContain('"link": true');
  });
});

/** The provisioner `note`, which is found first, ends the process as `kill -9` does. */
const crash = `import { builtIns } from "ingot";
import { run } from "ingot/command-line";
import { notes } from "ingot-notes";

const note = notes.find(({ type }) => type === "note");
const provision = () => process.kill(process.pid, "SIGKILL");
await run([{ ...note, load: async () => ({ ...(await note.load()), provision }) }, ...builtIns, ...notes]);
`;

describe("a package of components, made as docs/plugins.md says", () => {
  const page = readFileSync(join(root, "docs/plugins.md"), "utf8");
  const inFolder = () => readdirSync(consumer.directory).filter((name) => name.startsWith("today"));

  beforeAll(() => {
    mkdirSync(consumer.path("notes/src"), { recursive: true });
    for (const { language, file, text } of codeBlocks(page)) {
      if (language === "json") consumer.write("notes/package.json", text);
      else if (file !== undefined) consumer.write(file.endsWith(".ts") ? `notes/src/${file}` : file, text);
    }
    const compilerOptions = {
      ...strict,
      types: ["node"],
      declaration: true,
      rootDir: "notes/src",
      outDir: "notes/dist",
    };
    expect(consumer.typeCheck({ compilerOptions, include: ["notes/src"] })).toBe("");
    consumer.npm(consumer.directory, "pack", "./notes");
    consumer.npm(consumer.directory, "install", "--no-save", "--install-links", "./ingot-notes-1.0.0.tgz");
  });

  test.each(stepsOf(page))("$command", ({ command, printed }) => {
    expect(consumer.node(...command.split(" ").slice(1)).trimEnd()).toMatch(patternOf(printed));
  });

  test("what it leaves in a crash is destroyed by its command line", () => {
    rmSync(consumer.path("today"), { recursive: true, force: true });
    consumer.write("crash.mjs", crash);
    expect(consumer.node("crash.mjs", "build", "notes.pkr.hcl")).toContain("exit code");
    expect(inFolder()).toHaveLength(1);
    expect(consumer.node("ingot.mjs", "clean")).toMatch(/^Run \w+:\n {2}destroyed directory .*\/today\.\w+$/m);
    expect(inFolder()).toEqual([]);
  });
});
