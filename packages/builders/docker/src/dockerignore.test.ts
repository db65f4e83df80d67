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
])("%j leaves out what it should", (text, out, kept) => {
  const { excludes } = parseDockerignore(text);
  expect(out.filter((name) => !excludes(name))).toEqual([]);
  expect(kept.filter((name) => excludes(name))).toEqual([]);
});

test("a directory that is left out is entered only for what may be let in again", () => {
  const none = new Set<string>();
  expect(parseDockerignore("big").enters("big", none)).toBe(false);
  expect(parseDockerignore("big\n!big/x").enters("big", none)).toBe(true);
  expect(parseDockerignore("big").enters("big", new Set(["big/Dockerfile"]))).toBe(true);
});
