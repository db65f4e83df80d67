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

test("a line end presses nothing", () =>
  expect(checkBootCommand("a\nb")).toEqual([
    {
      offset: 1,
      length: 1,
      severity: "warning",
      summary: "Line end in a boot command",
      detail: "A line end in a boot command presses no key. Write <enter> to press Enter, and leave the line end out.",
    },
  ]));
