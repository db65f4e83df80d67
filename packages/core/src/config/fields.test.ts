import * as z from "zod";
import { duration, numberOr, optionalNumber, optionalText, textOr } from "./fields.js";

test("a duration is in milliseconds, and never longer than a timer can wait: that would be no wait at all", () => {
  const texts = ["0", "1h30m", "596h", "1000h", "9999999h"];
  const longest = 2 ** 31 - 1;
  expect(texts.map((text) => duration().parse(text))).toEqual([0, 5_400_000, 2_145_600_000, longest, longest]);
});

test("an empty text is as if left out", () => {
  expect(["", undefined, "a"].map((text) => optionalText().parse(text))).toEqual([undefined, undefined, "a"]);
  expect(["", undefined, "a"].map((text) => textOr("b").parse(text))).toEqual(["b", "b", "a"]);
});

test("a number that is 0 is as if left out, whatever is the least that it may be", () => {
  const sixes = optionalNumber(z.number().min(6));
  expect([0, undefined, 6].map((number) => sixes.parse(number))).toEqual([undefined, undefined, 6]);
  expect([5, -1, "6"].map((wrong) => sixes.safeParse(wrong).success)).toEqual([false, false, false]);
  expect([0, undefined, 6].map((number) => numberOr(22).parse(number))).toEqual([22, 22, 6]);
  expect(numberOr(22).safeParse(-1).success).toBe(false);
});
