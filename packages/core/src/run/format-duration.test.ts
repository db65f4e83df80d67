import { formatDuration } from "./format-duration.js";

describe("formatDuration", () => {
  it.each([
    [0, "0s"],
    [0.000001, "1ns"],
    [0.25, "250µs"],
    [1, "1ms"],
    [250, "250ms"],
    [1500, "1.5s"],
    [10_000, "10s"],
    [60_000, "1m0s"],
    [90_000, "1m30s"],
    [3_600_000, "1h0m0s"],
    [93_784_500, "26h3m4.5s"],
  ])("%d ms is %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});
