import { evaluateText, type Roots, scopeOf, show, showDiagnostic } from "../evaluate/evaluate.test-fixtures.js";
import { fromPlain } from "../value/plain.js";
import { stringType } from "../value/type.js";
import { Value } from "../value/value.js";
import { memoryHost } from "./memory-host.test-fixtures.js";
import { standardFunctions } from "./standard-functions.js";

const functions = standardFunctions(
  memoryHost({
    "/templates/hello.txt": "hello é\n",
    "/templates/binary": Uint8Array.from([0xff, 0xfe]),
    "/templates/greet.tpl": "Hello ${name}!%{ for x in items } ${x}%{ endfor }\n",
    "/templates/single.tpl": "${items}",
    "/templates/wrong.tpl": "a\n${nmae}\n${1 +}",
    "/templates/missing.tpl": "line\n${nmae}",
    "/templates/again.tpl": '${templatefile("again.tpl", {})}',
    "/templates/scripts/a.sh": "a",
    "/templates/scripts/b.ps1": "b",
    "/templates/scripts/deep/er/c.sh": "c",
    "/home/user/key": "key",
    "/work/here": "there",
  }),
);

const run = (text: string, roots: Roots = {}): string[] => {
  const { value, diagnostics } = evaluateText(text, scopeOf(roots, functions));
  return diagnostics.length > 0 ? diagnostics.map(showDiagnostic) : [show(value)];
};

test.each([
  ['file("hello.txt")', '"hello é\\n"'],
  ['file("./scripts/../hello.txt")', '"hello é\\n"'],
  ['file("/templates/hello.txt")', '"hello é\\n"'],
  ['file("~/key")', '"key"'],
  ['filebase64("here")', '"dGhlcmU="'],
  ['filebase64("/templates/binary")', '"//4="'],
  ['fileexists("hello.txt")', "true"],
  ['fileexists("nope")', "false"],
  ['abspath("here")', '"/work/here"'],
  ['abspath("../x/./y/")', '"/x/y"'],
  ['pathexpand("~/key")', '"/home/user/key"'],
  ['pathexpand("~")', '"/home/user"'],
  ['pathexpand("a~/key")', '"a~/key"'],
  ['fileset("scripts", "*")', '["a.sh","b.ps1"]'],
  ['fileset("scripts", "**")', '["a.sh","b.ps1","deep/er/c.sh"]'],
  ['fileset("scripts", "**/*.sh")', '["a.sh","deep/er/c.sh"]'],
  ['fileset("scripts", "{a,b}.*")', '["a.sh","b.ps1"]'],
  ['fileset("scripts", "[^a].*")', '["b.ps1"]'],
  ['fileset("scripts", "[a-b].??")', '["a.sh"]'],
  ['fileset("scripts", "./deep/*/*")', '["deep/er/c.sh"]'],
  ['fileset("scripts", "\\\\a.sh")', '["a.sh"]'],
  ['fileset("nope", "**")', "[]"],
  ['templatefile("greet.tpl", {name = "you", items = [1, 2]})', '"Hello you! 1 2\\n"'],
  ['templatefile("single.tpl", {items = [1, 2]})', "[1,2]"],
])("%s", (text, expected) => expect(run(text)).toEqual([expected]));

const bad = (marked: string, parameter: string, name: string, reason: string) =>
  `${marked} | Invalid function argument: The value for "${parameter}" of the function ${name} is not valid: ${reason}.`;

test.each([
  ['file("nope")', bad('"nope"', "path", "file", "there is no file at /templates/nope")],
  ['file("scripts")', bad('"scripts"', "path", "file", "/templates/scripts is a directory, not a file")],
  ['file("binary")', bad('"binary"', "path", "file", "the file binary is not valid UTF-8 text")],
  ['file("~other/x")', bad('"~other/x"', "path", "file", "only one's own home directory can be written as ~")],
  ['fileexists("scripts")', bad('"scripts"', "path", "fileexists", "/templates/scripts is a directory")],
  [
    'fileset("scripts", "[a")',
    bad(
      '"[a"',
      "pattern",
      "fileset",
      '"[a" is not a pattern for file names: a bracket, a brace or a "\\" in it lacks its other half',
    ),
  ],
  ['templatefile("nope", {})', bad('"nope"', "path", "templatefile", "there is no file at /templates/nope")],
  ['templatefile("greet.tpl", [])', bad("[]", "vars", "templatefile", "an object or a map is required")],
  [
    'templatefile("greet.tpl", {"a b" = 1})',
    bad(
      '{"a b" = 1}',
      "vars",
      "templatefile",
      '"a b" cannot be the name of a variable: it must begin with a letter and go on with letters, digits, "_" and "-"',
    ),
  ],
  [
    'templatefile("missing.tpl", {name = 1})',
    'nmae | Unknown variable: There is no variable named "nmae". Did you mean "name"? These can be used here: name.',
  ],
  [
    'templatefile("again.tpl", {})',
    'templatefile | Call to unknown function: There is no function named "templatefile".',
  ],
])("%s is refused", (text, problem) => expect(run(text)).toEqual([problem]));

test("a mistake in a template file is shown in that file", () => {
  const { diagnostics } = evaluateText('templatefile("wrong.tpl", {})', scopeOf({}, functions));
  const [first] = diagnostics;
  expect([first!.subject!.source.name, first!.subject!.source.position(first!.subject!.start).line]).toEqual([
    "/templates/wrong.tpl",
    3,
  ]);
});

test("a secret variable makes the text of the file a secret, and an unknown one an unknown text", () => {
  const secret = fromPlain("s").withMarks(["sensitive"]);
  const text = 'templatefile("greet.tpl", {name = name, items = []})';
  expect(run(text, { name: secret })).toEqual(['sensitive "Hello s!\\n"']);
  expect(run(text, { name: Value.unknown(stringType) })).toEqual(["unknown"]);
  expect(run("templatefile(name, {})", { name: Value.unknown(stringType) })).toEqual(["unknown"]);
});
