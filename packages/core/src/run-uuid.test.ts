import { runUuid } from "./run-uuid.js";

test("a run's id as a UUID", () => {
  expect(runUuid("0123456789abcdef0123456789abcdef")).toBe("01234567-89ab-cdef-0123-456789abcdef");
});
