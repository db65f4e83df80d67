import { requires } from "@ingot/testing";
import { Source } from "../source.js";
import { parseExpression } from "../syntax/parser.js";
import {
  calledIn,
  documentedExamples,
  documentedFunctions,
  languageExamples,
} from "./function-reference.test-fixtures.js";
import {
  type ConsoleFolder,
  consoleFolder,
  expressions,
  type Outcome,
  packerConsole,
} from "./packer-console.test-fixtures.js";

/** Where we differ from 1.6.6, on purpose: what we make of it, and why. */
const differences: Readonly<Record<string, readonly [ours: Outcome, reason: string]>> = {
  "1 / 3": [
    `0.${"3".repeat(155)}`,
    "we count in decimals, cty in 512 bits; the last digits of a fraction without end differ",
  ],
  "1 / 0": ["error", "infinity is of no use in a template"],
  "5 % 0": ["error", "there is no remainder of a division by zero"],
  "log(0, 10)": ["error", "infinity is of no use in a template"],
  "log(8, 1)": ["error", "infinity is of no use in a template"],
  "pow(10, 400)": ["error", "infinity is of no use in a template"],
  "pow(2, 64)": ["18446744073709551616", "the result is exact, so it is written exactly"],
  "ceil(123456789012345678901234567890.1)": ["123456789012345678901234567891", "1.6.6 overflows 64 bits"],
  "floor(123456789012345678901234567890.9)": ["123456789012345678901234567890", "1.6.6 overflows 64 bits"],
  "floor(1e30)": [`1${"0".repeat(30)}`, "1.6.6 overflows 64 bits"],
  'jsondecode("-0")': ["0", "there is one zero"],
  'format("%.1f %.1f %.1f %.1f", 0.25, 0.35, 0.05, 1.15)': [
    '"0.2 0.4 0.0 1.2"',
    "these are exact decimals, rounded half to even; cty rounds their binary neighbours",
  ],
  "false && nope": ["false", "later versions do not evaluate what cannot change the result"],
  "true || nope": ["true", "later versions do not evaluate what cannot change the result"],
  'coalescelist(null, ["a"])': ['["a"]', "later versions pass over nulls"],
  'coalescelist(null, [1, "b"])': ['[1,"b"]', "later versions pass over nulls"],
  'coalescelist(["a"], null)': ['["a"]', "later versions pass over nulls"],
  'coalesce(null, [1], ["a"])': ['["1"]', "a null has no say in the type, here as in conditionals"],
  'element(["a", "b", "c"], -1)': ['"c"', "later versions count from the end"],
  "signum(-3.5)": ["-1", "later versions take fractions"],
  "signum(1e30)": ["1", "later versions take every number"],
  "merge()": ["{}", "1.6.6 makes a value that it cannot encode"],
  "merge(null)": ["{}", "a null is passed over, whatever else there is"],
  "merge(null, null)": ["{}", "a null is passed over, whatever else there is"],
  "jsonencode(null)": ['"null"', "later versions take null"],
  "contains([null], null)": ["true", "a null may be looked for like any value"],
  "contains([1], null)": ["false", "a null may be looked for like any value"],
  "contains([], null)": ["false", "a null may be looked for like any value"],
  'lookup({a = 1}, "b", null)': ["null", "a null may be the default like any value"],
  'index(["a", "b", "b"], "b")': ["1", "later versions have another function of this name"],
  "index([[1], [2]], [2])": ["1", "later versions have another function of this name"],
  'substr("hello", -1, 0)': ['""', "no characters are none, wherever they are taken from"],
  'substr("hello", -3, 0)': ['""', "no characters are none, wherever they are taken from"],
  "setintersection([[1]], [[1]])": ["[[1]]", "1.6.6 crashes on sets of tuples"],
  "setunion([[1]], [[2]])": ["[[1],[2]]", "1.6.6 crashes on sets of tuples"],
  'yamldecode("%YAML 1.2\\n---\\na: 1")': ['{"a":1}', "documents of YAML 1.2 are read too"],
  "formatdate(\"''''\", \"2018-01-02T13:02:01Z\")": ['"\'"', "1.6.6 keeps both of two quotes at the end"],
  "formatdate(\"'o''clock'\", \"2018-01-02T13:02:01Z\")": ['"o\'clock"', "1.6.6 loses such a text at the end"],
  "formatdate(\"'o''clock'\", \"2024-02-03T04:05:06Z\")": ['"o\'clock"', "1.6.6 loses such a text at the end"],
  'formatdate("YYYY", "2018-01-02T13:02:01+25:00")': ["error", "RFC 3339 knows no such offset"],
  'formatdate("YYYY", "2018-01-02T13:02:01,5Z")': ["error", "RFC 3339 has a point before fractions of a second"],
  'timeadd("2018-01-02T13:02:01Z", "9999999h")': [
    '"3158-10-20T04:02:01Z"',
    "a duration need not fit in 64 bits of nanoseconds",
  ],
  'bcrypt("a", 3)': ["error", "1.6.6 silently takes another cost"],
  'bcrypt("secret", 3)': ["error", "1.6.6 silently takes another cost"],
  'bcrypt(join("", [for at in range(73): "x"]))': ["error", "1.6.6 silently ignores what is beyond 72 bytes"],
  'cidrhost("::/0", 340282366920938463463374607431768211455)': [
    '"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"',
    "ranges of IPv6 have more hosts than fit in 64 bits",
  ],
  'cidrsubnet("fd00::/8", 64, 18446744073709551615)': [
    '"fdff:ffff:ffff:ffff:ff00::/72"',
    "ranges of IPv6 have more subnets than fit in 63 bits",
  ],
  'cidrhost("::ffff:10.0.0.0/104", 1)': ['"::ffff:a00:1"', "1.6.6 puts the number at the wrong end"],
  'cidrsubnet("10.0.0.0/8", -1, 0)': ["error", "a subnet is no larger than its range"],
  'cidrsubnet("10.0.0.0/8", 8, -1)': ["error", "1.6.6 leaves the range"],
  'fileexists("motd.tpl/x")': ["false", "nothing is below a file, so there is no such file"],
  'convert(convert({a = "1"}, map(string)), object({b = number}))': ["error", "1.6.6 leaves the attribute out"],
};

const batchSize = 40;

const batchesOf = (all: readonly string[]): readonly (readonly [first: number, batch: readonly string[]])[] =>
  Array.from({ length: Math.ceil(all.length / batchSize) }, (_, at) => [
    at * batchSize,
    all.slice(at * batchSize, (at + 1) * batchSize),
  ]);

function expectAgreement(batch: readonly string[], { theirs, ours }: ConsoleFolder): void {
  const made = theirs(batch);
  const wanted = made.map(([expression, outcome]) => [expression, differences[expression]?.[0] ?? outcome]);
  expect(ours(batch)).toEqual(wanted);
  expect(made.filter(([expression, outcome]) => differences[expression]?.[0] === outcome)).toEqual([]);
}

/** A syntax error would refuse a whole batch; and to 1.6.6 a splat of a null without a type is unknown, and so is all around it. */
function isComparable(text: string): boolean {
  return parseExpression(new Source("example", text)).diagnostics.length === 0 && text !== "null[*]";
}

function callsOf(text: string): string[] {
  const { expression } = parseExpression(new Source("example", text));
  return expression ? calledIn(expression) : [];
}

/** The console's complaint about a call without arguments tells whether there is such a function. */
function knownToPacker(): string[] {
  const names = [...documentedFunctions().keys()];
  const { stdout, stderr } = packerConsole(`${names.map((name) => `${name}(nope)`).join("\n")}\n`);
  const unknown = [...`${stdout}${stderr}`.matchAll(/no function named\s+"(\w+)"/g)].map(([, name]) => name);
  return names.filter((name) => !unknown.includes(name));
}

/** What 1.6.6 has not; its console, like ours, does not read the environment. */
const later = `
alltrue anytrue aws_secretsmanager_raw base64gzip endswith env filebase64 legacy_isotime legacy_strftime regex regexall rfc3339_parse startswith
strcontains sum templatefile textdecodebase64 textencodebase64 unix_timestamp_parse`
  .trim()
  .split(/\s+/);

/** The clock is not ours to set there, and there is nobody to ask for secrets. */
const ambient = ["timestamp", "vault", "consul_key", "aws_secretsmanager"];

requires("packer", "packer")("packer console", () => {
  const known = knownToPacker();
  const examples = [...documentedExamples, ...languageExamples]
    .map(({ expression }) => expression)
    .filter(
      (text) => isComparable(text) && !callsOf(text).some((name) => [...later, ...ambient, "optional"].includes(name)),
    );

  test("has every function but those of later versions", () => {
    const lacking = [...documentedFunctions().keys()].filter((name) => !known.includes(name));
    expect(lacking.sort()).toEqual(later);
  });

  test("every function that it knows is called in at least three of at least 500 expressions", () => {
    const calls = expressions.flatMap((text) => [...new Set(callsOf(text))]);
    const timesOf = (name: string) => calls.filter((each) => each === name).length;
    expect(expressions.length).toBeGreaterThanOrEqual(500);
    expect(known.filter((name) => timesOf(name) < 3)).toEqual([]);
  });

  test("every expression stands there once, and every difference that is listed is among them or the manual's examples", () => {
    expect(expressions.filter((expression, at) => expressions.indexOf(expression) !== at)).toEqual([]);
    const all = [...expressions, ...examples];
    expect(Object.keys(differences).filter((expression) => !all.includes(expression))).toEqual([]);
  });

  test.each(batchesOf(expressions))("agrees on the expressions from number %i", (_first, batch) => {
    using folder = consoleFolder();
    expectAgreement(batch, folder);
  });

  test.each(batchesOf(examples))("agrees on the manual's examples from number %i", (_first, batch) => {
    using folder = consoleFolder();
    expectAgreement(batch, folder);
  });
});
