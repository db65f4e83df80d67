import { runInNewContext } from "node:vm";
import { isError, reasonOf } from "./reason.js";

test("errors of any realm, and what is thrown and is no error", () => {
  expect(reasonOf(new TypeError("no"))).toBe("no");
  expect(reasonOf(runInNewContext("new Error('elsewhere')"))).toBe("elsewhere");
  expect(reasonOf(new RangeError())).toBe("RangeError");
  expect(reasonOf("text")).toBe("text");
  expect(reasonOf(undefined)).toBe("undefined");
  expect(reasonOf(null)).toBe("null");
});

test("an error is told from other things", () => {
  expect(isError(runInNewContext("new RangeError('elsewhere')"))).toBe(true);
  expect(isError(new DOMException("gone", "AbortError"))).toBe(true);
  expect([{ message: "text" }, "text", null, undefined].map(isError)).toEqual([false, false, false, false]);
});
