import { evaluate } from "../evaluate/evaluate.js";
import { createReadings, type Reading } from "../evaluate/readings.js";
import { Source } from "../source.js";
import { parseExpression } from "../syntax/parser.js";
import { hasMark } from "../value/marks.js";
import { toPlain } from "../value/plain.js";
import { stringType } from "../value/type.js";
import { string, Value } from "../value/value.js";
import { memoryHost } from "./memory-host.test-fixtures.js";
import type { RemoteValues } from "./remote-values.js";
import { standardFunctions } from "./standard-functions.js";

const stored: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  vault: { "secret/app": { user: "u", password: "p4ss", port: 8080, tags: ["a", "b"], none: null } },
  consul: { version: "1.2.3", empty: "" },
  "aws-secretsmanager": {
    pair: '{"user":"u","password":"p4ss"}',
    single: '{"only":"s1ngle"}',
    nested: '{"object":{"a":1}}',
    plain: "pl4in",
    list: '["x"]',
  },
};

/** Everything is there at once. */
function ready(given: string[] = []): RemoteValues {
  return { read: (system, name) => ({ content: stored[system]![name] }), onValue: (text) => given.push(text) };
}

function result(text: string, remote: RemoteValues | undefined = ready()) {
  const { expression } = parseExpression(new Source("x.hcl", text));
  const functions = standardFunctions({ ...memoryHost(), ...(remote && { remote }) });
  const unset = Value.unknown(stringType);
  const names: Readonly<Record<string, Value>> = { unset, secret: string("hidden").withMarks(["sensitive"]) };
  return evaluate(expression!, { lookup: (name) => names[name], names: () => Object.keys(names), functions });
}

const problemsOf = (text: string, remote?: RemoteValues) =>
  result(text, remote).diagnostics.map(({ summary, detail, subject }) => {
    const marked = subject!.source.text.slice(subject!.start, subject!.end);
    return `${marked} | ${summary}: ${detail}`;
  });

test.each([
  ['vault("secret/app", "password")', "p4ss"],
  ['vault("secret/app", "port")', "8080"],
  ['jsondecode(vault("secret/app", "tags"))[1]', "b"],
  ['consul_key("version")', "1.2.3"],
  ['aws_secretsmanager("pair", "password")', "p4ss"],
  ['aws_secretsmanager("single")', "s1ngle"],
  ['aws_secretsmanager("single", null)', "s1ngle"],
  ['aws_secretsmanager("single", "only")', "s1ngle"],
  ['jsondecode(aws_secretsmanager("nested")).a', 1],
  ['aws_secretsmanager_raw("plain")', "pl4in"],
  ['aws_secretsmanager_raw("pair")', '{"user":"u","password":"p4ss"}'],
])("%s is %j, and sensitive", (text, expected) => {
  const { value, diagnostics } = result(text);
  expect([diagnostics, toPlain(value), hasMark(value, "sensitive")]).toEqual([[], expected, true]);
});

test.each([
  [
    'vault("secret/nope", "x")',
    '"secret/nope" | Invalid function argument: The value for "path" of the function vault is not valid: Vault has no secret at "secret/nope".',
  ],
  [
    'vault("secret/app", "pasword")',
    '"pasword" | Invalid function argument: The value for "key" of the function vault is not valid: the secret "secret/app" has no key "pasword"; perhaps "password" is meant.',
  ],
  [
    'vault("secret/app", "none")',
    '"none" | Invalid function argument: The value for "key" of the function vault is not valid: the secret "secret/app" has no key "none"; it has user, password, port, tags, none.',
  ],
  [
    'consul_key("nope")',
    '"nope" | Invalid function argument: The value for "key" of the function consul_key is not valid: Consul has no key "nope".',
  ],
  [
    'consul_key("empty")',
    '"empty" | Invalid function argument: The value for "key" of the function consul_key is not valid: the key "empty" in Consul is empty.',
  ],
  [
    'aws_secretsmanager("pair")',
    'aws_secretsmanager("pair") | Error in function call: The function aws_secretsmanager failed: the secret "pair" has 2 keys, so one must be named; it has user, password.',
  ],
  [
    'aws_secretsmanager("plain", "x")',
    '"plain" | Invalid function argument: The value for "name" of the function aws_secretsmanager is not valid: the secret "plain" is not a JSON object; aws_secretsmanager_raw gives its text as it is.',
  ],
  [
    'aws_secretsmanager("list")',
    '"list" | Invalid function argument: The value for "name" of the function aws_secretsmanager is not valid: the secret "list" is not a JSON object; aws_secretsmanager_raw gives its text as it is.',
  ],
  [
    'aws_secretsmanager("nope")',
    '"nope" | Invalid function argument: The value for "name" of the function aws_secretsmanager is not valid: AWS Secrets Manager has no text under "nope".',
  ],
  [
    'aws_secretsmanager("pair", "user", "x")',
    'aws_secretsmanager("pair", "user", "x") | Error in function call: The function aws_secretsmanager failed: it takes a name and one key, and no more.',
  ],
  [
    'vault("secret/app")',
    'vault("secret/app") | Not enough function arguments: The function vault takes 2 arguments: the value for "key" is missing.',
  ],
  [
    'consul_key("a-${secret}")',
    '"a-${secret}" | Invalid function argument: The value for "key" of the function consul_key is not valid: the reason is not shown, because it might tell of a sensitive value.',
  ],
])("%s is refused", (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test("without a client, and with one that fails, the reason is told at the call", () => {
  const functions = standardFunctions(memoryHost());
  const { expression } = parseExpression(new Source("x.hcl", 'vault("a", "b")'));
  expect(evaluate(expression!, { lookup: () => undefined, names: () => [], functions }).diagnostics[0]!.detail).toBe(
    "The function vault failed: Vault cannot be asked here, because no client for it was given.",
  );
  const failing: RemoteValues = {
    read: () => {
      throw new Error("The server is sealed.");
    },
  };
  expect(problemsOf('vault("a", "b")', failing)).toEqual([
    'vault("a", "b") | Error in function call: The function vault failed: The server is sealed.',
  ]);
});

test("each text that is given is told of, and no other field of the secret", () => {
  const given: string[] = [];
  result('"${vault("secret/app", "password")}-${consul_key("version")}"', ready(given));
  expect(given).toEqual(["p4ss", "1.2.3"]);
});

test("what has not come, or depends on what is unknown, is an unknown string, and sensitive", () => {
  const late: RemoteValues = { read: () => undefined };
  const { value, diagnostics } = result('vault("a", "b")', late);
  expect([value.isKnown, value.type, hasMark(value, "sensitive"), diagnostics]).toEqual([false, stringType, true, []]);
  expect(result("consul_key(unset)").value.isKnown).toBe(false);
  expect(problemsOf('vault("a", "b").x', late)).toEqual([
    "x | Unsupported attribute: This value is a string, which has no attributes.",
  ]);
});

test("readings turn a client that takes its time into one value, asked for once", async () => {
  const readings = createReadings();
  const asked: string[] = [];
  const remote: RemoteValues = {
    read: (system, name) => {
      const reading: Reading<unknown> | undefined = readings.get(`${system} ${name}`, async () => {
        asked.push(`${system} ${name}`);
        return stored[system]![name];
      });
      if (reading && !reading.ok) throw reading.error;
      return reading && { content: reading.value };
    },
  };
  const text = 'try(vault("secret/nope", "x"), "${vault("secret/app", "user")}:${vault("secret/app", "password")}")';
  const { value } = await readings.settle(() => result(text, remote));
  expect(toPlain(value)).toBe("u:p4ss");
  expect(asked).toEqual(["vault secret/nope", "vault secret/app"]);
});
