import { readdirSync } from "node:fs";
import type { Consumer } from "./consumer.test-fixtures.js";
import { installLanguage } from "./language-consumer.test-fixtures.js";

let consumer: Consumer;
jest.setTimeout(120_000); // the type checker and npm are as quick as the machine
beforeAll(() => {
  consumer = installLanguage();
});
afterAll(() => consumer?.remove());

const strict = {
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  module: "NodeNext",
  moduleResolution: "NodeNext",
  target: "ES2022",
  lib: ["ES2023", "DOM"],
  types: ["node"],
};

const template = `# The web tier.
source "docker" "web" {
  image  = "debian:12" # pinned
  labels = { team = "web" }
}
`;

/** Parses, evaluates, edits and prints a file. */
const program = (load: string) => `${load}
const source = new Source("web.pkr.hcl", fs.readFileSync("web.pkr.hcl", "utf8"));
const { file, diagnostics } = parse(source);
if (hasErrors(diagnostics)) throw new Error("it has errors");
const [block] = file.body.items;
if (block?.kind !== "block") throw new Error("it has no block");
const scope: Scope = { lookup: (name) => (name === "tag" ? string("13") : undefined), names: () => ["tag"], functions: new Map() };
for (const item of block.body.items)
  if (item.kind === "attribute") console.log(item.name.text, toPlain(evaluate(item.expression, scope).value));

const document: Document = edit(source);
const web = document.body.block("source", "docker", "web");
if (!web) throw new Error("it has no source");
web.body.set("image", expression('"debian:\${tag}"'));
web.body.set(["labels", "cost \\"centre\\""], string("a\\nb"));
web.body.addBlock("mount", [], { after: web.body.argument("labels")! }).body.set("size", 2);
const image = web.body.get("image");
if (image) console.log(toPlain(evaluate(image, scope).value));
try {
  web.body.set("not a name", 1);
} catch (error) {
  console.log(error instanceof EditError);
}
const printed = document.print();
fs.writeFileSync("web.pkr.hcl", printed);
console.log(format(printed) === printed, parse(new Source("web.pkr.hcl", printed)).diagnostics.length);
`;

const language = "evaluate, format, hasErrors, parse, Source, string, toPlain";

const loads = {
  mts: `import * as fs from "node:fs";
import { ${language}, type Scope } from "@ingot/hcl";
import { type Document, edit, EditError, expression } from "@ingot/hcl/edit";`,
  cts: `import fs = require("node:fs");
import hcl = require("@ingot/hcl");
import editing = require("@ingot/hcl/edit");
const { ${language} } = hcl;
const { edit, EditError, expression } = editing;
type Scope = hcl.Scope;
type Document = editing.Document;`,
};

const output = `image debian:12
labels { team: 'web' }
debian:13
true
true 0
`;

const edited = `# The web tier.
source "docker" "web" {
  image  = "debian:\${tag}" # pinned
  labels = { team = "web", "cost \\"centre\\"" = "a\\nb" }

  mount {
    size = 2
  }
}
`;

test.each(["mts", "cts"] as const)("a .%s file parses, evaluates, edits and prints, type-checked", (extension) => {
  const name = `program.${extension}`;
  consumer.write("web.pkr.hcl", template);
  consumer.write(name, program(loads[extension]));
  expect(consumer.typeCheck({ compilerOptions: strict, files: [name] })).toBe("");
  expect(consumer.node("--no-warnings", name.replace("ts", "js"))).toBe(output);
  expect(consumer.node("-p", 'require("node:fs").readFileSync("web.pkr.hcl", "utf8")')).toBe(`${edited}\n`);
});

test("an ES module and CommonJS get the same language, and every entry the same values", () => {
  consumer.write(
    "same.mjs",
    `import { createRequire } from "node:module";
import { edit } from "@ingot/hcl/edit";
import { number, Value } from "@ingot/hcl";
const require = createRequire(import.meta.url);
const { body } = edit("");
body.set("a", number(1));
console.log(require("@ingot/hcl/edit").edit === edit, require("@ingot/hcl").Value === Value, body.argument("a").text);
`,
  );
  expect(consumer.node("--no-warnings", "same.mjs")).toBe("true true 1\n");
});

test("wrong use does not compile", () => {
  consumer.write(
    "wrong.mts",
    `import { edit } from "@ingot/hcl/edit";
const { body } = edit("");
body.set(["a", true], 1);
body.items.push(body.items[0]!);
body.block("b").remove();
body.addBlock("b", [], { behind: body.items[0]! });
`,
  );
  const complaints = consumer.typeCheck({ compilerOptions: { ...strict, noEmit: true }, files: ["wrong.mts"] });
  expect([...complaints.matchAll(/^wrong\.mts\((\d+),/gm)].map(([, line]) => Number(line))).toEqual([3, 4, 5, 6]);
});

test("nothing else of ours is installed", () => {
  expect(readdirSync(consumer.path("node_modules/@ingot"))).toEqual(["hcl"]);
});
