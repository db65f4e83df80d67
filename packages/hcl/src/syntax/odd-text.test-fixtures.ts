import fc from "fast-check";

/** Words of the whole language, and characters that nearly belong to it. */
const words = [
  ...'a|bb|e\u0301|\u00e9|x-y|_|0|12|1.5|1e3|1.|.5|0x1|1e|1E+5|9007199254740993|"s"|"a${b}"|"\\n"|"|for|in|if|else|true|null|endif'.split(
    "|",
  ),
  ..."=|==|=>|!=|!|<|<=|>|>=|&&|&|+|-|*|/|%|?|:|::|.|..|...|,|(|)|[|]|{|}|${|%{|~}|~|.*|[*]|#c\n|//c\n|/*c*/|/*|*/|<<E\n|<<-E\n|\nE\n|\n|\r\n|\r| | |  |\t".split(
    "|",
  ),
  ...";'`@^$\\\u00a0\u2028\u0085\v\f\ufeff\0\u200b\u{1f600}",
];

const soup = (most: number) =>
  fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: most }).map((all) => all.join(""));

/** What may stand between a string's quotes, and what may not. */
const quotedScraps = [
  ...'abc \t~$%{}\\"nrtuU0\u0301\u00a0\r\n',
  ...'${x}|%{if x}|%{else}|%{endif}|%{for k,v in x}|%{endfor}|${~ x ~}|%{~ if x ~}|$${|%%{|$$${x}|$${$${|\\u00e9|\\u0301|\\ud83d|\\U0001F600|\\U00110000|\\\\|\\$|${1}|${null}|${"a"}|${"${x}"}|${x?1:"y"}|e|e\u0301|\\n|\\"'.split(
    "|",
  ),
];
const quoted = fc.array(fc.constantFrom(...quotedScraps), { maxLength: 10 }).map((all) => `a = "${all.join("")}"\n`);

const indents = [
  "",
  " ",
  "  ",
  "    ",
  "\t",
  "\t\t",
  " \t",
  "\u00a0",
  "\u2003 ",
  "\f",
  "\v",
  "\u0085",
  "\ufeff",
  "\u2028",
  "\u200b",
];
const lineScraps = [
  ...'text|E|EE|E x|\\n|"|${x}|${~ x}|${x ~}|${~ x ~}| |  |\t|%{if x}|%{if x ~}|%{else}|%{~ else ~}|%{endif}|%{endif ~}|$${y}|%%{y}|\\|e\u0301|\u00a0|\u0085|\ufeff|\u2029|\v|\r|${<<-F\n    q\n  F\n}|${"\\n"}|${1}'.split(
    "|",
  ),
];
const line = fc
  .tuple(fc.constantFrom(...indents), fc.array(fc.constantFrom(...lineScraps), { maxLength: 3 }))
  .map(([indent, all]) => indent + all.join(""));
const heredoc = fc
  .record({
    opener: fc.constantFrom("<<", "<<-", "<<-"),
    lines: fc.array(line, { maxLength: 5 }),
    end: fc.constantFrom("E", "E", "  E", "\tE", "E ", "\u00a0E", "E\t"),
    newline: fc.constantFrom("\n", "\n", "\n", "\r\n"),
  })
  .map(({ opener, lines, end, newline }) => [`a = ${opener}E`, ...lines, end, ""].join(newline));

const digits = fc.stringMatching(/^[0-9]{1,20}(\.[0-9]{0,25})?([eE][+-]?[0-9]{1,3})?$/);
const numbers = fc.tuple(fc.constantFrom("", "-", "- ", "!"), digits).map(([sign, text]) => `a = ${sign}${text}\n`);

/** Texts that are as often wrong as right, each about one part of the language: tokens, strings, heredocs, numbers. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: soup(12).map((text) => `a = ${text}\n`) },
  { weight: 2, arbitrary: soup(12) },
  { weight: 3, arbitrary: quoted },
  { weight: 3, arbitrary: heredoc },
  { weight: 1, arbitrary: numbers },
);
