import { typeOf } from "./convert.test-fixtures.js";
import { typeText } from "./describe.js";
import { unify } from "./unify.js";

test.each<[string[], string | undefined]>([
  [[], "any"],
  [["number"], "number"],
  [["number", "string"], "string"],
  [["bool", "string", "bool"], "string"],
  [["number", "bool"], undefined],
  [["string", "any"], "any"],
  [["list(number)", "list(string)"], "list(string)"],
  [["list(number)", "tuple([string])"], "list(string)"],
  [["set(number)", "tuple([string])"], "set(string)"],
  [["list(number)", "set(string)"], "list(string)"],
  [["tuple([number,string])", "tuple([string,string])"], "tuple([string,string])"],
  [["tuple([number])", "tuple([string,bool])"], "list(string)"],
  [["tuple([number])", "tuple([string,string])"], "list(string)"],
  [["tuple([number])", "tuple([bool])"], undefined],
  [["object({a=number})", "object({a=string})"], "object({a=string})"],
  [["object({a=number})", "object({b=string})"], "map(string)"],
  [["object({a=number})", "object({a=bool})"], undefined],
  [["object({a=number})", "map(string)"], "map(string)"],
  [["map(number)", "map(string)"], "map(string)"],
  [["object({})", "object({a=number})"], "map(number)"],
  [["string", "list(string)"], undefined],
  [["object({})", "tuple([])"], undefined],
])("%j", (types, expected) => {
  const unified = unify(types.map(typeOf));
  expect(unified && typeText(unified)).toBe(expected);
});
