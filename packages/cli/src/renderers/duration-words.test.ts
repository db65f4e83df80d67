import { durationWords } from "./duration-words.js";

test.each([
  [0, "0 microseconds"],
  [-5, "0 microseconds"],
  [0.25, "250 microseconds"],
  [1, "1 millisecond"],
  [1.001, "1 millisecond 1 microsecond"],
  [19.788, "19 milliseconds 788 microseconds"],
  [1728, "1 second 728 milliseconds"],
  [61_000, "1 minute 1 second"],
  [3_600_000, "1 hour"],
  [90_061_001, "1 day 1 hour"],
])("%d ms is %s", (milliseconds, words) => {
  expect(durationWords(milliseconds)).toBe(words);
});
