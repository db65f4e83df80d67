import { agree, tally } from "./reference.test-fixtures.js";
import { sequences } from "./sequences.test-fixtures.js";

const code = 'a |1|"s"|"|${|}|for |in |(|)|[|]|{|=|=>|:|,|.|...|*|?|-|\n|<<E\n|\nE\n|#|/*|0.0'.split("|");

test.each([
  { where: "in a body", before: "", after: "", length: 3, words: ["b ", "\r\n", "\ufeff", ...code] },
  { where: "as a value", before: "a=", after: "\n", length: 3, words: ["+", "&&", ...code] },
  {
    where: "in a string",
    before: 'a="',
    after: '"\n',
    length: 4,
    words: ["${", "}", "%{", "~", "x", "if x", "else", "endif", "$", "%", "\\", "n"],
  },
  {
    where: "in a heredoc",
    before: "a=<<-E\n",
    after: "\nE\n",
    length: 4,
    words: [" ", "\t", "\n", "\r\n", "${x}", "${~x~}", "y", "E", " E\n"],
  },
  {
    where: "after a value",
    before: "a=x",
    after: "\n",
    length: 4,
    words: [".", "y", "0", "*", "[*]", "[0]", "[", "]", "1.0", "..."],
  },
])(
  "all sequences $where, up to $length words, are taken alike",
  async ({ before, after, length, words }) => {
    const count = tally();
    for (const text of sequences(words, length)) await agree(before + text + after, count);
    expect(count.accepted).toBeGreaterThan(100);
    expect(count.refused).toBeGreaterThan(1000);
  },
  120_000,
);
