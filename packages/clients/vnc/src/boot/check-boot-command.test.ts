import { checkBootCommand } from "./check-boot-command.js";

test("what is fine is not complained of", () =>
  expect(
    checkBootCommand("<esc><wait5>cat <file> x<y>z <b>bold</b> <EOF> <stdio.h> {{ .HTTPIP }}<enter><aOn><waiter>"),
  ).toEqual([]));

test("a wait that cannot be is an error at its place", () =>
  expect(checkBootCommand("ab<wait-1s>")).toEqual([
    {
      offset: 2,
      length: 9,
      severity: "error",
      summary: "Invalid wait",
      detail:
        "<wait-1s> cannot be waited for: a wait must be longer than nothing. Write it like <wait5> or <wait1m30s>.",
    },
  ]));

test.each([
  ["<entr>", "<enter>"],
  ["<f13>", "<f1>"],
  ["<waits>", "<wait5> (seconds) or <wait1m30s>"],
  ["<page-up>", "<pageUp>"],
  ["<PgDn>", "<pageDown>"],
  ["<escape>", "<esc>"],
  ["<backspace>", "<bs>"],
  ["<ctrlOn>", "<leftCtrlOn>"],
  ["<leftControlOff>", "<leftCtrlOff>"],
  ["<letfShiftoff>", "<leftShiftoff>"],
  ["<WAIT5>", "<wait5> (seconds) or <wait1m30s>"],
  ["<wait 5>", "<wait5> (seconds) or <wait1m30s>"],
  ["<wait1.5>", "<wait5> (seconds) or <wait1m30s>"],
])("%s is taken for a slip", (text, meant) => {
  const detail = `${text} is no key: its characters are typed as they stand. Did you mean ${meant}?`;
  const warning = { offset: 1, length: text.length, severity: "warning", summary: "Unknown key", detail };
  expect(checkBootCommand(`x${text}y`)).toEqual([warning]);
});

test("characters without a key are told of, each once", () => {
  const warning = (offset: number, length: number, why: string) => ({
    offset,
    length,
    severity: "warning",
    summary: "Character without a key",
    detail: `${why}, so nothing is typed for it.`,
  });
  expect(checkBootCommand("a\nb\n\té😀é\u0007")).toEqual([
    warning(1, 1, "A line end is no key (<enter> is)"),
    warning(4, 1, "A tab character is no key (<tab> is)"),
    warning(5, 1, '"é" is on no US keyboard'),
    warning(6, 2, '"😀" is on no US keyboard'),
    warning(9, 1, 'The control character "\\u0007" is no key'),
  ]);
  expect(checkBootCommand("é\t€", "other")).toEqual([warning(1, 1, "A tab character is no key (<tab> is)")]);
});
