import { Source } from "../source.js";
import type { Body, BodyItem } from "./ast.js";
import { print } from "./outline.test-fixtures.js";
import { parse } from "./parser.js";
import { brief, expectSyntaxErrors } from "./syntax-errors.test-fixtures.js";
import { children, walk } from "./walk.js";

function outlineBody({ items }: Body): string {
  return items.map(outlineItem).join("; ");
}

function outlineItem(item: BodyItem): string {
  if (item.kind === "attribute") return `${item.name.text} = ${print(item.expression)}`;
  return `${[item.type.text, ...item.labels.map(({ text }) => `'${text}'`)].join(" ")} {${outlineBody(item.body)}}`;
}

describe("bodies", () => {
  test.each([
    ["", ""],
    ["\n\n# nothing\n", ""],
    ["a = 1\nb = 2", "a = 1; b = 2"],
    ["a = 1 # one\n// two\n/* three\n*/ b = 2 /* four */\n", "a = 1; b = 2"],
    ['a "b" c "d e" {\n}\n', "a 'b' 'c' 'd e' {}"],
    ['a "$${b}" "\\n" {}', "a '${b}' '\n' {}"],
    ["a {}\na {\n  b = 1\n\n  c {}\n}\n", "a {}; a {b = 1; c {}}"],
    ["a { b = 1 }\nc { d = [\n1\n] }\n", "a {b = 1}; c {d = [1]}"],
    ["a {}\na = 1\n", "a {}; a = 1"],
    ["_a-b = 1\né = 2\n日本 = 3\n", "_a-b = 1; é = 2; 日本 = 3"],
    ["\ufeffa = 1\r\nb {\r\n  c = 2\r\n}\r\n", "a = 1; b {c = 2}"],
    ["\ta\t=\t1\t\n", "a = 1"],
    ["for = if\nin = true\n", "for = if; in = true"],
  ])("%j", (text, expected) => {
    const { file, diagnostics } = parse(new Source("a.hcl", text));
    expect(diagnostics).toEqual([]);
    expect(outlineBody(file.body)).toBe(expected);
  });
});

test("every node's range is exact, and lies within its parent's", () => {
  const text = 'a "b" {\n  x = [1, f(y.z["k"])]\n  t = <<E\n${u} v\nE\n}\n';
  const { file } = parse(new Source("a.hcl", text));
  const seen: string[] = [];
  walk(file, (node) => {
    seen.push(`${node.kind} ${text.slice(node.range.start, node.range.end)}`);
    for (const child of children(node)) {
      expect(child.range.start).toBeGreaterThanOrEqual(node.range.start);
      expect(child.range.end).toBeLessThanOrEqual(node.range.end);
    }
  });
  expect(seen.slice(3)).toEqual([
    "name a",
    'label "b"',
    'body \n  x = [1, f(y.z["k"])]\n  t = <<E\n${u} v\nE\n',
    'attribute x = [1, f(y.z["k"])]',
    "name x",
    'tuple [1, f(y.z["k"])]',
    "literal 1",
    'call f(y.z["k"])',
    "name f",
    'index y.z["k"]',
    "get-attribute y.z",
    "variable y",
    "name z",
    'template "k"',
    "text k",
    "attribute t = <<E\n${u} v\nE",
    "name t",
    "template <<E\n${u} v\nE",
    "interpolation ${u}",
    "variable u",
    "text  v\n",
  ]);
});

describe("after an error", () => {
  test.each([
    [
      "the next argument is read",
      "a = 1 2\nb = @\nc = 3\n",
      ["1:7 New line expected", "2:5 Invalid character"],
      "c = 3",
    ],
    ["brackets are closed first", "a = [\n1 2,\n3\n]\nb = 1\n", ["2:3 Unfinished list"], "b = 1"],
    ["objects too", "a = {\nb = 1 2\nc = 3\n}\nd = 4\n", ["2:7 Unfinished object"], "d = 4"],
    ["the block goes on", "a {\n  b = *\n  c = 1\n}\nd = 2\n", ["2:7 Expression expected"], "a {c = 1}; d = 2"],
    ["an unclosed bracket ends with its line", "a = (1 +\nb = 2\n", ["2:3 Unclosed parenthesis"], "b = 2"],
    [
      "an unclosed list ends where indentation says",
      "a {\n  b = [1,\n    2\n  c = 3\n}\n",
      ["4:3 Unfinished list"],
      "a {c = 3}",
    ],
    [
      "an unclosed list ends with its block",
      "a {\n  b = [1,\n    2\n}\nc = 3\n",
      ["4:1 Unfinished list"],
      "a {}; c = 3",
    ],
    ["an unterminated string ends with its line", 'a = "x\nb = 1\n', ["1:5 Unterminated string"], "b = 1"],
    ["also in brackets", 'a = f([\n"x,\n"y"\n])\nb = 1\n', ["2:1 Unterminated string"], "b = 1"],
    ["an unclosed interpolation", 'a = "${x\nb = 1\n', ["2:1 Unclosed template sequence"], "b = 1"],
    ["an unclosed interpolation before a name", 'a = "${\nb = 1\n', ["2:3 Unclosed template sequence"], "b = 1"],
    ["an error in a heredoc", "a = <<E\n${x y}\nE\nb = 1\n", ["2:5 Unclosed template sequence"], "b = 1"],
    ["an unterminated string in a heredoc", 'a = <<E\n${"x}\nE\nb = 1\n', ["2:3 Unterminated string"], "b = 1"],
    ["the lines of a heredoc that was meant", "a = << EOT\nx y\nEOT\nb = 1\n", ["1:5 Invalid heredoc"], "b = 1"],
    ["a brace on the next line", "a\n{\n  b = 1\n}\nc = 2\n", ["1:2 Argument or block expected"], "c = 2"],
    ["an operator on the next line", "a = 1\n+ 2\nc = 2\n", ["2:1 Argument or block expected"], "a = 1; c = 2"],
    ["a stray brace", "}\na = 1\n", ["1:1 Unexpected closing brace"], "a = 1"],
    ["a stray brace after an error", "a { b = 1\n}\nc = 2\n", ["1:10 Invalid one-line block"], "c = 2"],
    ["an unclosed block", "a {\n  b = 1\n", ["1:3 Unclosed block"], "a {b = 1}"],
    ["an unclosed block that an error may explain", "a {\n  b = {\n  c = 1\n", ["4:1 Unfinished object"], "a {}"],
    ["a duplicate is left out", "a = 1\na = 2\nb = 3\n", ["2:1 Duplicate argument"], "a = 1; b = 3"],
  ])("%s", (_name, text, errors, rest) => {
    expect(brief(text)).toEqual(errors);
    expect(outlineBody(parse(new Source("a.hcl", text)).file.body)).toBe(rest);
  });
});

test("duplicates are found among many arguments as well", () => {
  const lines = Array.from({ length: 40 }, (_, index) => `a${index} = 1\n`);
  expect(brief([...lines, "a3 = 1\na39 = 1\na40 = 1\n"].join(""))).toEqual([
    "41:1 Duplicate argument",
    "42:1 Duplicate argument",
  ]);
});

describe("messages", () => {
  test("of several errors in one file", () => {
    expectSyntaxErrors('source "null" "a" {\n  x = [1, 2 3]\n  x: 4\n}\nbuild {\n  y = "a\\qb"\n').toBe(
      `Error: Unfinished list

  on a.pkr.hcl line 2, in source "null" "a":
   2:   x = [1, 2 3]
                  ^

The items of a list are separated by commas and end with "]"; found "3". The
list began on line 2.

Error: Argument or block expected

  on a.pkr.hcl line 3, in source "null" "a":
   3:   x: 4
         ^

After "x" an argument goes on with "=", and a block with labels and "{"; found
":". Write "=" in place of ":".

Error: Invalid escape

  on a.pkr.hcl line 6, in build:
   6:   y = "a\\qb"
              ^^

"\\q" is not an escape. There are \\n, \\r, \\t, \\", \\\\, \\uNNNN and \\UNNNNNNNN; for
a backslash itself write \\\\.`,
    );
  });

  test.each([
    [
      '{"builders": []}\n',
      'An argument such as name = "value", or a block such as build { … }, must begin here; found "{". If this is JSON, the name of its file must end in ".json".',
    ],
    ["a = 'x'\n", `Strings are written in double quotes ("), not in single ones.`],
    [
      "a = “x”\n",
      `Curly quotes do not enclose strings; they often come from word processors. Write straight double quotes (").`,
    ],
    ["a = 1;\n", "Arguments and blocks end with a new line, and items of a list with a comma; there is no semicolon."],
    ["a = b & c\n", `There are no bitwise operators. Write "&&" for the logical "and".`],
    [
      "a =\u00a01\n",
      "There is an invisible character here (U+00A0) that has no meaning in the language. Delete it, or write a plain space.",
    ],
    ["a = §\n", `The character "§" (U+00A7) has no meaning here.`],
    ["a = \0\n", "The file holds a NUL character here. It may be binary, or saved as UTF-16; templates are UTF-8."],
    ["a = 1\rb = 2\n", "A carriage return must be followed by a line feed; this file has one that stands alone."],
    ["a = 1 /* b\n", `This comment has no end. Close it with "*/".`],
    ['"a" = 1\n', "The name of an argument or a block's type stands here, and neither is quoted."],
    ["a = 1 b = 2\n", `The value of "a" is complete here, and a new line must follow; found "b".`],
    ["a {} b {}\n", `After a block's closing brace a new line must follow; found "b".`],
    [
      "a { b {} }\n",
      `A block on one line holds at most one argument, such as a { name = "value" }; after "b" found "{". Blocks within it need lines of their own.`,
    ],
    [
      "a { b = 1, c = 2 }\n",
      `A block on one line holds at most one argument and ends with "}" on that line; found ",". Begin a new line after the opening brace.`,
    ],
    [
      'a "b" = 1\n',
      `After the labels of the block "a" its opening brace must follow on the same line; found "=". An argument's name takes no label.`,
    ],
    ['a "${b}" {}\n', `A block's label is fixed text. For a literal "\${" or "%{" double its first character.`],
    [
      "a = 1\n\na = 2\n",
      `The argument "a" already has a value from line 1. An argument may be set only once in a block.`,
    ],
    ["a {\n", `The block "a" has no closing brace before the end of the file. It, or a block within it, lacks a "}".`],
    [
      "a = x ? y\n",
      `After the first result of a conditional, ":" and the second result must follow, as in "condition ? yes : no"; found the end of the line.`,
    ],
    ["a = b.0.1\n", `"0.1" reads as a number with a fraction. Write several indexes in brackets: [0][1].`],
    ["a = <<E\nx\nE", `The heredoc's closing word "E" must be followed by a new line. Add one at the end of the file.`],
    ["a = <<E\nx\n", `The heredoc that begins here has no end: no later line holds only its closing word "E".`],
    [
      "a = {b => 1}\n",
      `After the key of an object's entry, "=" or ":" and the value must follow on the same line; found "=>". A single "=" is what belongs here.`,
    ],
    ['a = "%{ if x }%{ endfor }"\n', `"endfor" does not fit here: the "if" on line 1 ends with endif.`],
    [
      `${"x".repeat(50)}\n`,
      `After "${"x".repeat(40)}…" an argument goes on with "=", and a block with labels and "{"; found the end of the line.`,
    ],
  ])("%j", (text, detail) => {
    expect(parse(new Source("a.hcl", text)).diagnostics.map((each) => each.detail)).toEqual([detail]);
  });
});
