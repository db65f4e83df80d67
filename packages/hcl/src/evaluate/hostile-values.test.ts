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

const refused: readonly (readonly [call: string, text: string])[] = [
  ["jsondecode(text)", "[".repeat(100_000)],
  ["jsondecode(text)", '{"a":'.repeat(100_000)],
  ["yamldecode(text)", "[".repeat(50_000)],
  ["yamldecode(text)", Array.from({ length: 2000 }, (_, at) => `${" ".repeat(at)}- `).join("\n")],
  ['regex(text, "x")', "(".repeat(100_000)],
  ['regex(text, "x")', `${"(".repeat(100_000)}${")".repeat(100_000)}`],
  ['fileset(".", text)', "{".repeat(100_000)],
  ["parseint(text, 62)", "z".repeat(1_000_000)],
  ["convert(text, number)", "1".repeat(1_000_000).concat("x")],
  ["csvdecode(text)", `"${"a".repeat(1_000_000)}`],
  ['format(text, "x")', "%".repeat(100_001)],
  ['format("%99999999d", text)', "1"],
  ['format("%.99999999f", text)', "1"],
  ['indent(text, "a")', "99999999"],
  ["range(text)", "1e90000"],
  ['formatdate(text, "2020-01-01T00:00:00Z")', "'".repeat(100_001)],
  ['cidrhost("10.0.0.0/8", text)', "1e90000"],
];

// The texts are so long that work which grew with their square, or faster, would not end.
test.each([...refused.keys()])("a monstrous text is a complaint (%i)", (at) => {
  const [call, text] = refused[at]!;
  expect(problemsOf(call, { text: string(text) })).toHaveLength(1);
});

const taken: readonly (readonly [call: string, text: string])[] = [
  ["chomp(text)", `${"\n".repeat(1_000_000)}x`],
  ["trimspace(text)", `x${" ".repeat(1_000_000)}x`],
  ['trim(text, " ")', `x${" ".repeat(1_000_000)}x`],
  ["basename(text)", `${"/".repeat(1_000_000)}x`],
  ["dirname(text)", `${"/".repeat(1_000_000)}x`],
  ["length(text)", "e\u0301".repeat(100_000)],
  ['regex_replace(text, "(a*)*b", "")', "a".repeat(2_000)],
  ['length(regexall("(?:a|aa)+$", text))', "a".repeat(10_000)],
  ["jsonencode(text)", "<".repeat(1_000_000)],
  ["length(jsondecode(text))", `[${"1,".repeat(200_000)}1]`],
  ["length(jsondecode(text))", `"${"a".repeat(10_000_000)}"`],
  ["length(csvdecode(text))", `a\n${"b\n".repeat(100_000)}`],
  ['length(yamlencode(split("", text)))', "a".repeat(50_000)],
  ['length(split(",", text))', ",".repeat(500_000)],
  ["strrev(text)", "ab".repeat(500_000)],
  ["title(text)", "a b".repeat(200_000)],
  ["base64gzip(text)", "a".repeat(5_000_000)],
];

test.each([...taken.keys()])("a monstrous text is worked through (%i)", (at) => {
  const [call, text] = taken[at]!;
  expect(problemsOf(call, { text: string(text) })).toEqual([]);
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
