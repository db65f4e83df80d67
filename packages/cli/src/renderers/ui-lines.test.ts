import { errorText } from "./ui-lines.js";

const textOf = (message: string, attempts?: readonly string[]) => {
  const error = (text: string) => ({ code: "X", source: "outside" as const, message: text });
  return errorText({ ...error(message), ...(attempts && { attempts: attempts.map(error) }) });
};

test.each([
  ["one attempt", "refused", undefined, "refused"],
  ["one that is listed", "refused", ["refused"], "refused"],
  ["several that failed alike", "refused", ["refused", "refused", "refused"], "refused (3 attempts)"],
  ["a message that tells them all", "none works:\n- a: refused\n- b: silent", ["refused", "silent"], undefined],
  ["all differ", "c", ["a", "b", "c"], "c\n  attempt 1: a\n  attempt 2: b\n  attempt 3: c"],
  ["some in a row are alike", "b", ["a", "a", "b", "a"], "b\n  attempts 1 to 2: a\n  attempt 3: b\n  attempt 4: a"],
])("an error of %s", (_name, message, attempts, text = message) => {
  expect(textOf(message, attempts)).toBe(text);
});
