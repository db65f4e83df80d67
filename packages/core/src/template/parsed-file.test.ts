import { Source } from "@ingot/hcl";
import { told } from "./load.test-fixtures.js";
import { parseTemplateFile } from "./parsed-file.js";

const problems = (name: string, text: string) => parseTemplateFile(new Source(name, text)).diagnostics.map(told);

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

test.each(["old.json", "old.pkr.json"])("a template in Packer's old format is recognised: %s", (name) => {
  expect(problems(name, '{"variables": {}, "builders": [{"type": "null"}], "provisioners": []}')).toEqual([
    `error ${name}:1 \`"builders"\`: Legacy JSON template: "${name}" is a template in Packer's old JSON format, which has "builders" at its top, and Ingot does not read it. A .pkr.json file holds the blocks of HCL: "source", "build" and so on. Packer translates the old format: packer hcl2_upgrade ${name}`,
  ]);
});

test.each([
  ['{"build": {}}', 'Rename it to "in/a.pkr.json".'],
  ['{"//": "remark", "name": "x"}', 'If it is one, rename it to "in/a.pkr.json".'],
])("a JSON file of another name: %s", (text, advice) => {
  expect(problems("in/a.json", text)).toEqual([
    `error: Not a template's name: The name of a template in JSON must end in .pkr.json, and "in/a.json" does not. ${advice}`,
  ]);
});
