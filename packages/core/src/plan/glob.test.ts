import { compileGlob } from "./glob.js";

function matches(pattern: string, text: string): boolean {
  const glob = compileGlob(pattern);
  if ("problem" in glob) throw new Error(glob.problem);
  return glob.matches(text);
}

test.each([
  ["null.one", "null.one", true],
  ["null.one", "null-one", false],
  ["one", "null.one", false],
  ["*", "a.b/c", true],
  ["*", "", true],
  ["", "", true],
  ["", "a", false],
  ["**", "a.b/c", true],
  ["*.one", "my.build/x.null.one", true],
  ["*.one", "null.one.more", false],
  ["null.?ne", "null.one", true],
  ["a?b", "a/b", true],
  ["a?b", "a.b", true],
  ["a?b", "ab", false],
  ["a?b", "a\u{1f600}b", true],
  ["[nm]ull", "mull", true],
  ["[a-z]ull", "null", true],
  ["[a-z]ull", "Null", false],
  ["[!x]ull", "null", true],
  ["[!n]ull", "null", false],
  ["[^n]ull", "null", true],
  ["[\\]]", "]", true],
  ["{null,file}.one", "file.one", true],
  ["{null.{one,x},two}", "null.x", true],
  ["{null.{one,x},two}", "null.two", false],
  ["a,b", "a,b", true],
  ["a}", "a}", true],
  ["\\*", "*", true],
  ["\\*", "a", false],
  ["null\\", "null\\", true],
  ["a|b", "a", false],
  ["(a)", "a", false],
  ["a+$^.", "a+$^.", true],
  ["line*", "line\nbreak", true],
])("%j against %j: %j", (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

test.each([
  ["[a", 'a "[" has no "]"'],
  ["{a,b", 'a "{" has no "}"'],
  ["[]one", '"[]" is an empty set'],
  ["[z-a]", 'the range "z-a" is the wrong way round'],
])("%j is refused: %s", (pattern, problem) => {
  expect(compileGlob(pattern)).toEqual({ problem });
});
