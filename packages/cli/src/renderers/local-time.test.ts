import { localTime, shiftedTime } from "./local-time.js";

const time = new Date("2026-03-01T23:45:10.987Z");

test.each([
  [0, "2026-03-01T23:45:10Z"],
  [60, "2026-03-02T00:45:10+01:00"],
  [-210, "2026-03-01T20:15:10-03:30"],
  [345, "2026-03-02T05:30:10+05:45"],
])("%d minutes ahead of UTC", (minutes, text) => {
  expect(shiftedTime(time, minutes)).toBe(text);
});

test("the machine's own zone", () => {
  expect(new Date(localTime(time)).getTime()).toBe(new Date("2026-03-01T23:45:10Z").getTime());
});
