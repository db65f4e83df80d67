import { charactersLookedAt } from "../characters-looked-at.test-fixtures.js";
import { string, tuple, type Value } from "../value/value.js";
import { evaluateText, problemsOf, resultOf, scopeOf, show } from "./evaluate.test-fixtures.js";

/** The value of `text` with `x` as its own last value, so many times: as a chain of locals would have it. */
function repeated(text: string, start: Value, times: number): { value: Value; problems: string[] } {
  let value = start;
  for (let at = 0; at < times; at++) {
    const next = evaluateText(text, scopeOf({ x: value }));
    if (next.diagnostics.length > 0)
      return { value: next.value, problems: next.diagnostics.map(({ summary }) => summary) };
    value = next.value;
  }
  return { value, problems: [] };
}

test("a value that grows deeper in every step is refused before it can hurt", () => {
  expect(repeated("[x]", string("a"), 10_000).problems).toEqual(["Value nested too deeply"]);
  expect(repeated("{a = x}", string("a"), 10_000).problems).toEqual(["Value nested too deeply"]);
  expect(repeated("[for y in [x] : y]", string("a"), 10_000).problems).toEqual(["Value nested too deeply"]);
});

test("the deepest value that is allowed can be compared, converted, encoded and flattened", () => {
  const { value } = repeated("[x]", string("a"), 990);
  const roots = { x: value };
  expect(resultOf("x == x", roots)).toBe("true");
  expect(resultOf("length(jsonencode(x))", roots)).toBe(String(990 * 2 + 3));
  expect(resultOf("flatten(x)", roots)).toBe('["a"]');
  expect(resultOf("jsondecode(jsonencode(x)) == x", roots)).toBe("true");
  expect(show(evaluateText("distinct([x, x])", scopeOf(roots)).value).length).toBeGreaterThan(1000);
});

test("a value that doubles in every step is refused before memory ends", () => {
  expect(repeated("[x, x]", string("a"), 100).problems).toEqual(["Value too large"]);
  expect(repeated("{a = x, b = x}", string("a"), 100).problems).toEqual(["Value too large"]);
});

test("a string that doubles in every step is refused before memory ends", () => {
  expect(repeated('"${x}${x}"', string("a".repeat(1000)), 100).problems).toEqual(["Value too large"]);
});

/** A call, and a text of which a part, an eighth as long, is as monstrous. */
type Monster = readonly [call: string, textOf: (size: number) => string, size: number];

const refused: readonly Monster[] = [
  ["jsondecode(text)", (size) => "[".repeat(size), 100_000],
  ["jsondecode(text)", (size) => '{"a":'.repeat(size), 100_000],
  ["yamldecode(text)", (size) => "[".repeat(size), 50_000],
  ["yamldecode(text)", (size) => Array.from({ length: size }, (_, at) => `${" ".repeat(at)}- `).join("\n"), 2000],
  ['regex(text, "x")', (size) => "(".repeat(size), 100_000],
  ['regex(text, "x")', (size) => `${"(".repeat(size)}${")".repeat(size)}`, 100_000],
  ['fileset(".", text)', (size) => "{".repeat(size), 100_000],
  ["parseint(text, 62)", (size) => "z".repeat(size), 1_000_000],
  ["convert(text, number)", (size) => "1".repeat(size).concat("x"), 1_000_000],
  ["csvdecode(text)", (size) => `"${"a".repeat(size)}`, 1_000_000],
  ['format(text, "x")', (size) => "%".repeat(size + 1), 100_000],
  ['formatdate(text, "2020-01-01T00:00:00Z")', (size) => "'".repeat(size + 1), 100_000],
];

const taken: readonly Monster[] = [
  ["chomp(text)", (size) => `${"\n".repeat(size)}x`, 1_000_000],
  ["trimspace(text)", (size) => `x${" ".repeat(size)}x`, 1_000_000],
  ['trim(text, " ")', (size) => `x${" ".repeat(size)}x`, 1_000_000],
  ["basename(text)", (size) => `${"/".repeat(size)}x`, 1_000_000],
  ["dirname(text)", (size) => `${"/".repeat(size)}x`, 1_000_000],
  ["length(text)", (size) => "e\u0301".repeat(size), 100_000],
  ['regex_replace(text, "(a*)*b", "")', (size) => "a".repeat(size), 2_000],
  ['length(regexall("(?:a|aa)+$", text))', (size) => "a".repeat(size), 10_000],
  ["jsonencode(text)", (size) => "<".repeat(size), 100_000],
  ["length(jsondecode(text))", (size) => `[${"1,".repeat(size)}1]`, 200_000],
  ["length(jsondecode(text))", (size) => `"${"a".repeat(size)}"`, 1_000_000],
  ["length(csvdecode(text))", (size) => `a\n${"b\n".repeat(size)}`, 20_000],
  ['length(yamlencode(split("", text)))', (size) => "a".repeat(size), 10_000],
  ['length(split(",", text))', (size) => ",".repeat(size), 500_000],
  ["strrev(text)", (size) => "ab".repeat(size), 500_000],
  ["title(text)", (size) => "a b".repeat(size), 20_000],
  ["base64gzip(text)", (size) => "a".repeat(size), 5_000_000],
];

/** How many complaints there are of the call, and that work grows no faster than the text. */
function complaints([call, textOf, size]: Monster): number {
  let found: string[] = [];
  const lookedAt = (text: Value) =>
    charactersLookedAt(() => {
      found = problemsOf(call, { text });
    });
  const once = lookedAt(string(textOf(size / 8)));
  expect(lookedAt(string(textOf(size)))).toBeLessThanOrEqual(8 * once + 1000);
  return found.length;
}

test.each([...refused.keys()])("a monstrous text is a complaint, found in steps that grow with it (%i)", (at) => {
  expect(complaints(refused[at]!)).toBe(1);
});

test.each([...taken.keys()])("a monstrous text is worked through in steps that grow with it (%i)", (at) => {
  expect(complaints(taken[at]!)).toBe(0);
});

test.each([
  ['format("%99999999d", text)', "1"],
  ['format("%.99999999f", text)', "1"],
  ['indent(text, "a")', "99999999"],
  ["range(text)", "1e90000"],
  ['cidrhost("10.0.0.0/8", text)', "1e90000"],
])("a monstrous number is a complaint: %s of %s", (call, text) => {
  expect(problemsOf(call, { text: string(text) })).toHaveLength(1);
});

test("a mistake in every round of a loop is told once", () => {
  const items = tuple(Array.from({ length: 10_000 }, () => string("x")));
  expect(problemsOf("[for x in items : x + 1]", { items })).toHaveLength(1);
});

test("a result too large for the platform is a complaint, not a crash", () => {
  const text = string("a".repeat(1_000_000));
  expect(problemsOf('replace(text, "a", text)', { text })).toEqual([
    'replace(text, "a", text) | Error in function call: The function replace failed: its arguments or its result are too large.',
  ]);
});

// Each as often as the parser allows.
test.each([
  ["upper(", ")", 390],
  ['"${', '}"', 190],
  ["[for y in [1] : ", "][0]", 125],
  ["true ? ", " : null", 190],
  ["{a = ", "}.a", 125],
  ["-1 + ", "", 190],
  ["try(", ")", 390],
])("the deepest expression of %s…%s works on the deepest value there can be", (open, close, times) => {
  const { value } = repeated("[x]", string("a"), 990);
  const inner = open === "-1 + " ? "length(jsonencode(x))" : "jsonencode(x)";
  expect(problemsOf(`${open.repeat(times)}${inner}${close.repeat(times)}`, { x: value })).toEqual([]);
});
