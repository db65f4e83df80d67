import { buildWith, lineOf, planOf } from "./plan.test-fixtures.js";

const message = (text: string) => buildWith(`  provisioner "fake" {\n    message = "${text}"\n  }`);

test.each([
  ["{{ nope }}", 'there is no function "nope" here.'],
  ["{{ .Vars }}", 'there is no field ".Vars". There are no fields here.'],
])("a template that calls for what there is not is refused before anything runs: %s", async (text, what) => {
  expect((await planOf(message(text))).problems).toEqual([
    `error ${lineOf(6)} \`"${text}"\`: Invalid template: The {{ }} template has an error at line 1, column 4: ${what}`,
  ]);
});

test.each(["{{ build_name }}", "{{ build `ID` }}"])("what only a run knows is left for it: %s", async (text) => {
  expect((await planOf(message(text))).problems).toEqual([]);
});
