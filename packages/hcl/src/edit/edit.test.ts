import { evaluate } from "../evaluate/evaluate.js";
import { emptyScope } from "../evaluate/scope.js";
import { Source } from "../source.js";
import { toPlain } from "../value/plain.js";
import { number, string, Value } from "../value/value.js";
import { type Body, EditError, edit, expression } from "./index.js";

const changed = (text: string, change: (body: Body) => unknown): string => {
  const document = edit(text);
  change(document.body);
  return document.print();
};

const inBlock = (change: (body: Body) => unknown) => (body: Body) => change(body.blocks()[0]!.body);

test.each<[string, string, (body: Body) => unknown, string]>([
  ["a value, and nothing else", "a  =1 # c\nb=2\n", (body) => body.set("a", "x"), 'a  ="x" # c\nb=2\n'],
  ["a value in a canonical file", "a = 1 # c\nb = 2 # d\n", (body) => body.set("a", 100), "a = 100 # c\nb = 2   # d\n"],
  ["a new argument", "a = 1\n", (body) => body.set("long", true), "a    = 1\nlong = true\n"],
  [
    "a new argument, as the others are written",
    "a=1\nb=2\n\n# end\n",
    (body) => body.set("c", 3),
    "a=1\nb=2\nc=3\n\n# end\n",
  ],
  ["below the equals sign above it", "long   =  1\n", (body) => body.set("b", 2), "long   =  1\nb      =  2\n"],
  ["before the first block", "b {\n}\n", (body) => body.set("a", 1), "a = 1\n\nb {\n}\n"],
  ["behind the last argument", "a = 1\n\nb {\n}\n", (body) => body.set("c", 2), "a = 1\nc = 2\n\nb {\n}\n"],
  ["into an empty file", "", (body) => body.set("a", 1), "a = 1\n"],
  ["below a file's first comment", "# licence\n", (body) => body.addBlock("b"), "# licence\n\nb {}\n"],
  ["into an empty block", "b {}\n", inBlock((body) => body.set("a", 1)), "b {\n  a = 1\n}\n"],
  ["into a block with lines", "b {\n}\n", inBlock((body) => body.set("a", 1)), "b {\n  a = 1\n}\n"],
  ["on one line", "b { a = 1 }\n", inBlock((body) => body.set("a", 2)), "b { a = 2 }\n"],
  ["no longer on one line", "b { a = 1 }\n", inBlock((body) => body.set("c", 2)), "b {\n  a = 1\n  c = 2\n}\n"],
  ["a block into one line", "b { a = 1 }\n", inBlock((body) => body.addBlock("c")), "b {\n  a = 1\n\n  c {}\n}\n"],
  [
    "a heredoc on one line",
    "b { a = 1 }\n",
    inBlock((body) => body.set("a", expression("<<E\nx\nE"))),
    "b {\n  a = <<E\nx\nE\n}\n",
  ],
  [
    "tabs",
    "b {\n\ta=1\n}\n",
    inBlock((body) => body.addBlock("c").body.set("d", { e: 1 })),
    "b {\n\ta=1\n\n\tc {\n\t\td = {\n\t\t\te = 1\n\t\t}\n\t}\n}\n",
  ],
  [
    "CR LF",
    "b {\r\n}\r\n",
    inBlock((body) => body.set("a", [{ c: 1 }])),
    "b {\r\n  a = [\r\n    {\r\n      c = 1\r\n    },\r\n  ]\r\n}\r\n",
  ],
  ["a byte order mark, in a canonical file", "\ufeffa = 1\n", (body) => body.set("bb", 1), "\ufeffa  = 1\nbb = 1\n"],
  ["no last newline", "a = 1", (body) => body.set("b", 2), "a = 1\nb = 2"],
  [
    "no last newline, but a heredoc needs one",
    "a = 1",
    (body) => body.set("a", expression("<<E\nx\nE")),
    "a = <<E\nx\nE\n",
  ],
  [
    "removal with comments",
    "# nobody's\n\n# a's\na = 1 # a's\nb = 2\n",
    (body) => body.remove("a"),
    "# nobody's\n\nb = 2\n",
  ],
  [
    "removal from between blank lines",
    "a = 1\n\nb {\n}\n\nc = 1\n",
    (body) => body.block("b")!.remove(),
    "a = 1\n\nc = 1\n",
  ],
  ["removal at the end", "a = 1\n\nb {\n}\n", (body) => body.block("b")!.remove(), "a = 1\n"],
  ["a new name", "long = 1\nb    = 2\n", (body) => body.argument("long")!.rename("l"), "l = 1\nb = 2\n"],
  [
    "a new name where nothing is aligned again",
    "long   = 1\nb=2\n",
    (body) => body.argument("long")!.rename("l"),
    "l      = 1\nb=2\n",
  ],
  ["a new type", 'b  "x"{\n}\n', (body) => body.block("b", "x")!.rename("c"), 'c  "x"{\n}\n'],
  [
    "new labels",
    "b  x /* c */ {\n}\n",
    (body) => body.block("b", "x")!.setLabels(["y", "${z}\n"]),
    'b "y" "$${z}\\n" /* c */ {\n}\n',
  ],
  ["no labels", "b x {\n}\n", (body) => body.block("b", "x")!.setLabels([]), "b {\n}\n"],
  [
    "a block before another",
    "# 1\na {\n}\n\n# 2\nb {\n}\n",
    (body) => body.block("b")!.move({ before: body.block("a")! }),
    "# 2\nb {\n}\n\n# 1\na {\n}\n",
  ],
  [
    "a block into another",
    "a {\n}\n\nb {\n  c = <<E\nx\nE\n}\n",
    (body) => body.block("b")!.move({ endOf: body.block("a")!.body }),
    "a {\n  b {\n    c = <<E\nx\nE\n  }\n}\n",
  ],
  [
    "a block out of another",
    "a {\n  # c\n  b {\n    c = [\n      1,\n    ]\n  }\n}\n",
    (body) => body.block("a")!.body.block("b")!.move({ endOf: body }),
    "a {\n}\n\n# c\nb {\n  c = [\n    1,\n  ]\n}\n",
  ],
  [
    "a new block behind another",
    "a {\n}\n\nb {\n}\n",
    (body) => body.addBlock("c", ["x"], { after: body.block("a")! }),
    'a {\n}\n\nc "x" {}\n\nb {\n}\n',
  ],
  ["blocks that stand close", "a {}\na {}\n", (body) => body.addBlock("a"), "a {}\na {}\na {}\n"],
])("%s", (_name, text, change, expected) => {
  expect(changed(text, change)).toBe(expected);
});

test.each<[string, string, (string | number)[], unknown, string]>([
  ["an entry", "{ a = 1, b = 2 }", ["a"], 9, "{ a = 9, b = 2 }"],
  ["a quoted key", '{ "a b" = 1 }', ["a b"], 9, '{ "a b" = 9 }'],
  ["a new entry on one line", "{ a = 1 }", ["b"], 2, "{ a = 1, b = 2 }"],
  ["a new entry on lines", "{\n  a = 1 # c\n}", ["b"], 2, "{\n  a = 1 # c\n  b = 2\n}"],
  ["a new entry behind commas", "{\n  a = 1,\n}", ["b"], 2, "{\n  a = 1,\n  b = 2,\n}"],
  ["the first entry", "{}", ["b"], 2, "{ b = 2 }"],
  ["the first entry between lines", "{\n}", ["b"], 2, "{\n  b = 2\n}"],
  ["the first item", "[]", [0], "x", '["x"]'],
  ["an item", "[1, 2]", [1], 9, "[1, 9]"],
  ["a new item", "[1, 2]", [2], 3, "[1, 2, 3]"],
  ["a new item on lines", "[\n  1, # c\n  2 # d\n]", [2], 3, "[\n  1, # c\n  2, # d\n  3\n]"],
  ["behind a heredoc", "[<<E\nx\nE\n]", [1], 3, "[<<E\nx\nE\n,\n3\n]"],
  ["deeper than there is anything", "{}", ["a", "b c", "d"], 1, '{ a = { "b c" = { d = 1 } } }'],
  ["deep", "{ a = [{ b = 1 }] }", ["a", 0, "b"], 2, "{ a = [{ b = 2 }] }"],
])("within a value: %s", (_name, text, keys, value, expected) => {
  const document = edit(`x = ${text}\n# end\n`);
  document.body.set(["x", ...keys], value);
  expect(document.body.argument("x")!.text).toBe(expected);
  expect(toPlain(evaluate(document.body.get(["x", ...keys])!, emptyScope).value)).toEqual(value);
});

test.each<[string, (string | number)[], string]>([
  ["{ a = 1, b = 2 }", ["a"], "{ b = 2 }"],
  ["{ a = 1, b = 2 }", ["b"], "{ a = 1 }"],
  ["{ a = 1 }", ["a"], "{}"],
  ["{ a = 1, b = 2, a = 3 }", ["a"], "{ b = 2 }"],
  ["{\n  # nobody's\n\n  # a's\n  a = 1 # a's\n  b = 2\n}", ["a"], "{\n  # nobody's\n\n  b = 2\n}"],
  ["[1, 2, 3]", [1], "[1, 3]"],
  ["[\n  1,\n  2\n]", [1], "[\n  1\n]"],
  ["[[1, 2]]", [0, 0], "[[2]]"],
])("removal from a value: %s", (text, keys, expected) => {
  const document = edit(`x = ${text}\n`);
  expect(document.body.remove(["x", ...keys])).toBe(true);
  expect(document.body.argument("x")!.text).toBe(expected);
  expect(document.body.remove(["x", "nothing"])).toBe(false);
});

const circle: unknown[] = [];
circle.push(circle);
let nested: unknown = 1;
for (let depth = 0; depth < 10_000; depth++) nested = [nested];
let deep: unknown = 1;
for (let depth = 0; depth < 500; depth++) deep = [deep];

const text = 'a = { b = 1 }\nl = [1]\nv = x\nb "x" {\n}\n';
const block = (body: Body) => body.block("b", "x")!;

test.each<[string, (body: Body) => unknown, string]>([
  ["undefined", (body) => body.set("a", undefined), "undefined is no value: write null, or remove the argument."],
  [
    "NaN",
    (body) => body.set("a", Number.NaN),
    "The value cannot be written: a number that is not finite has no value.",
  ],
  ["a symbol", (body) => body.set("a", Symbol("x")), "The value cannot be written: a symbol has no value."],
  ["a function", (body) => body.set("a", () => 1), "The value cannot be written: a function has no value."],
  [
    "a circle",
    (body) => body.set("a", circle),
    "The value cannot be written: the data is nested too deeply, or holds itself.",
  ],
  [
    "10,000 lists",
    (body) => body.set("a", nested),
    "The value cannot be written: the data is nested too deeply, or holds itself.",
  ],
  [
    "half a surrogate pair",
    (body) => body.set("a", "\ud800"),
    "The text holds half a surrogate pair, which no file can hold.",
  ],
  ["an unknown value", (body) => body.set("a", Value.unknown()), "An unknown value cannot be written."],
  [
    "a secret",
    (body) => body.set("a", string("x").withMarks(["sensitive"])),
    "A sensitive value is not written into a file: take the mark off first, if that is meant.",
  ],
  [
    "two expressions",
    (body) => body.set("a", expression("1\nb = 2")),
    "The value is no expression: more than one stands there, or none.",
  ],
  [
    "a comment behind it",
    (body) => body.set("a", expression("1 # c")),
    "The value is no expression: more than one stands there, or none.",
  ],
  [
    "a name",
    (body) => body.set("a b", 1),
    'An argument\'s name must be a letter or "_", then letters, digits, "_" and "-"; "a b" is none.',
  ],
  [
    "a name with a newline",
    (body) => body.argument("a")!.rename("x\ny"),
    'An argument\'s name must be a letter or "_", then letters, digits, "_" and "-"; "x\\ny" is none.',
  ],
  [
    "no name",
    (body) => body.set("", 1),
    'An argument\'s name must be a letter or "_", then letters, digits, "_" and "-"; "" is none.',
  ],
  [
    "a type",
    (body) => body.addBlock('b "x" {'),
    'A block\'s type must be a letter or "_", then letters, digits, "_" and "-"; "b \\"x\\" {" is none.',
  ],
  [
    "a label that is none",
    (body) => block(body).setLabels([1 as unknown as string]),
    "A label must be a string, and a number was given.",
  ],
  ["a name that is taken", (body) => body.argument("a")!.rename("l"), 'There is an argument "l" already.'],
  [
    "no path",
    (body) => body.set(7 as unknown as string, 1),
    "A path is a name or a list of steps, and a number was given.",
  ],
  ["a half position", (body) => body.set(["l", 0.5], 1), "A path is an argument's name, then keys and positions."],
  [
    "what is not written out",
    (body) => body.set(["v", "k"], 1),
    "The value is not written out as an object or a list.",
  ],
  [
    "what is deeper not written out",
    (body) => body.set(["a", "b", "c"], 1),
    'The value at "b" is not written out as an object or a list.',
  ],
  ["beyond a list's end", (body) => body.set(["l", 2], 1), "A list of one item has no item 2; a new one is 1."],
  ["a list that is not there", (body) => body.set(["n", 0], 1), "There is no list that could have an item 0."],
  [
    "a heredoc among others",
    (body) => body.set(["l", 0], expression("<<E\nx\nE")),
    "A heredoc cannot stand here, since more follows on its last line.",
  ],
  [
    "a block into itself",
    (body) => block(body).move({ endOf: block(body).body }),
    "A block cannot be moved into itself.",
  ],
  ["another document", (body) => block(body).move({ endOf: edit("").body }), "The place is none of this document's."],
])("%s is refused, and nothing changes", (_name, change, message) => {
  const document = edit(text);
  expect(() => change(document.body)).toThrow(EditError);
  expect(() => change(document.body)).toThrow(expect.objectContaining({ message }));
  expect(document.print()).toBe(text);
});

test("what does not parse is refused with the parser's words", () => {
  expect(() => changed("", (body) => body.set("a", expression("1 +")))).toThrow(
    "The value is no expression (at character 4): Expression expected. A value or an expression must stand here; found the end of the line.",
  );
  expect(() => changed("", (body) => body.set("a", deep))).toThrow(/^The value is no expression .*nest/);
  expect(() => changed("", (body) => body.set("a", expression("")))).toThrow(EditError);
});

test("an item that was removed can no longer be edited, nor what is in it", () => {
  const { body } = edit("b {\n  a = 1\n  c {\n  }\n}\n");
  const [b, a, c] = [body.block("b")!, body.block("b")!.body.argument("a")!, body.block("b")!.body.block("c")!];
  b.remove();
  expect(b.parent).toBeUndefined();
  for (const change of [
    () => b.remove(),
    () => b.rename("x"),
    () => b.body.set("x", 1),
    () => body.addBlock("x", [], { endOf: b.body }),
  ])
    expect(change).toThrow(new EditError("The block was removed, and can no longer be edited."));
  expect(() => a.set(1)).toThrow(EditError);
  expect(() => c.body.addBlock("x")).toThrow(EditError);
});

test("JSON is refused", () => {
  expect(() => edit(new Source("a.pkr.json", "{}"))).toThrow(
    new EditError("a.pkr.json is JSON, which has no comments to keep: read it, change the data, and write it."),
  );
});

test("broken stretches are kept, and what stands beside them is edited", () => {
  const broken = "a = 1\nb = = 2 # x\n\n# c\nc = 3\nd {\n  e =\n  f = 1\n}\ng {\n";
  const document = edit(broken);
  expect(document.diagnostics.length).toBeGreaterThan(0);
  expect(document.print()).toBe(broken);
  document.body.set("c", 4);
  document.body.block("d")!.body.set("f", 2);
  expect(document.print()).toBe("a = 1\nb = = 2 # x\n\n# c\nc = 4\nd {\n  e =\n  f = 2\n}\ng {\n");
});

test("values of ours, numbers of any size, and every text", () => {
  const { body } = edit("");
  body.set("n", { big: 12345678901234567890n, value: number(1), none: null, for: -0.5 });
  expect(body.argument("n")!.text).toBe(
    '{\n  big   = 12345678901234567890\n  value = 1\n  none  = null\n  "for" = -0.5\n}',
  );
  const hostile = '"\\ ${a} %{b} $${c} %%{d} $ % \n\r\t\u0000\u007f\u2028\ufeff 日本 🎉';
  body.set("s", hostile);
  expect(toPlain(evaluate(body.get("s")!, emptyScope).value)).toBe(hostile);
});

test("blocks are found by their type and labels", () => {
  const { body } = edit('b "x" "y" {\n}\nb "x" "z" {\n}\nb "x" "y" {\n  first = false\n}\nc {\n}\n');
  expect(body.blocks().length).toBe(4);
  expect(body.blocks("b").length).toBe(3);
  expect(body.blocks("b", "x", "y").length).toBe(2);
  expect(body.block("b", "x", "y")).toBe(body.items[0]);
  expect(body.block("b", "x")).toBeUndefined();
  body.items[0]!.move({ endOf: body });
  expect(body.block("b", "x", "y")).toBe(body.items[1]);
});
