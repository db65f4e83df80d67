import { hasErrors } from "@ingot/hcl";
import { fakeBuilder, fakeProvisioner, loaderOf, recordingIo, testHost } from "@ingot/testing";
import { createEngine } from "../../engine.js";
import type { LoadOptions } from "../../engine-api.js";
import { defineValueStore } from "../../plugin.js";
import { writeFiles } from "../load.test-fixtures.js";

interface Outcome {
  readonly status: string | undefined;
  readonly messages: readonly string[];
  readonly problems: readonly string[];
  readonly asked: readonly string[];
}

/** Loads, plans and runs a template whose value stores hold `{ "key": "from <system> <name>" }`. */
async function run(template: object, load: LoadOptions = {}): Promise<Outcome> {
  using host = testHost({ WHO: "world" });
  writeFiles(host.directory, { "t.json": JSON.stringify(template) });
  const asked: string[] = [];
  const store = (type: "vault" | "consul" | "aws-secretsmanager") =>
    defineValueStore({
      type,
      read: async (name) => {
        asked.push(`${type} ${name}`);
        const text = `from ${type} ${name}`;
        return type === "consul" ? text : type === "vault" ? { key: text } : JSON.stringify({ key: text });
      },
    });
  const messages: string[] = [];
  const provisioner = fakeProvisioner({ provision: async ({ message }) => void messages.push(message) });
  const stores = [store("vault"), store("consul"), store("aws-secretsmanager")];
  const engine = createEngine({
    host,
    components: [fakeBuilder(), provisioner, ...stores].map((each) => loaderOf(each)),
  });
  const { template: loaded, diagnostics } = await engine.load("t.json", load);
  const planning = loaded && (await engine.plan(loaded));
  const told = [...diagnostics, ...(planning?.diagnostics ?? [])];
  const problems = told.map(({ detail }) => detail);
  const ran =
    planning?.plan &&
    !load.skipReading &&
    !hasErrors(told) &&
    (await engine.run(planning.plan, { io: recordingIo() }).result);
  return { status: ran ? ran.status : undefined, messages, problems, asked };
}

const builders = [{ type: "fake", image: "base" }];
const saying = (message: string) => [{ type: "fake", message }];

test("variables ask systems outside, once each, and are used in options", async () => {
  const variables = {
    v: "{{vault `secret/data/app` `key`}}",
    c: "<{{consul_key `app/name`}}>",
    s: "{{aws_secretsmanager `app` `key`}}",
    raw: "{{aws_secretsmanager_raw `app`}}",
    all: "{{user `v`}}, {{user `c`}}, {{user `s`}}",
  };
  expect(await run({ builders, variables, provisioners: saying("{{user `all`}} {{user `raw`}}") })).toEqual({
    status: "succeeded",
    messages: [
      'from vault secret/data/app, <from consul app/name>, from aws-secretsmanager app {"key":"from aws-secretsmanager app"}',
    ],
    problems: [],
    asked: ["vault secret/data/app", "consul app/name", "aws-secretsmanager app"],
  });
});

test("a check reads nothing, and what would be read is unknown rather than wrong", async () => {
  const variables = { v: "{{vault `a` `key`}}", w: "{{user `v`}}" };
  const provisioners = saying("{{user `w`}} {{build `ID`}}");
  expect(await run({ builders, variables, provisioners }, { skipReading: true })).toMatchObject({
    problems: [],
    asked: [],
  });
});

test("a template that is wrong troubles nobody", async () => {
  const variables = { v: "{{vault `a` `key`}}" };
  const { asked, problems } = await run({ builders, variables, bogus: 1 });
  expect({ asked, problems }).toEqual({
    asked: [],
    problems: [
      'A template in Packer\'s JSON has no "bogus" at its top. A remark\'s name begins with an underscore, as in "_bogus".',
    ],
  });
});

test.each([
  ["{{vault `a`}}", "vault: it is written with `path` `key`."],
  ["{{vault `a` `kez`}}", 'vault: the secret "a" has no key "kez"; perhaps "key" is meant.'],
  ["{{consul_key}}", "consul_key: it is written with `key`."],
  ["{{aws_secretsmanager `a` `b` `c`}}", "aws_secretsmanager: it takes a name and one key, and no more."],
  ["{{sed `s/a/b/` `a`}}", "sed: it is no longer part of the language. Use replace or replace_all."],
  [
    "{{build `ID`}}",
    "build: a variable has its value before any build begins. Use it in an option of a provisioner or post-processor.",
  ],
])("the variable %s", async (value, complaint) => {
  const { problems } = await run({ builders, variables: { v: value } });
  expect(problems).toEqual([`The {{ }} template has an error at line 1, column 3: ${complaint}`]);
});

test("what an unset variable is used for is not complained of as well", async () => {
  const { problems } = await run({
    builders,
    variables: { a: null, b: "{{user `a`}}" },
    provisioners: saying("{{user `b`}}"),
  });
  expect(problems).toEqual([
    "The variable \"a\" is null in the template, so it must be given a value, with -var 'a=…' or in a file that -var-file names.",
  ]);
});

test("a circle is told once, with its path", async () => {
  const variables = { a: "{{user `b`}}", b: "{{user `c`}}", c: "{{user `a`}}", d: "{{user `a`}}" };
  const { problems } = await run({ builders, variables });
  expect(problems).toEqual([
    "The {{ }} template has an error at line 1, column 3: user: variables go in a circle: a → b → c → a.",
  ]);
});

test("fields are left for the option; the environment is read in variables alone", async () => {
  const variables = { a: "{{env `WHO`}} {{.X}} {{ .Name | upper }}", b: "({{user `a`}})" };
  const { messages } = await run({ builders, variables, provisioners: saying("{{user `b`}}") });
  expect(messages).toEqual(["(world {{ .X }} {{ .NAME }})"]);
});

test("the time is the same in variables and in options", async () => {
  const { messages } = await run({
    builders,
    variables: { t: "{{timestamp}} {{isotime}}" },
    provisioners: saying("{{user `t`}} {{timestamp}} {{isotime}}"),
  });
  const [unix, iso, again, isoAgain] = messages[0]!.split(" ");
  expect([again, isoAgain]).toEqual([unix, iso]);
});

test("values come from flags as well as from what the template says", async () => {
  const variables = [
    { name: "b", text: "2 {{user `a`}}" },
    { name: "new", text: "n" },
  ];
  const template = {
    builders,
    variables: { a: "1", b: "x" },
    provisioners: saying("{{user `b`}} {{user `new`}} [{{user `none`}}]"),
  };
  const { messages, problems } = await run(template, { variables });
  expect(messages).toEqual(["2 1 n []"]);
  expect(problems).toEqual([
    'There is no variable "none", so an empty text stands for it. Declare it in "variables", if it is one.',
  ]);
});

test("a wrong template in a flag is told without a place", async () => {
  const { problems } = await run({ builders }, { variables: [{ name: "a", text: "{{nope}}" }] });
  expect(problems).toEqual([
    'The {{ }} template has an error at line 1, column 3: there is no function "nope" here. It stands in -var.',
  ]);
});
