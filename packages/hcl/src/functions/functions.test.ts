import { problemsOf, resultOf } from "../evaluate/evaluate.test-fixtures.js";
import { fromPlain } from "../value/plain.js";

// What Packer 1.6.6 has is compared with it in packer-console.test.ts; here is what came later.
test.each([
  ["alltrue([])", "true"],
  ["alltrue([true, true])", "true"],
  ["alltrue([true, null])", "false"],
  ['alltrue(["true"])', "true"],
  ["anytrue([])", "false"],
  ["anytrue([false, true])", "true"],
  ["anytrue([null])", "false"],
  ['index(["a", "b", "b"], "b")', "1"],
  ["index([[1], [2]], [2])", "1"],
  ["sum([1, 2.5])", "3.5"],
  ["sum(convert([1, 1], set(number)))", "1"],
  ["sum([0.1, 0.2]) == 0.3", "true"],
  ['startswith("hello", "he")', "true"],
  ['startswith("hello", "lo")', "false"],
  ['startswith("👨‍👩‍👧", "👨")', "true"],
  ['endswith("hello", "lo")', "true"],
  ['endswith("hello", "")', "true"],
  ['strcontains("hello", "ell")', "true"],
  ['strcontains("hello", "x")', "false"],
  ['regex("[a-z]+", "53abc12")', '"abc"'],
  ['regex("(\\\\d+)-(\\\\d+)?", "10-")', '["10",null]'],
  ['regex("(?P<year>\\\\d{4})-(?P<month>\\\\d\\\\d)", "on 2024-05")', '{"month":"05","year":"2024"}'],
  ['regex("", "abc")', '""'],
  ['regexall("[a-z]", "1a2b")', '["a","b"]'],
  ['regexall("(a)(b)?", "ab a")', '[["a","b"],["a",null]]'],
  ['regexall("x", "abc")', "[]"],
  ['length(regexall("", "abc"))', "4"],
  ['base64gzip("test")', '"H4sIAAAAAAAA/ypJLS4BAAAA//8BAAD//wx+f9gEAAAA"'],
  ['textencodebase64("hi", "UTF-16LE")', '"aABpAA=="'],
  ['textencodebase64("é", "ISO-8859-1")', '"6Q=="'],
  ['textdecodebase64("6Q==", "ISO-8859-1")', '"é"'],
  ['textdecodebase64("aABpAA==", "utf-16le")', '"hi"'],
  ['textdecodebase64(textencodebase64("日本", "Shift_JIS"), "Shift_JIS")', '"日本"'],
  ["legacy_isotime()", '"2024-01-02T03:04:05Z"'],
  [
    'legacy_isotime("2006-01-02 15:04:05.000 Jan _2 Mon PM MST -07:00 Z07:00 002")',
    '"2024-01-02 03:04:05.678 Jan  2 Tue AM UTC +00:00 Z 002"',
  ],
  ['legacy_isotime("06 1 2 3 4 5 pm January Monday .999 ,99")', '"24 1 2 3 4 5 am January Tuesday .678 ,67"'],
  [
    'legacy_strftime("%Y-%m-%dT%H:%M:%S %j %a %b %y %I%p %e|%k|%l %U %W %V %u %w %C %z %Z %F %T %R %%")',
    '"2024-01-02T03:04:05 002 Tue Jan 24 03AM  2| 3| 3 00 01 01 2 2 20 +0000 UTC 2024-01-02 03:04:05 03:04 %"',
  ],
  ["timestamp()", '"2024-02-03T04:05:06Z"'],
  ['rfc3339_parse("2024-12-30 23:30:00.5-01:30").unix', "1735606800"],
  [
    'rfc3339_parse("2024-12-30T23:30:00Z")',
    '{"day":30,"hour":23,"iso_week":1,"iso_year":2025,"minute":30,"month":12,"month_name":"December","second":0,"unix":1735601400,"weekday":1,"weekday_name":"Monday","year":2024,"year_day":365}',
  ],
  ["unix_timestamp_parse(0).rfc3339", '"1970-01-01T00:00:00Z"'],
  ["unix_timestamp_parse(-1).rfc3339", '"1969-12-31T23:59:59Z"'],
  ["unix_timestamp_parse(1704067199).iso_week", "52"],
  ["uuidv4()", '"00010203-0405-4607-8809-0a0b0c0d0e0f"'],
  ["merge()", "{}"],
  ['element(["a", "b", "c"], -1)', '"c"'],
  ["signum(-0.5)", "-1"],
  ["jsonencode(null)", '"null"'],
  ["convert({}, object({a = optional(number, 5), b = optional(string)}))", '{"a":5,"b":null}'],
])("%s", (text, expected) => expect(resultOf(text)).toBe(expected));

const argument = (marked: string, parameter: string, name: string, reason: string) =>
  `${marked} | Invalid function argument: The value for "${parameter}" of the function ${name} is not valid: ${reason}.`;
const failure = (text: string, name: string, reason: string) =>
  `${text} | Error in function call: The function ${name} failed: ${reason}.`;

test.each([
  ["alltrue(null)", argument("null", "list", "alltrue", "it must not be null")],
  ['index(["1"], 1)', argument("1", "value", "index", "the value is not in the list")],
  ["index({}, 1)", argument("{}", "list", "index", "a list or a tuple is required")],
  ["sum([])", argument("[]", "list", "sum", "an empty list has no sum")],
  ['sum(["1"])', argument('["1"]', "list", "sum", "a list, a set or a tuple of numbers is required")],
  ["sum([1, null])", argument("[1, null]", "list", "sum", "a list, a set or a tuple of numbers is required")],
  ["sum(5)", argument("5", "list", "sum", "a list, a set or a tuple of numbers is required")],
  ['regex("x", "abc")', failure('regex("x", "abc")', "regex", "the pattern does not match any part of the string")],
  [
    'regex("(a)(?P<b>b)", "ab")',
    argument('"(a)(?P<b>b)"', "pattern", "regex", "its groups must either all have names or none of them"),
  ],
  [
    'textencodebase64("日", "ISO-8859-1")',
    argument('"日"', "string", "textencodebase64", "it has characters that the encoding ISO-8859-1 lacks"),
  ],
  [
    'textencodebase64("a", "nope")',
    argument('"nope"', "encoding", "textencodebase64", '"nope" is not the name of a supported encoding'),
  ],
  ['textdecodebase64("!", "UTF-8")', argument('"!"', "source", "textdecodebase64", "it is not valid base64")],
  ['legacy_strftime("%Q")', argument('"%Q"', "format", "legacy_strftime", '"%Q" is not a directive')],
  ['legacy_isotime("2006", "01")', argument('"01"', "format", "legacy_isotime", "it takes at most one layout")],
  [
    'rfc3339_parse("2024-02-30T00:00:00Z")',
    argument(
      '"2024-02-30T00:00:00Z"',
      "timestamp",
      "rfc3339_parse",
      'a timestamp such as "2006-01-02T15:04:05Z" is required',
    ),
  ],
  ["unix_timestamp_parse(1.5)", argument("1.5", "timestamp", "unix_timestamp_parse", "a whole number is required")],
  [
    "unix_timestamp_parse(1e15)",
    argument("1e15", "timestamp", "unix_timestamp_parse", "the time must be between the years 0 and 9999"),
  ],
  ['bcrypt("a", 3)', argument("3", "cost", "bcrypt", "the cost must be between 4 and 31")],
  [
    "try(nope, [1][2])",
    failure(
      "try(nope, [1][2])",
      "try",
      'no expression succeeded. In turn: There is no variable named "nope". If a text is meant, it stands in quotes: "nope". No variables can be used here. This list has one element, at index 0; there is none at index 2',
    ),
  ],
  [
    'env("HOME")',
    'env | Call to unknown function: There is no function named "env". It can be called only in the default of a variable: variable "home" { default = env("HOME") }.',
  ],
])("%s is refused", (text, problem) => expect(problemsOf(text)).toEqual([problem]));

test("a bcrypt hash can be checked, and is of the form that Go writes", async () => {
  const hash = JSON.parse(resultOf('bcrypt("secret", 4)'));
  expect(hash).toMatch(/^\$2a\$04\$[./A-Za-z0-9]{53}$/);
  const { compareSync } = await import("bcryptjs");
  expect([compareSync("secret", hash), compareSync("other", hash)]).toEqual([true, false]);
});

test("the reason of a refusal is withheld where it could quote a secret", () => {
  const secret = fromPlain("5up3r\nsecret: [").withMarks(["sensitive"]);
  expect(problemsOf("yamldecode(secret)", { secret })).toEqual([
    argument("secret", "src", "yamldecode", "the reason is not shown, because it might tell of a sensitive value"),
  ]);
});
