import type { Diagnostic } from "../diagnostic.js";
import { renderDiagnostic } from "../render-diagnostic.js";
import { bodyOf, shout, told } from "../schema/schema.test-fixtures.js";
import { Source } from "../source.js";
import { sensitiveStrings } from "../value/marks.js";
import { toPlain } from "../value/plain.js";
import { readVariableDeclarations } from "./read-declarations.js";
import { resolveVariables, type VariableInputs } from "./resolve-variables.js";

const nothing: VariableInputs = {
  environment: {},
  autoFiles: [],
  files: [],
  flags: [],
  warnOnUndeclared: false,
  allowUnset: false,
  functions: shout,
};

function resolve(text: string, inputs: Partial<VariableInputs> = {}) {
  const { declarations, diagnostics } = readVariableDeclarations([bodyOf(text)], new Map());
  expect(diagnostics).toEqual([]);
  return resolveVariables(declarations, { ...nothing, ...inputs });
}

/** Plain values by name; "(unknown)" for an unknown one. */
function values(text: string, inputs: Partial<VariableInputs> = {}) {
  const resolved = resolve(text, inputs);
  expect(told(resolved.diagnostics)).toEqual([]);
  return Object.fromEntries([...resolved.values].map(([name, v]) => [name, v.isKnown ? toPlain(v) : "(unknown)"]));
}

const complaints = (text: string, inputs: Partial<VariableInputs> = {}) => told(resolve(text, inputs).diagnostics);
const flag = (text: string, name = "x") => ({ flags: [{ name, text }] });
const renderedText = (diagnostic: Diagnostic) => renderDiagnostic(diagnostic);
const hcl = (text: string, name = "a.pkrvars.hcl") => new Source(name, text);

test("each place overrules the ones before it", () => {
  const text = 'variable "x" { default = "default" }\n';
  const places: Partial<VariableInputs>[] = [
    {},
    { environment: { PKR_VAR_x: "environment" } },
    { autoFiles: [hcl('x = "auto"\n')] },
    { autoFiles: [hcl('x = "auto"\n'), new Source("b.auto.pkrvars.json", '{"x": "auto json"}')] },
    { files: [hcl('x = "file"\n')] },
    { files: [hcl('x = "file"\n'), hcl('x = "second file"\n')] },
    { flags: [{ name: "x", text: "flag" }] },
    {
      flags: [
        { name: "x", text: "flag" },
        { name: "x", text: "last flag" },
      ],
    },
  ];
  const seen = places.map((_, count) => values(text, Object.assign({}, ...places.slice(0, count + 1))).x);
  expect(seen).toEqual(["default", "environment", "auto", "auto json", "file", "second file", "flag", "last flag"]);
});

test.each([
  ["string", '"quoted"', '"quoted"'],
  ["string", "[1, 2", "[1, 2"],
  ["string", "${nope}", "${nope}"],
  ["string", "", ""],
  ["number", "007", 7],
  ["any", "[1]", "[1]"],
  ["bool", "true", true],
  ["bool", '"true"', true],
  ["list(number)", '[1, "2"]', [1, 2]],
  ["map(string)", "{ a = 1 }", { a: "1" }],
  ["tuple([string, bool])", '["a", false]', ["a", false]],
  ["object({ a = optional(number, 3) })", "{}", { a: 3 }],
])("for type %s the text %j means %j", (type, text, expected) => {
  const declared = `variable "x" { type = ${type} }\n`;
  expect(values(declared, flag(text)).x).toEqual(expected);
  expect(values(declared, { environment: { PKR_VAR_x: text } }).x).toEqual(expected);
});

test("a default of a compound type makes texts expressions", () => {
  expect(values('variable "x" { default = [] }\n', flag('["a"]')).x).toEqual(["a"]);
  expect(values('variable "x" { default = ["z"] }\n', flag('["a"]')).x).toEqual(["a"]);
});

test("files hold literal values, in HCL or JSON", () => {
  const text = 'variable "s" { type = string }\nvariable "l" { type = list(string) }\n';
  expect(values(text, { files: [hcl('s = "a"\nl = ["b"]\n')] })).toEqual({ s: "a", l: ["b"] });
  const json = new Source("a.json", '{"//": "a remark", "s": "${not.a.template}", "l": ["b"]}');
  expect(values(text, { files: [json] })).toEqual({ s: "${not.a.template}", l: ["b"] });
});

test("the environment's other names are nobody's business", () => {
  expect(values('variable "x" { default = 1 }\n', { environment: { PKR_VAR_y: "[", x: "2", PKR_VAR_X: "3" } })).toEqual(
    { x: 1 },
  );
});

test("an unset variable may be unknown, where that is allowed", () => {
  expect(values('variable "x" {}\n', { allowUnset: true })).toEqual({ x: "(unknown)" });
});

test.each<[string, Partial<VariableInputs>, string]>([
  [
    'variable "x" {}\n',
    {},
    '1:1-13 Unset variable. The variable "x" has no value and no default. Give it one with -var x=VALUE, in a file named by -var-file, or as PKR_VAR_x in the environment.',
  ],
  [
    'variable "x" { type = number }\n',
    flag("many"),
    '1:1-5 Invalid value for variable. The value of variable "x", from -var, does not fit its type, which is a number: a number is required.',
  ],
  [
    'variable "x" { type = list(number) }\n',
    { environment: { PKR_VAR_x: '[1, "b"]' } },
    '1:1-9 Invalid value for variable. The value of variable "x", from PKR_VAR_x in the environment, does not fit its type, which is a list of number: a number is required in x[1].',
  ],
  [
    'variable "x" { type = bool }\n',
    flag("yes"),
    '1:1-4 Variables not allowed. "yes" cannot be used here: the value must not depend on anything else. If it is meant as a truth value, write true or false; if as text, put it in quotes.',
  ],
  [
    'variable "x" { type = bool }\n',
    flag("1"),
    '1:1-2 Invalid value for variable. The value of variable "x", from -var, does not fit its type, which is a bool: a bool is required.',
  ],
  [
    'variable "x" { type = number }\n',
    { files: [hcl('\nx = "many"\n')] },
    '2:5-11 Invalid value for variable. The value of variable "x", from a.pkrvars.hcl:2, does not fit its type, which is a number: a number is required.',
  ],
  [
    'variable "colour" { default = 1 }\n',
    flag("2", "color"),
    'nowhere Undefined -var variable. -var gives a value to "color", but no variable of that name is declared. Did you mean "colour"?',
  ],
  [
    'variable "colour" { default = 1 }\n',
    flag("2", "size"),
    'nowhere Undefined -var variable. -var gives a value to "size", but no variable of that name is declared. Declare it with variable "size" { … }, or leave the flag out.',
  ],
  [
    'variable "colour" { default = 1 }\n',
    { files: [hcl("color = 2\n")], warnOnUndeclared: true },
    'warning 1:1-6 Undefined variable. No variable named "color" is declared, so this value is not used. Did you mean "colour"?',
  ],
  [
    "",
    { files: [hcl('variable "x" {}\n')] },
    "1:1-13 Variable declaration in a variable file. A variable file only gives values to variables: name = value. Declare them in a *.pkr.hcl file of the template.",
  ],
  [
    "",
    { files: [hcl("tags {}\n")] },
    "1:1-5 Unsupported block type. A variable file holds values only: name = value. To give a variable an object as its value, write tags = { … }.",
  ],
  [
    "",
    { files: [hcl("", "vars.txt")] },
    "nowhere Unknown format of variable file. Whether vars.txt is HCL or JSON is told by its name, which must end in .hcl or .json.",
  ],
])("%j with %j", (text, inputs, expected) => {
  expect(complaints(text, inputs)).toEqual([expected]);
});

test("what a broken file may have given is not told to be unset", () => {
  expect(complaints('variable "x" {}\n', { files: [hcl("y = [\n")] }).join()).not.toContain("Unset variable");
});

test("names in files that nobody declares are passed over, unless a warning is wanted", () => {
  expect(complaints("", { files: [hcl("x = 1\n")], autoFiles: [hcl("y = 1\n")] })).toEqual([]);
});

test("a text that is no expression is reported at its place in the text", () => {
  const [diagnostic] = resolve('variable "x" { type = list(string) }\n', flag('["a"')).diagnostics;
  expect(diagnostic!.subject!.source.name).toBe("<value of -var x>");
  const [other] = resolve('variable "x" { type = bool }\n', { environment: { PKR_VAR_x: "(" } }).diagnostics;
  expect(other!.subject!.source.name).toBe("<value of PKR_VAR_x>");
});

test("what is overruled must still be right", () => {
  const diagnostics = complaints('variable "x" { type = number }\n', { environment: { PKR_VAR_x: "a" }, ...flag("1") });
  expect(diagnostics).toHaveLength(1);
});

const rule = (condition: string, more = "") =>
  `variable "x" {\n  default = 3\n${more}  validation {\n    condition = ${condition}\n    error_message = "Too small."\n  }\n}\n`;

test("the final value is held against the rules, and no other", () => {
  expect(complaints(rule("var.x > 2"))).toEqual([]);
  expect(complaints(rule("var.x > 2"), { environment: { PKR_VAR_x: "1" }, ...flag("5") })).toEqual([]);
});

test.each<[string, Partial<VariableInputs>, string]>([
  ["from its default", {}, "4:17-26"],
  ["from PKR_VAR_x in the environment", { environment: { PKR_VAR_x: "2" } }, "1:1-2"],
  ["from a.pkrvars.hcl:1", { autoFiles: [hcl("x = 2\n")] }, "1:5-6"],
  ["from -var", flag("2"), "1:1-2"],
])("a refused value says that it is %s", (origin, inputs, place) => {
  expect(complaints(rule("var.x > 7"), inputs)).toEqual([
    `${place} Invalid value for variable. Too small. The value of variable "x", ${origin}, was checked by the validation rule at test.pkr.hcl:3.`,
  ]);
});

test("a refused value is shown, and a sensitive one is not", () => {
  const [refused] = resolve(rule("var.x > 7")).diagnostics;
  expect(refused!.values).toEqual([{ name: "var.x", text: "3" }]);
  const [odd] = resolve(rule('"maybe${var.x}"'), flag("5")).diagnostics;
  expect(odd!.values).toEqual([{ name: "var.x", text: "5" }]);
  const [secret] = resolve(rule("var.x > 7", "  sensitive = true\n")).diagnostics;
  expect(secret!.values).toEqual([{ name: "var.x", text: "sensitive" }]);
  const [unread] = resolve(rule("var.x.y > 7", "  sensitive = true\n")).diagnostics;
  expect(unread!.values).toBeUndefined();
});

test.each([
  [
    '"maybe${var.x}"',
    "4:17-32 Invalid variable validation result. The condition must be true or false, and its value is neither.",
  ],
  [
    "var.x > 0 ? null : null",
    "4:17-40 Invalid variable validation result. The condition must be true or false, and its value is neither.",
  ],
  ['"${var.x > 0}"', undefined],
])("a condition must be true or false: %s", (condition, expected) => {
  expect(complaints(rule(condition))).toEqual(expected ? [expected] : []);
});

test("a rule is not applied to what is unknown", () => {
  const text = 'variable "x" {\n  validation {\n    condition = var.x > 2\n    error_message = "Too small."\n  }\n}\n';
  expect(complaints(text, { allowUnset: true })).toEqual([]);
});

describe("a sensitive variable", () => {
  const secret = "hush-hush";
  const declared = (type: string, condition = 'var.x != ""') =>
    `variable "x" {\n  type = ${type}\n  sensitive = true\n  validation {\n    condition = ${condition}\n    error_message = "No good."\n  }\n}\n`;

  test("marks its value", () => {
    const { values: found } = resolve(declared("string"), flag(secret));
    expect(sensitiveStrings(found.get("x")!)).toEqual([secret]);
  });

  const places: Partial<VariableInputs>[] = [
    { environment: { PKR_VAR_x: secret } },
    { files: [hcl(`x = "${secret}"\n`)] },
    { files: [new Source("v.json", `{"x": "${secret}"}`)] },
    flag(secret),
  ];
  const wrong: [string, string][] = [
    ["number", "true || var.x > 0"],
    ["list(string)", "length(var.x) > 0"],
    ["bool", "var.x"],
    ["string", "var.x == 5"],
    ["string", "var.x[0].nothing"],
    ["string", "var.x + 1 > 0"],
    ["string", "missing(var.x)"],
  ];

  test.each(wrong)("is shown in no complaint: type %s, condition %s", (type, condition) => {
    for (const place of places) {
      const { diagnostics } = resolve(declared(type, condition), place);
      expect(diagnostics.length).toBeGreaterThan(0);
      expect(diagnostics.map(renderedText).join("\n")).not.toContain(secret);
    }
  });

  test.each([
    ['x = "hush-hush" "more"\n', "a.pkrvars.hcl"],
    ['x = "hush-hush\n', "a.pkrvars.hcl"],
    ['x = "hush-hush"\nx = "hush-hush"\n', "a.pkrvars.hcl"],
    ['y = "hush-hush"\n', "a.pkrvars.hcl"],
    ['{"x": "hush-hush" 5}', "a.json"],
    ['{"x": "hush-hush", "x": "hush-hush"}', "a.json"],
  ])("stands on no line that is shown of the file %j", (text, name) => {
    const { diagnostics } = resolve(declared("string"), { files: [hcl(text, name)], warnOnUndeclared: true });
    expect(diagnostics.map(renderedText).join("\n")).not.toContain(secret);
    expect(told(diagnostics).join("\n")).toMatch(/a\.(pkrvars\.hcl|json):[12]|Unset variable/);
  });

  test("is complained about at its declaration, or at the rule", () => {
    expect(complaints(declared("number"), flag(secret))).toEqual([
      '1:1-13 Invalid value for variable. The value of variable "x", from -var, does not fit its type, which is a number: a number is required. It is not shown, because the variable is sensitive.',
    ]);
    expect(complaints(declared("list(string)"), flag(`[${secret}`))).toEqual([
      expect.stringMatching(
        /^1:1-13 Invalid value for variable\. The value of variable "x", from -var, cannot be read: [^"]*\. It is not shown, because the variable is sensitive\.$/,
      ),
    ]);
    expect(complaints(declared("string", 'var.x == "other"'), flag(secret))).toEqual([
      '5:17-33 Invalid value for variable. No good. The value of variable "x", from -var, was checked by the validation rule at test.pkr.hcl:4.',
    ]);
  });
});
