import { writtenArguments } from "./written-value.js";

test.each([
  [{}, []],
  [{ a: "x", long: 1 }, ['a    = "x"', "long = 1"]],
  [{ a: null, b: true }, ["a = null", "b = true"]],
  [{ a: "<unknown>", b: ["<sensitive>"] }, ["a = <unknown>", "b = [<sensitive>]"]],
  [{ a: 'a "b" ${c} %{d} $e \\' }, ['a = "a \\"b\\" $${c} %%{d} $e \\\\"']],
  [{ a: "one\n${two}\n" }, ["a = <<EOT", "one", "$${two}", "EOT"]],
  [{ a: "one\ntwo" }, ['a = "one\\ntwo"']],
  [{ a: "one\n EOT\n" }, ['a = "one\\n EOT\\n"']],
  [{ a: [], b: {} }, ["a = []", "b = {}"]],
  [{ a: { b: 1, "c d": [2] } }, ['a = { b = 1, "c d" = [2] }']],
  [{ a: ["x".repeat(80)] }, ["a = [", `  "${"x".repeat(80)}",`, "]"]],
  [{ a: [{ b: "x".repeat(80), c: 1 }] }, ["a = [", "  {", `    b = "${"x".repeat(80)}",`, "    c = 1,", "  },", "]"]],
])("%j", (values, lines) => {
  expect(writtenArguments(values)).toEqual(lines);
});
