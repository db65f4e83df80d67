import { evaluateText, scopeOf, show } from "../evaluate/evaluate.test-fixtures.js";
import { envFunction } from "./env.js";

const scope = scopeOf({}, new Map([["env", envFunction({ NAME: "value", EMPTY: "", GONE: undefined })]]));

test.each([
  ["NAME", '"value"'],
  ["EMPTY", '""'],
  ["GONE", '""'],
  ["NOPE", '""'],
  ["toString", '""'],
])("env of %s", (name, expected) => {
  expect(show(evaluateText(`env("${name}")`, scope).value)).toBe(expected);
});
