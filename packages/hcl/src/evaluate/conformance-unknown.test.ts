import { typeText } from "../value/describe.js";
import { fromPlain } from "../value/plain.js";
import { listType, mapType, numberType, objectType, setType, stringType, tupleType } from "../value/type.js";
import { list, Value } from "../value/value.js";
import { evaluated, problemsOf, type Roots, show } from "./evaluate.test-fixtures.js";

const secret = (data: unknown) => fromPlain(data).withMarks(["sensitive"]);

const roots: Roots = {
  any: Value.unknown(),
  number: Value.unknown(numberType),
  text: Value.unknown(stringType),
  list: Value.unknown(listType(numberType)),
  set: Value.unknown(setType(stringType)),
  map: Value.unknown(mapType(stringType)),
  object: Value.unknown(objectType({ a: numberType })),
  tuple: Value.unknown(tupleType([numberType, stringType])),
  objects: Value.unknown(listType(objectType({ a: numberType }))),
  nullList: Value.null(listType(numberType)),
  nullSet: Value.null(setType(numberType)),
  nullText: Value.null(stringType),
  numbers: list(numberType, [fromPlain(1), fromPlain(2)]),
  word: secret("a"),
  one: secret(1),
  yes: secret(true),
  words: secret(["a", "b"]),
  within: fromPlain({ open: 1, hidden: secret(2) }),
};

/** Every construct over what is unknown: the type is as narrow as types alone allow. */
test.each([
  ["text", "string"],
  ["[text]", "tuple([string])"],
  ["{ a = text }", "object({a=string})"],
  ["{ (text) = 1 }", "any"],
  ['"${text}"', "string"],
  ['"a${any}"', "string"],
  ['"%{ if any }a%{ endif }"', "string"],
  ['"%{ for x in any }a%{ endfor }"', "string"],
  ["number + 1", "number"],
  ["any * any", "number"],
  ["-any", "number"],
  ["!any", "bool"],
  ["any < 1", "bool"],
  ["any == any", "bool"],
  ["any != 1", "bool"],
  ["any && true", "bool"],
  ["any || false", "bool"],
  ["any ? 1 : 2", "number"],
  ['any ? 1 : "a"', "string"],
  ["any ? [1] : [2, 3]", "list(number)"],
  ["any ? null : 1", "number"],
  ["true ? any : 1", "any"],
  ["any.a", "any"],
  ["any[0]", "any"],
  ["object.a", "number"],
  ['object["a"]', "number"],
  ["map.a", "string"],
  ["map[text]", "string"],
  ["list[0]", "number"],
  ["list[number]", "number"],
  ["numbers[number]", "number"],
  ["tuple[1]", "string"],
  ["tuple[number]", "any"],
  ["list[*]", "list(number)"],
  ["set[*]", "list(string)"],
  ["objects[*].a", "list(number)"],
  ["objects.*.a", "list(number)"],
  ["any[*]", "any"],
  ["text[*]", "any"],
  ["[for x in list : x]", "any"],
  ["{for k, v in map : k => v}", "any"],
  ["[for x in [1] : x if any]", "any"],
  ["{for x in [1] : text => x}", "any"],
  ["[for x in [text] : x]", "tuple([string])"],
  ["upper(text)", "string"],
  ["upper(any)", "string"],
  ["length(list)", "number"],
  ["max(list...)", "any"],
  ["max(any...)", "any"],
])("%s is unknown at some depth, of type %s", (text, type) => {
  const value = evaluated(text, roots);
  expect([typeText(value.type), value.isWhollyKnown]).toEqual([type, false]);
});

/** Every construct over what is sensitive: the mark is on the result, or on the part of it that tells of the secret. */
test.each([
  ["word", 'sensitive "a"'],
  ["[word]", '["a"]'],
  ["[word][0]", 'sensitive "a"'],
  ["{ a = word }.a", 'sensitive "a"'],
  ["{ (word) = 1 }", 'sensitive {"a":1}'],
  ['"x${word}"', 'sensitive "xa"'],
  ['"%{ if yes }x%{ endif }"', 'sensitive "x"'],
  ['"%{ for x in words }${x}%{ endfor }"', 'sensitive "ab"'],
  ["one + 1", "sensitive 2"],
  ["-one", "sensitive -1"],
  ["!yes", "sensitive false"],
  ["one < 2", "sensitive true"],
  ["one == 1", "sensitive true"],
  ["[one] == [1]", "sensitive true"],
  ["one != 1", "sensitive false"],
  ["yes && true", "sensitive true"],
  ["yes || false", "sensitive true"],
  ["false || yes", "sensitive true"],
  ["yes ? 1 : 2", "sensitive 1"],
  ["true ? one : 2", "sensitive 1"],
  ["false ? one : 2", "2"],
  ["words[0]", 'sensitive "a"'],
  ["[1, 2][one]", "sensitive 2"],
  ['{ a = 1 }["${word}"]', "sensitive 1"],
  ["within.open", "1"],
  ["within.hidden", "sensitive 2"],
  ["words[*]", 'sensitive ["a","b"]'],
  ["[{ a = one }][*].a", "[1]"],
  ["[for x in words : x]", 'sensitive ["a","b"]'],
  ["[for x in [1, 2] : x if yes]", "sensitive [1,2]"],
  ["{for x in [1] : word => x}", 'sensitive {"a":1}'],
  ["{for x in [word] : x => 1}", 'sensitive {"a":1}'],
  ["upper(word)", 'sensitive "A"'],
  ["max([one, 2]...)", "sensitive 2"],
  ["jsonencode(within)", 'sensitive "{\\"hidden\\":2,\\"open\\":1}"'],
  ["try(word, 1)", 'sensitive "a"'],
])("%s is %s", (text, expected) => {
  expect(show(evaluated(text, roots))).toBe(expected);
});

test.each([
  ["nullText[*]", "[]"],
  ["try(nullList[*], 1)", "1"],
])("%s is %s", (text, expected) => {
  expect(show(evaluated(text, roots))).toBe(expected);
});

test.each(["nullList", "nullSet"])("going through %s with a splat is a mistake", (name) => {
  expect(problemsOf(`${name}[*]`, roots)).toEqual([
    `${name} | Splat of null value: This list is null, so it has no elements to go through. An empty list would have been fine.`,
  ]);
});
