import { Source } from "@ingot/hcl";
import { told } from "./load.test-fixtures.js";
import { languageOfText, parseTemplateFile } from "./parsed-file.js";

const problems = (name: string, text: string, isCertain = false) => {
  const language = name.includes(".pkr.") ? "hcl2" : "json";
  return parseTemplateFile(new Source(name, text), language, isCertain).diagnostics.map(told);
};

test.each([
  ["a.pkr.hcl", 'source "null" "a" {}\n'],
  ["a.pkr.json", '{"source": {"null": {"a": {}}}}'],
  ["a.pkr.json", "[]"],
])("a template in the syntax that its name tells: %s %s", (name, text) => {
  expect(problems(name, text)).toEqual([]);
});

test("a broken file is called nothing else", () => {
  expect(problems("old.json", '{"builders": []')).toEqual([
    'error old.json:1 ``: Comma expected: A comma separates the properties of an object, and "}" ends them; found the end of the file.',
  ]);
});

test("a template in Packer's old format is no template in HCL's JSON", () => {
  expect(problems("old.pkr.json", '{"variables": {}, "builders": [{"type": "null"}], "provisioners": []}')).toEqual([
    'error old.pkr.json:1 `"builders"`: Legacy JSON template: "old.pkr.json" is a template in Packer\'s old JSON, which has "builders" at its top, and HCL in JSON holds blocks: "source", "build" and so on. Rename it to "old.json".',
  ]);
});

test.each(["in/a.json", "in/a"])("blocks of HCL in a file called %s", (name) => {
  expect(problems(name, '{"build": {}}')).toEqual([
    `error: Not a template's name: "${name}" holds blocks of HCL in JSON, and the name of such a template must end in .pkr.json. Rename it to "in/a.pkr.json", or say -config-type=hcl2.`,
  ]);
  expect(problems(name, '{"build": {}}', true)).toEqual([]);
});

test.each([
  ["in/web.hcl", "build {\n}\n", "web.pkr.hcl"],
  ["main", "", "main.pkr.hcl"],
  ["main.pkr", "[]", "main.pkr.hcl"],
])("a text that is no JSON, in %s", (name, text, better) => {
  expect(problems(name, text)).toEqual([
    `error: Not a template's name: The name of a template must end in .pkr.hcl or .pkr.json, and "${name}" does not. If it is one, rename it to "${better}".`,
  ]);
});

test.each([
  ['{"source": {}, "build": {}}', "hcl2"],
  ['{"variables": {}, "builders": []}', "json"],
  ['{"variables": {}}', "json"],
  ["build {}", "hcl2"],
] as const)("%s without a name is %s", (text, language) => {
  expect(languageOfText(new Source("<stdin>", text, text.startsWith("{") ? "json" : "native"))).toBe(language);
});
