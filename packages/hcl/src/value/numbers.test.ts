import {
  add,
  compareNumbers,
  divide,
  formatNumber,
  isFiniteNumber,
  isNumberText,
  multiply,
  type NumberContent,
  NumberError,
  negate,
  numberFromFloat,
  numberFromPlain,
  parseNumber,
  remainder,
  subtract,
  toDecimal,
} from "./numbers.js";

const n = (text: string): NumberContent => parseNumber(text).content as NumberContent;

test.each([
  ["0", "0"],
  ["-0", "0"],
  ["+7", "7"],
  ["007", "7"],
  ["1.50", "1.5"],
  [".5", "0.5"],
  ["5.", "5"],
  ["1e3", "1000"],
  ["1E-7", "0.0000001"],
  ["1e30", `1${"0".repeat(30)}`],
  ["9007199254740991", "9007199254740991"],
  ["9007199254740993", "9007199254740993"],
  ["18446744073709551617", "18446744073709551617"],
  ["-12345678901234567890.000000000000000000001", "-12345678901234567890.000000000000000000001"],
])("%s is written %s", (text, written) => {
  expect(formatNumber(n(text))).toBe(written);
});

test("whole numbers are JavaScript numbers as far as these are exact", () => {
  expect(typeof n("9007199254740991")).toBe("number");
  expect(typeof n("9007199254740992")).toBe("object");
  expect(typeof n("0.5")).toBe("object");
  expect(typeof add(n("0.5"), n("0.5"))).toBe("number");
  expect(typeof subtract(n("9007199254740993"), 2)).toBe("number");
});

test.each(["", " 1", "1 ", "0x10", "1_000", "1e", "e5", ".", "--1", "Infinity", "NaN", "1,5", "١"])(
  "%j is not the text of a number",
  (text) => {
    expect(isNumberText(text)).toBe(false);
    expect(() => parseNumber(text)).toThrow("not the text of a number");
  },
);

test.each([
  ["0.1 + 0.2", add(n("0.1"), n("0.2")), "0.3"],
  ["2^53 + 1", add(n("9007199254740992"), 1), "9007199254740993"],
  [
    "beyond the safe integers and back",
    subtract(add(9007199254740991, 9007199254740991), 9007199254740991),
    "9007199254740991",
  ],
  ["a large product", multiply(99999999999, 99999999999), "9999999999800000000001"],
  ["zero times minus one", multiply(0, -1), "0"],
  ["a third, three times", multiply(divide(1, 3), 3), "1"],
  ["two thirds, three times", multiply(divide(2, 3), 3), "2"],
  ["a remainder keeps the sign of the left", remainder(-5, 3), "-2"],
  ["a remainder of fractions", remainder(n("5.5"), 2), "1.5"],
  ["zero has no sign", negate(0), "0"],
  ["a remainder of nothing", remainder(-6, 3), "0"],
])("%s", (_name, result, expected) => {
  expect(formatNumber(result)).toBe(expected);
  expect(Object.is(result, -0)).toBe(false);
});

test("what has no result is an error", () => {
  expect(() => divide(1, 0)).toThrow(new NumberError("A number cannot be divided by zero."));
  expect(() => remainder(1, 0)).toThrow(new NumberError("A number cannot be divided by zero."));
  expect(() => multiply(n("1e60000"), n("1e60000"))).toThrow(new NumberError("The result is too large."));
});

test("a number beyond all bounds is infinite, and one below them zero", () => {
  expect(isFiniteNumber(n("1e100001"))).toBe(false);
  expect(isFiniteNumber(n("1e999999999999999999999"))).toBe(false);
  expect(formatNumber(n("1e-100001"))).toBe("0");
  expect(isFiniteNumber(n("1e99999"))).toBe(true);
});

test("numbers compare across both forms", () => {
  expect(compareNumbers(1, n("1.5"))).toBeLessThan(0);
  expect(compareNumbers(n("9007199254740993"), 9007199254740991)).toBeGreaterThan(0);
  expect(compareNumbers(n("1.50"), n("1.5"))).toBe(0);
});

test("a JavaScript number means its shortest digits, and the result of a computation what it is", () => {
  expect(formatNumber(numberFromPlain(0.1))).toBe("0.1");
  expect(formatNumber(numberFromPlain(1e30))).toBe(`1${"0".repeat(30)}`);
  expect(formatNumber(numberFromFloat(2 ** 64))).toBe("18446744073709551616");
  expect(Object.is(numberFromPlain(-0), 0)).toBe(true);
});

test("a literal of a hundred thousand digits is read once, and rounded", () => {
  const read = n("1".repeat(100_000));
  expect(toDecimal(read).e).toBe(99_999);
});
