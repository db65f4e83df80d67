import { outline, outlineArgument } from "./outline.test-fixtures.js";

describe("operators", () => {
  test.each([
    ["1 + 2 * 3", "(1 + (2 * 3))"],
    ["1 * 2 + 3", "((1 * 2) + 3)"],
    ["1 - 2 - 3", "((1 - 2) - 3)"],
    ["8 / 4 % 2", "((8 / 4) % 2)"],
    ["a || b && c", "(a || (b && c))"],
    ["a && b == c", "(a && (b == c))"],
    ["a == b < c", "(a == (b < c))"],
    ["a < b + 1", "(a < (b + 1))"],
    ["a == b != c", "((a == b) != c)"],
    ["a <= b >= c", "((a <= b) >= c)"],
    ["(1 + 2) * 3", "(<(1 + 2)> * 3)"],
    ["-a + b", "((-a) + b)"],
    ["-a.b", "(-a.b)"],
    ["!a[0]", "(!a[0])"],
    ["!!a", "(!(!a))"],
    ["1 - -1", "(1 - (-1))"],
    ["a-b", "a-b"],
    ["a - b", "(a - b)"],
    ["1-b", "(1 - b)"],
    ["a ? b : c", "(a ? b : c)"],
    ["a ? b : c ? d : e", "(a ? b : (c ? d : e))"],
    ["a ? b ? c : d : e", "(a ? (b ? c : d) : e)"],
    ["a || b ? c + 1 : d", "((a || b) ? (c + 1) : d)"],
  ])("%s is %s", (text, expected) => {
    expect(outline(text)).toBe(expected);
  });
});

describe("numbers", () => {
  test.each([
    ["0", "0"],
    ["007", "7"],
    ["999999999999999", "999999999999999"],
    ["9007199254740993", "9007199254740993"],
    ["18446744073709551617", "18446744073709551617"],
    ["0.1", "0.1"],
    ["1.50", "1.5"],
    ["1e3", "1000"],
    ["1.e5", "100000"],
    ["2.5E-2", "0.025"],
    ["1.2.3", "error: Invalid number"],
    ["1e5.5", "error: Invalid number"],
    ["1e999999999", "error: Number out of range"],
    [".5", "error: Expression expected"],
    ["0x10", "error: Expression ends early"],
  ])("%s is %s", (text, expected) => {
    expect(outline(text)).toBe(expected);
  });
});

describe("traversals", () => {
  test.each([
    ["a.b.c", "a.b.c"],
    ["a . b", "a.b"],
    ['a["b"].c[0]', 'a["b"].c[0]'],
    ["a.0.b", "a[0].b"],
    ["a.0e1", "a[0]"],
    ["a[b[c]]", "a[b[c]]"],
    ["a.*.b.c", "attribute(a each it.b.c)"],
    ["a.*.b[0]", "attribute(a each it.b)[0]"],
    ["a.*.0", "attribute(a each it[0])"],
    ["a[*].b[0]", "full(a each it.b[0])"],
    ["a[*].b[*].c", "full(a each full(it.b each it.c))"],
    ["a[*].*.b", "full(a each attribute(it each it.b))"],
    ["a.*[*]", "full(attribute(a each it) each it)"],
    ["f(x).y[0]", "f(x).y[0]"],
    ["(a).b", "<a>.b"],
    ["true.a", "true.a"],
    ["[1][0]", "[1][0]"],
    ['"a".b', '"a".b'],
    ["a.for", "a.for"],
    ["a.0.1", "a[0][1]", "error: Invalid index"],
    ["a.*.*", "", "error: Nested splat"],
    ["a.", "", "error: Attribute name expected"],
    ["a[1", "", "error: Unclosed index"],
    ["a[*", "", "error: Unclosed index"],
  ])("%s", (text, expected, error = expected) => {
    expect(outline(text)).toBe(error);
  });
});

describe("calls", () => {
  test.each([
    ["f()", "f()"],
    ["f(1, 2)", "f(1, 2)"],
    ["f(1, 2,)", "f(1, 2)"],
    ["f(a...)", "f(a...)"],
    ["f (1)", "f(1)"],
    ["ns::f(1)", "ns::f(1)"],
    ["a :: b :: c()", "a::b::c()"],
    ["true(1)", "true(1)"],
    ["f(\n1\n,\n2\n)", "f(1, 2)"],
    ["f(a..., b)", "error: Invalid function call"],
    ["f(1 2)", "error: Unfinished function call"],
    ["f(", "error: Unfinished function call"],
    ["a::b", "error: Invalid function name"],
    ["a::", "error: Invalid function name"],
  ])("%j is %s", (text, expected) => {
    expect(outline(text)).toBe(expected);
  });
});

describe("collections", () => {
  test.each([
    ["[]", "[]"],
    ["[1, 2,]", "[1, 2]"],
    ["[\n1\n,\n2\n]", "[1, 2]"],
    ["{}", "{}"],
    ["{a = 1, b : 2,}", "{a = 1, b = 2}"],
    ["{\na = 1\n\nb = 2\n}", "{a = 1, b = 2}"],
    ["{(a) = 1}", "{<a> = 1}"],
    ['{"a b" = 1}', '{"a b" = 1}'],
    ["{a.b = 1}", "{a.b = 1}"],
    ["{true = 1, null = 2}", "{true = 1, null = 2}"],
    ["{1 = 2}", "{1 = 2}"],
    ["{(for) = 1}", "{<for> = 1}"],
    ["([{a = 1\nb = 2}])", "<[{a = 1, b = 2}]>"],
    ["[for x in y : x]", "for(x in y: x)"],
    ["[for k, v in y : v if k]", "for(k,v in y: v if k)"],
    ["{for k, v in y : k => v}", "for(k,v in y: k => v)"],
    ["{\nfor k, v in y\n: k =>\nv...\nif v\n}", "for(k,v in y: k => v... if v)"],
    ["[for for in in : for]", "for(for in in: for)"],
    ["[1 2]", "error: Unfinished list"],
    ["[,]", "error: Expression expected"],
    ["{a = 1 b = 2}", "error: Unfinished object"],
    ["{a}", "error: Unfinished object"],
    ["{a = 1\n, b = 2}", "error: Expression expected"],
    ["[for x in y : x...]", "error: Invalid for"],
    ["{for x in y : x}", "error: Invalid for"],
    ["{for = 1}", "error: Invalid for"],
    ["[for x y : x]", "error: Invalid for"],
  ])("%j is %s", (text, expected) => {
    expect(outline(text)).toBe(expected);
  });
});

describe("newlines", () => {
  test.each([
    ["a = (1\n+\n2)\n", "<(1 + 2)>"],
    ["a = [1,\n\n2]\n", "[1, 2]"],
    ["a = f(x\n.y)\n", "f(x.y)"],
    ["a = x[\n0\n]\n", "x[0]"],
    ['a = "${\nx\n}"\n', '"${x}"'],
    ["a = 1 +\n2\n", "error: Expression expected"],
    ["a = {b\n= 1}\n", "error: Unfinished object"],
    ["a = ({b =\n1})\n", "error: Expression expected"],
  ])("%j is %s", (text, expected) => {
    expect(outlineArgument(text)).toBe(expected);
  });

  test("mean nothing in a text that is one expression", () => {
    expect(outline("1\n+\n2\n")).toBe("(1 + 2)");
  });
});

test.each(["", "  ", "# nothing", "1 2", "a = 1"])("%j is not one expression", (text) => {
  expect(outline(text)).toMatch(/^error: Expression (expected|ends early)$/);
});
