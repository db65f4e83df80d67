import { bodyOf, shout, told } from "../schema/schema.test-fixtures.js";
import { typeText } from "../value/describe.js";
import { toPlain } from "../value/plain.js";
import { readVariableDeclarations } from "./read-declarations.js";

const read = (...texts: string[]) => {
  const { declarations, diagnostics } = readVariableDeclarations(
    texts.map((text, at) => bodyOf(text, `${at + 1}.pkr.hcl`)),
    shout,
  );
  return { all: [...declarations.values()], diagnostics: told(diagnostics) };
};

const only = (text: string) => {
  const { all, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  expect(all).toHaveLength(1);
  return all[0]!;
};

test("of what is misspelt, or of no type, nothing more is said", () => {
  const misspelt = read('variable "x" {\n  defualt = 1\n}\n');
  expect(misspelt.diagnostics).toHaveLength(1);
  expect(misspelt.all[0]!.default!.isKnown).toBe(false);
  expect(read('variable "x" {\n  type = object({ a = strin })\n  default = "x"\n}\n').diagnostics).toHaveLength(1);
});

test("reads a variable block whole", () => {
  const variable = only(
    'variable "ports" {\n  type = list(number)\n  default = ["80"]\n  description = "Open ports."\n  sensitive = true\n' +
      '  validation {\n    condition = length(var.ports) > 0\n    error_message = "Give a port."\n  }\n}\n',
  );
  expect(variable).toMatchObject({ name: "ports", description: "Open ports.", sensitive: true, literalText: false });
  expect(typeText(variable.type)).toBe("list(number)");
  expect(toPlain(variable.default!)).toEqual([80]);
  expect(variable.validations.map(({ message }) => message)).toEqual(["Give a port."]);
});

test.each([
  ['variable "x" {}', "any", true],
  ['variable "x" { type = string }', "string", true],
  ['variable "x" { type = number }', "number", true],
  ['variable "x" { type = bool }', "bool", false],
  ['variable "x" { type = map(string) }', "map(string)", false],
  ['variable "x" { type = any }', "any", true],
  ['variable "x" { default = "a" }', "string", true],
  ['variable "x" { default = true }', "bool", false],
  ['variable "x" { default = ["a"] }', "tuple([string])", false],
  ['variable "x" { default = { a = 1 } }', "object({a=number})", false],
  ['variable "x" { default = [] }', "any", false],
  ['variable "x" { default = {} }', "any", false],
  ['variable "x" { default = null }', "any", true],
  ["variables {\n  x = []\n}", "tuple([])", false],
  ["variables {\n  x = 5\n}", "number", true],
  ['variable "x" { default = shout("a") }', "string", true],
])("%s is of type %s", (text, type, literalText) => {
  const variable = only(`${text}\n`);
  expect(typeText(variable.type)).toBe(type);
  expect(variable.literalText).toBe(literalText);
});

test("keeps the order of all files, and leaves other blocks alone", () => {
  const { all, diagnostics } = read(
    'variable "b" {}\nsource "x" "y" {}\nlocals {}\n',
    "variables {\n  c = 1\n  a = 2\n}\n",
  );
  expect(diagnostics).toEqual([]);
  expect(all.map(({ name }) => name)).toEqual(["b", "c", "a"]);
});

test.each([
  [
    'variables {\n  x = 1\n}\nvariable "x" {}\n',
    '4:1-13 Duplicate variable. A variable named "x" is already declared at 1.pkr.hcl:2. Rename or remove one of them.',
  ],
  [
    'variable "1x" {}\n',
    '1:10-14 Invalid variable name. "1x" cannot be a variable\'s name. A name starts with a letter or an underscore, and goes on with letters, digits, underscores and hyphens.',
  ],
  ["variable {}\n", '1:1-9 Missing name for variable. A variable block takes one label: variable "name" { … }.'],
  [
    'variable "x" {\n  typ = string\n}\n',
    '2:3-6 Unsupported argument. An argument named "typ" is not expected here. Did you mean "type"?',
  ],
  [
    'variable "x" {\n  type = string\n  default = [1]\n}\n',
    '3:13-16 Invalid default value for variable. The default of variable "x" does not fit its type, which is a string: a string is required.',
  ],
  [
    'variable "x" {\n  default = var.y\n}\n',
    '2:13-18 Variables not allowed. "var" cannot be used here: the value must not depend on anything else. If it is meant as text, put it in quotes.',
  ],
  [
    'variable "x" {\n  description = nope\n}\n',
    '2:17-21 Variables not allowed. "nope" cannot be used here: the value must not depend on anything else. If it is meant as text, put it in quotes.',
  ],
  [
    'variable "x" {\n  sensitive = "maybe"\n}\n',
    '2:15-22 Incorrect argument type. The argument "sensitive" has the wrong type: a bool is required.',
  ],
  [
    "variables {\n  x {}\n}\n",
    '2:3-4 Unsupported block type. A variables block holds names and defaults only: name = value. Options need a block of their own: variable "name" { … }.',
  ],
  [
    'variable "x" {\n  validation {\n    condition = true\n    error_message = "No."\n  }\n}\n',
    "3:17-21 Invalid variable validation condition. The condition does not look at var.x, so it would say the same of every value.",
  ],
  [
    'variable "x" {\n  validation {\n    condition = var.x == var.y\n    error_message = "No."\n  }\n}\n',
    "3:26-31 Invalid reference in variable validation. The condition may refer to var.x and to nothing else, because it is checked before anything else has a value.",
  ],
  [
    'variable "x" {\n  validation {\n    condition = local.x\n    error_message = "No."\n  }\n}\n',
    "3:17-24 Invalid reference in variable validation. The condition may refer to var.x and to nothing else, because it is checked before anything else has a value.",
  ],
  [
    'variable "x" {\n  validation {\n    condition = var.x\n    error_message = "no"\n  }\n}\n',
    "4:21-25 Invalid validation error message. The message is shown to people, so it must be a sentence: begin it with a capital letter, and end it with a full stop, a question mark or an exclamation mark.",
  ],
  [
    'variable "x" {\n  validation {\n    condition = var.x\n  }\n}\n',
    '2:3-13 Missing required argument. The argument "error_message" is required, but it is not set.',
  ],
])("says what is wrong with %j", (text, expected) => {
  expect(read(text).diagnostics).toEqual([expected]);
});

test("a function that a default may not call", () => {
  const [diagnostic] = read('variable "x" {\n  default = upper("a")\n}\n').diagnostics;
  expect(diagnostic).toMatch(/^2:13-18 /);
});

test("a sensitive variable's bad default is found at the block's header, and not quoted", () => {
  const text = 'variable "x" {\n  type = number\n  sensitive = true\n  default = "hush"\n}\n';
  expect(read(text).diagnostics).toEqual([
    '1:1-13 Invalid default value for variable. The default of variable "x" does not fit its type, which is a number: a number is required. It is not shown, because the variable is sensitive.',
  ]);
});

test("a default that is wrong is unknown, so that nothing more is said of it", () => {
  const { all } = read('variable "x" {\n  type = number\n  default = []\n}\n');
  expect(all[0]!.default!.isKnown).toBe(false);
});
