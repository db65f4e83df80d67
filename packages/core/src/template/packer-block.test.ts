import { load } from "./load.test-fixtures.js";

const problems = async (text: string) => (await load(text)).problems;
const packer = (body: string) => `packer {\n${body}\n}\n`;
const plugins = (body: string) => packer(`  required_plugins {\n    ${body}\n  }`);
const usage = 'Write it as name = { source = "github.com/owner/name", version = ">= 1.0.0" }.';

test.each([
  packer('  required_version = ">= 1.7.0, < 2"'),
  packer(""),
  plugins('docker = {\n source = "github.com/hashicorp/docker"\n version = "~> 1"\n }'),
  plugins('docker = { "source": "github.com/hashicorp/docker", version = ">= 1.0.0" }'),
])("accepts %s", async (text) => {
  expect(await problems(text)).toEqual([]);
});

test("a newer language is told before anything else", async () => {
  expect(await problems(`${packer('  required_version = ">= 2.0"')}whatever {\n}\n`)).toEqual([
    'error main.pkr.hcl:2 `">= 2.0"`: Unsupported Packer version: This template asks for Packer ">= 2.0", and Ingot speaks the language of Packer 1.16.0. Change required_version if the template needs nothing newer.',
  ]);
});

test.each(['"latest"', "1", '"${var.x}"'])("required_version = %s", async (value) => {
  expect(await problems(packer(`  required_version = ${value}`))).toEqual([
    `error main.pkr.hcl:2 \`${value}\`: Invalid version constraint: required_version must be a quoted string such as ">= 1.7.0" or ">= 1.7.0, < 2.0.0".`,
  ]);
});

test("any other argument", async () => {
  expect(await problems(packer('  required_versions = "1"'))).toEqual([
    'error main.pkr.hcl:2 `required_versions`: Unsupported argument: An argument named "required_versions" is not expected here. Did you mean "required_version"?',
  ]);
});

test("a plugin of which there is nothing", async () => {
  const value = '{ source = "github.com/hashicorp/amazon", version = ">= 1.0.0" }';
  expect(await problems(plugins(`amazon = ${value}`))).toEqual([
    `error main.pkr.hcl:3 \`${value}\`: Missing plugin: The template requires the plugin "github.com/hashicorp/amazon", and Ingot has none of its components: it runs those that are built in, and does not run Packer's plugins. If the template uses nothing of this plugin, remove the requirement.`,
  ]);
});

test.each([
  ['">= 1.0"', 'The requirement "docker" is not an object.'],
  ['{ version = "1" }', 'The requirement "docker" has no source.'],
  ['{ source = "docker", version = "1" }', '"docker" is not the address of a plugin.'],
  ['{ source = "hashicorp/docker", version = "1" }', '"hashicorp/docker" is not the address of a plugin.'],
  [
    '{ source = "github.com/a/packer-plugin-docker", version = "1" }',
    '"github.com/a/packer-plugin-docker" is not the address of a plugin.',
  ],
  ['{ source = "github.com/a/docker" }', 'The requirement "docker" has no version.'],
  ['{ source = "github.com/a/docker", version = "new" }', '"new" is not a version constraint.'],
])("docker = %s", async (value, what) => {
  expect(await problems(plugins(`docker = ${value}`))).toEqual([
    `error main.pkr.hcl:3 \`${value}\`: Invalid plugin requirement: ${what} ${usage}`,
  ]);
});

test("a block among the requirements", async () => {
  expect(await problems(plugins("docker {\n}"))).toEqual([
    `error main.pkr.hcl:3 \`docker\`: Unsupported block type: A required_plugins block holds no blocks, and "docker" is one. ${usage}`,
  ]);
});
