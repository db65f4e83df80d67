import { toSdkFilters } from "./filters.js";

test.each([
  ["available", ["available"]],
  ["one,two", ["one", "two"]],
  ['"no,such",other', ["no,such", "other"]],
  ['"say ""it""",', ['say "it"', ""]],
  ["", [""]],
  ["a, b", ["a", " b"]],
])("%j are the values %j", (text, Values) => {
  expect(toSdkFilters({ name: text })).toEqual([{ Name: "name", Values }]);
});
