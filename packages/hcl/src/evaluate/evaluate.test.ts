import { typeText } from "../value/describe.js";
import { parseNumber } from "../value/numbers.js";
import { fromPlain } from "../value/plain.js";
import { dynamicType, listType, mapType, numberType, stringType } from "../value/type.js";
import { list, map, object, string, Value } from "../value/value.js";
import { evaluated, evaluateText, problemsOf, resultOf, scopeOf, show } from "./evaluate.test-fixtures.js";

const roots = {
  var: fromPlain({ name: "web", sizes: [10, 20], tags: { owner: "ops" }, nothing: null }),
  list: list(stringType, [string("a"), string("b")]),
  map: map(stringType, new Map([["key", string("x")]])),
};

test.each([
  ["var.name", '"web"'],
  ["var.sizes[1]", "20"],
  ['var["tags"]["owner"]', '"ops"'],
  ['map["key"]', '"x"'],
  ["list.1", '"b"'],
  ["[for item in list : upper(item)]", '["A","B"]'],
  ["{for i, item in list : item => i}", '{"a":0,"b":1}'],
  ['{for item in list : "all" => item...}', '{"all":["a","b"]}'],
  ["[for var in [1] : var]", "[1]"],
  ['"${var.name}-${var.sizes[0]}"', '"web-10"'],
  ['"${var.sizes}"', "[10,20]"],
  ['"%{ for k, v in var.tags }${k}=${v};%{ endfor }"', '"owner=ops;"'],
  ["var.nothing[*]", "[]"],
  ["null[*]", "[]"],
  ["{a = null} == {a = 1}", "false"],
  ["false && nope", "false"],
  ["true || nope", "true"],
  ["true && false || true", "true"],
  ['var.nothing == null ? "none" : var.nothing', '"none"'],
  ["can(var.nope) ? var.nope : 1", "1"],
  ["try(var.nope, var.name)", '"web"'],
  ["[1, 2, 3]...", undefined],
])("%s", (text, expected) => {
  if (expected === undefined) expect(() => resultOf(text, roots)).toThrow("syntax");
  else expect(resultOf(text, roots)).toBe(expected);
});

const ambiguousKey =
  'Ambiguous object key: A key such as a.b could be the value of that name, or the name itself. Write (a.b) for the value, and "a.b" for the name.';

const roots1 = "These can be used here: list, map, var.";

test.each([
  ["name", [`name | Unknown variable: There is no variable named "name". Did you mean "var.name"? ${roots1}`]],
  ["vra.name", [`vra | Unknown variable: There is no variable named "vra". Did you mean "var"? ${roots1}`]],
  [
    "var.nmae",
    [
      'nmae | Unsupported attribute: This object has no attribute "nmae". Did you mean "name"? It has: name, nothing, sizes, tags.',
    ],
  ],
  ["map.kye", ['kye | Unsupported attribute: This object has no attribute "kye". Did you mean "key"? It has: key.']],
  ["{}.a", ['a | Unsupported attribute: This object has no attribute "a". It has no attributes at all.']],
  ["var.nothing.a", ['a | Attribute of null: This value is null, so it has no attribute "a".']],
  [
    "list.name",
    [
      'name | Unsupported attribute: This value is a list of string, which has no attributes. To take "name" of each element write [*].name, of the first one [0].name.',
    ],
  ],
  ["var.name.x", ["x | Unsupported attribute: This value is a string, which has no attributes."]],
  ["list[2]", ["2 | Invalid index: This list has 2 elements, at index 0 to 1; there is none at index 2."]],
  ["list[-1]", ["-1 | Invalid index: This list has 2 elements, at index 0 to 1; an index cannot be negative."]],
  ["list[0.5]", ["0.5 | Invalid index: This list has 2 elements, at index 0 to 1; an index is a whole number."]],
  ['list["x"]', ['"x" | Invalid index: The index cannot be used: a number is required.']],
  ["[][0]", ["0 | Invalid index: This list is empty; there is none at index 0."]],
  ['map["kye"]', ['"kye" | Invalid index: There is no element with the key "kye". Did you mean "key"?']],
  ["map[null]", ["null | Invalid index: The key is null, and a value is required."]],
  ["var.nothing[0]", ["0 | Invalid index: This value is null, so it has no elements."]],
  ["var.name[0]", ["0 | Invalid index: This value is a string, which has no elements."]],
  [
    "convert(list, set(string))[0]",
    [
      '0 | Invalid index: The elements of a set have no order and no keys, so none can be picked. Go through them with a "for", or make a list of them first.',
    ],
  ],
  ["1 + true", ['true | Invalid operand: The right operand of "+" cannot be used: a number is required.']],
  ["null < 1", ['null | Invalid operand: The left operand of "<" is null, and a value is required.']],
  ["!1", ['1 | Invalid operand: The operand of "!" cannot be used: a bool is required.']],
  ["-[]", ['[] | Invalid operand: The operand of "-" cannot be used: a number is required.']],
  ["1 / 0", ["1 / 0 | Invalid arithmetic: A number cannot be divided by zero."]],
  ["1e60000 * 1e60000", ["1e60000 * 1e60000 | Invalid arithmetic: The result is too large."]],
  ["1 ? 2 : 3", ["1 | Invalid condition: The condition cannot be used: a bool is required."]],
  ["null ? 2 : 3", ["null | Invalid condition: The condition is null, and a value is required."]],
  [
    "true ? 1 : false",
    [
      "true ? 1 : false | Inconsistent conditional result types: Both results of a conditional must have one type, so that the whole has one. Here they are a number and a bool, and neither can become the other.",
    ],
  ],
  [
    "true ? {a = 1} : {a = false}",
    [
      "true ? {a = 1} : {a = false} | Inconsistent conditional result types: Both results of a conditional must have one type, so that the whole has one. Here they are object({a=number}) and object({a=bool}), and neither can become the other.",
    ],
  ],
  [
    '"x${null}"',
    ["null | Invalid template interpolation value: This value is null, and null cannot be part of a string."],
  ],
  [
    '"x${[1]}"',
    [
      "[1] | Invalid template interpolation value: This value is a tuple, which cannot be part of a string. Take a part of it, or make text of it with a function such as join or jsonencode.",
    ],
  ],
  ['"%{ if 1 }x%{ endif }"', ['1 | Invalid condition: The condition of "if" cannot be used: a bool is required.']],
  [
    "[for x in null : x]",
    ['null | Iteration over null value: A "for" cannot go through null: it needs a list, a set, a map or an object.'],
  ],
  [
    '"%{ for x in 5 }%{ endfor }"',
    [
      '5 | Iteration over non-iterable value: A "for" cannot go through a value of type number: it needs a list, a set, a map or an object.',
    ],
  ],
  [
    "{for x in [1, 1] : x => x}",
    [
      'x | Duplicate object key: Two rounds of this "for" give the key "1". Write "..." after the value to gather all values of a key in a list.',
    ],
  ],
  ["{for x in [null] : x => 1}", ['x | Invalid object key: The key of a "for" is null, and a value is required.']],
  ["[for x in [1] : x if x]", ['x | Invalid "for" condition: The "if" of a "for" cannot be used: a bool is required.']],
  ["{a.b = 1}", [`a.b | ${ambiguousKey}`]],
  ['{a["b"][0] = 1}', [`a["b"][0] | ${ambiguousKey}`]],
  ["{(null) = 1}", ["(null) | Invalid object key: The key is null, and a value is required."]],
  ["uper(1)", ['uper | Call to unknown function: There is no function named "uper". Did you mean "upper"?']],
  [
    "upper()",
    ['upper() | Not enough function arguments: The function upper takes one argument: the value for "str" is missing.'],
  ],
  [
    'upper("a", "b")',
    ['"b" | Too many function arguments: The function upper takes one argument, and here it is given 2.'],
  ],
  [
    "timestamp(1)",
    ["1 | Too many function arguments: The function timestamp takes no arguments, and here it is given 1."],
  ],
  [
    "join()",
    [
      'join() | Not enough function arguments: The function join takes at least one argument: the value for "separator" is missing.',
    ],
  ],
  [
    "upper(null)",
    ['null | Invalid function argument: The value for "str" of the function upper is not valid: it must not be null.'],
  ],
  [
    'join(",", ["a", []])',
    [
      '["a", []] | Invalid function argument: The value for "lists" of the function join is not valid: at [1], a string is required.',
    ],
  ],
  [
    'upper(["a", []]...)',
    ['["a", []] | Too many function arguments: The function upper takes one argument, and here it is given 2.'],
  ],
  [
    "max(5...)",
    [
      '5 | Invalid expanding argument value: The argument before "..." is spread over the parameters of max, so it must be a list, a set or a tuple.',
    ],
  ],
  [
    "max(null...)",
    [
      'null | Invalid expanding argument value: The argument before "..." is spread over the parameters of max, so it must be a list, a set or a tuple.',
    ],
  ],
  [
    "try([1]...)",
    [
      '[1] | Invalid expanding argument value: The function try looks at its arguments before they are evaluated, so they must be written out, without "...".',
    ],
  ],
  [
    "coalesce(null)",
    ["coalesce(null) | Error in function call: The function coalesce failed: every value is null or an empty string."],
  ],
])("%s is refused", (text, problems) => {
  expect(problemsOf(text, roots)).toEqual(problems);
});

test("one mistake hides no other, and every mistake is told once", () => {
  const text = '[nope, var.x, 1 + true, upper(list[9]), [for x in list : x.y], "${a}${b}", nosuch(c), {(d) = e}]';
  const marked = problemsOf(text, roots).map((problem) => problem.split(" | ")[0]);
  expect(marked).toEqual(["nope", "x", "true", "9", "y", "a", "b", "nosuch", "c", "d", "e"]);
});

test("what follows from a mistake is not complained about again", () => {
  expect(problemsOf("upper(nope.a[0].b) + nope2")).toHaveLength(2);
});

test("of a conditional only the chosen side complains", () => {
  expect(problemsOf("true ? 1 : nope")).toEqual([]);
  expect(problemsOf("false ? 1 : nope")).toHaveLength(1);
  expect(problemsOf("unknown ? nope : nope2", { unknown: Value.unknown() })).toEqual([]);
});

const u = {
  any: Value.unknown(),
  text: Value.unknown(stringType),
  list: Value.unknown(listType(numberType)),
  map: Value.unknown(mapType(stringType)),
  part: fromPlain({ known: 1, lost: Value.unknown(stringType), items: [1, Value.unknown(numberType)] }),
};

test.each([
  ["any.a.b[0]", "any"],
  ['text == "a"', "bool"],
  ["list[0] + 1", "number"],
  ["map.x", "string"],
  ["map[text]", "string"],
  ['"${text}x"', "string"],
  ["text", "string"],
  ["[for x in list : x]", "any"],
  ["{for x in [text] : x => 1}", "any"],
  ["[for x in [1] : x if any]", "any"],
  ["{(text) = 1}", "any"],
  ["list[*]", "list(number)"],
  ["any[*].a", "any"],
  ["text[*]", "any"],
  ["upper(text)", "string"],
  ["upper(any)", "string"],
  ['split(",", text)', "list(string)"],
  ["length(list)", "number"],
  ["max(list...)", "any"],
  ['any ? 1 : "a"', "string"],
  ["true && any", "bool"],
  ["-any", "number"],
  ["!any", "bool"],
  ["try(any.x, 1)", "any"],
  ["can(any.x)", "bool"],
  ["jsonencode(part)", "string"],
  ['regex("(?P<a>x)", text)', "object({a=string})"],
  ["convert(any, list(string))", "list(string)"],
  ['coalesce(text, "a")', "string"],
])("%s is unknown, of type %s, and no mistake", (text, type) => {
  const value = evaluated(text, u);
  expect([value.isKnown, typeText(value.type)]).toEqual([false, type]);
});

test.each([
  ["part.known", "1"],
  ["length(part.items)", "2"],
  ["keys(part)", '["items","known","lost"]'],
  ["part.items[0]", "1"],
  ["merge(part, {lost = 2, items = []})", '{"items":[],"known":1,"lost":2}'],
  ["false && any", "false"],
  ["any && false", "false"],
  ["any || true", "true"],
  ["contains(part.items, 1)", "true"],
  ["[1, 2] == [3, any]", "false"],
])("%s is known for all that is unknown beside it", (text, expected) => {
  expect(resultOf(text, u)).toBe(expected);
});

test("an unknown value of a type that cannot do is a mistake all the same", () => {
  expect(problemsOf("list + 1", u)).toHaveLength(1);
  expect(problemsOf("upper(map)", u)).toHaveLength(1);
  expect(problemsOf("list.a", u)).toHaveLength(1);
});

const s = {
  secret: string("s3cret").withMarks(["sensitive"]),
  box: object(
    new Map([
      ["open", string("x")],
      ["shut", string("y").withMarks(["sensitive"])],
    ]),
  ),
};

test.each([
  ["secret", 'sensitive "s3cret"'],
  ["upper(secret)", 'sensitive "S3CRET"'],
  ['"a ${secret}"', 'sensitive "a s3cret"'],
  ['secret == "x"', "sensitive false"],
  ["length(secret) > 3 ? 1 : 2", "sensitive 1"],
  ['true ? secret : "x"', 'sensitive "s3cret"'],
  ['false ? secret : "x"', '"x"'],
  ["box.open", '"x"'],
  ["box.shut", 'sensitive "y"'],
  ['box["shut"]', 'sensitive "y"'],
  ["{(secret) = 1}", 'sensitive {"s3cret":1}'],
  ['[for x in [secret] : 1 if x != ""]', "sensitive [1]"],
  ["{for x in [secret] : x => 1}", 'sensitive {"s3cret":1}'],
  ['[for x in split("", secret) : 1][0]', "sensitive 1"],
  ["[1, 2][length(secret) - 5]", "sensitive 2"],
  ['"%{ if length(secret) > 1 }a%{ endif }"', 'sensitive "a"'],
  ['"%{ for x in split("3", secret) }a%{ endfor }"', 'sensitive "aa"'],
  ['max(split("", replace(secret, "/[a-z]/", "")) == [] ? [1]... : [1])', undefined],
  ['join(",", ["a", secret])', 'sensitive "a,s3cret"'],
  ['concat([secret], ["a"])', 'sensitive ["s3cret","a"]'],
  ['format(["%s", secret]...)', 'sensitive "s3cret"'],
  ["try(secret, 1)", 'sensitive "s3cret"'],
  ["convert(secret, list(string)) == 1", undefined],
  ["jsondecode(jsonencode({a = secret}))", 'sensitive {"a":"s3cret"}'],
  ["convert([secret], set(string))", 'sensitive ["s3cret"]'],
  ['true || secret == "x"', "true"],
  ['secret == "x" && true', "sensitive false"],
  ["secret[*]", 'sensitive ["s3cret"]'],
])("%s keeps the secret's mark", (text, expected) => {
  if (expected === undefined) expect(() => resultOf(text, s)).toThrow();
  else expect(resultOf(text, s)).toBe(expected);
});

test("no message quotes a secret", () => {
  const texts = [
    "box[secret]",
    "[1][secret]",
    "secret + 1",
    "secret.x",
    "{for x in [secret, secret] : x => 1}",
    "upper([secret])",
    "convert(secret, number)",
    "parseint(secret, 10)",
  ];
  for (const text of texts) {
    const problems = evaluateText(text, scopeOf(s)).diagnostics.map(({ detail }) => detail);
    expect([text, problems.length]).toEqual([text, 1]);
    expect(problems[0]).not.toContain("s3cret");
  }
});

test("a failed part leaves what is around it usable", () => {
  const { value } = evaluateText("{a = nope, b = 2}");
  expect(show(value)).toBe("unknown");
  expect(show((value.content as Map<string, Value>).get("b")!)).toBe("2");
  expect(evaluateText("[for x in nope : x]").value.type).toBe(dynamicType);
});

test("numbers of a literal stay exact", () => {
  const value = evaluated("18446744073709551617 + 0");
  expect(show(value)).toBe("18446744073709551617");
  expect(parseNumber("1").content).toBe(1);
});
