import { parseDockerignore } from "./dockerignore.js";

test.each<[string, string[], string[]]>([
  ["secret", ["secret", "secret/key"], ["secrets", "a/secret"]],
  ["/secret/", ["secret", "secret/a/b"], ["a/secret"]],
  ["*.log", ["a.log", ".log"], ["a/b.log", "a.logs"]],
  ["**/*.log", ["a.log", "a/b.log", "a/b/c.log"], ["log"]],
  ["a/**", ["a/b", "a/b/c"], ["a", "ab"]],
  ["a/**/z", ["a/z", "a/b/z", "a/b/c/z/y"], ["z", "az"]],
  ["?.txt", ["a.txt"], ["ab.txt", "/.txt"]],
  ["[a-c].txt", ["b.txt"], ["d.txt"]],
  ["a+b(1).txt", ["a+b(1).txt"], ["aab1.txt"]],
  ["*\n!keep", ["a", "a/keep"], ["keep", "keep/a"]],
  ["*.md\n!README.md\nREADME.md", ["README.md", "x.md"], []],
  ["# comment\n\n  spaced  \n", ["spaced"], ["# comment", "comment"]],
  ["./a/../b//c/", ["b/c", "b/c/d"], ["a", "b"]],
  ["\\*", ["*"], ["a"]],
  ["../a", [], ["a"]],
  ["/../a", ["a"], []],
  ["**.log", ["a.log", "a/b.log"], ["a.logs"]],
  ["a**b", ["ab", "ac/b"], ["axb"]],
  ["[a-c\\]]x", ["]x", "bx"], ["dx"]],
  ["[^a]x", ["bx"], ["ax"]],
  ["?", ["\u{1f600}"], ["ab"]],
])("%j leaves out what it should", (text, out, kept) => {
  const { excludes } = parseDockerignore(text, ".dockerignore");
  expect(out.filter((name) => !excludes(name))).toEqual([]);
  expect(kept.filter((name) => excludes(name))).toEqual([]);
});

test("a directory that is left out is entered only for what may be let in again", () => {
  const none = new Set<string>();
  const parse = (text: string) => parseDockerignore(text, ".dockerignore");
  expect(parse("big").enters("big", none)).toBe(false);
  expect(parse("big\n!big/x").enters("big", none)).toBe(true);
  expect(parse("big").enters("big", new Set(["big/Dockerfile"]))).toBe(true);
});

test.each(["[z-a]", "a[", "[]", "[-a]", "[-[a]", "a\\", "!"])("%j is refused, as Docker does", (pattern) => {
  expect(() => parseDockerignore(`good\n${pattern}`, "app/.dockerignore")).toThrow(
    `app/.dockerignore, line 2: ${JSON.stringify(pattern)} is no pattern. A set is written as in [a-z], "!" stands before what it lets in again, and \\ before the character that it takes as it is.`,
  );
});
