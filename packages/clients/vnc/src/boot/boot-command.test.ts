import { type BootAction, bootTokens, parseBootCommand } from "./boot-command.js";
import { specialKeys } from "./special-keys.js";

/** `+ffe1 +41 …` for keys, `1000ms` for waits, as one would write them down. */
const written = (text: string) => parseBootCommand(text).map(show).join(" ");

function show(action: BootAction): string {
  if (action.kind === "wait") return `${action.milliseconds}ms`;
  const { motion, key } = action;
  const sign = { press: "", hold: "+", release: "-" }[motion];
  return `${sign}${key.shift ? "shift-" : ""}${key.keysym.toString(16)}`;
}

test.each([
  ["", ""],
  ["ab", "61 62"],
  ["A!<", "shift-41 shift-21 shift-3c"],
  ["<enter><ENTER><eNtEr>", "ff0d ff0d ff0d"],
  ["<enterOn><ENTEROFF>", "+ff0d -ff0d"],
  ["<leftOption><leftOptionOn>", "ffe9 +ffe9"],
  ["<f1><f12><f13>", "ffbe ffc9 shift-3c 66 31 33 shift-3e"],
  ["<aOn><Aoff><<On><>OFF>", "+61 -shift-41 +shift-3c -shift-3e"],
  ["<éOn><😀On>", "+e9 +101f600"],
  ["éÉ€Жж😀", "e9 shift-c9 20ac shift-1000416 1000436 101f600"],
  ["\n\t", "a 9"],
  ["<enter", "shift-3c 65 6e 74 65 72"],
  ["<<enter>", "shift-3c ff0d"],
  ["<abOn>", "shift-3c 61 62 shift-4f 6e shift-3e"],
])("%j is typed %s", (text, keys) => expect(written(text)).toBe(keys));

test.each([
  ["<wait>", 1000],
  ["<wait0>", 0],
  ["<wait5>", 5000],
  ["<wait1m30s>", 90_000],
  ["<wait1.5s>", 1500],
  ["<wait500ms>", 500],
  ["<wait5us>", 0.005],
  ["<wait5µs>", 0.005],
  ["<wait1h1m1s1ms>", 3_661_001],
  ["<wait1m1h>", 3_660_000],
])("%s waits %d milliseconds", (text, milliseconds) =>
  expect(parseBootCommand(text)).toEqual([{ kind: "wait", milliseconds }]),
);

/** As Packer has it. */
test.each([
  "<WAIT>",
  "<wait 5>",
  "<wait5x>",
  "<wait1.5>",
  "<wait05>",
  "<wait1m30>",
  "<wait+1s>",
  "<wait-1>",
  "<waitOn>",
])("%s is no wait, and typed as it stands", (text) =>
  expect(parseBootCommand(text).filter(({ kind }) => kind === "wait")).toEqual([]),
);

test.each([
  ["<wait0s>", "a wait must be longer than nothing"],
  ["<wait-1s>", "a wait must be longer than nothing"],
  ["<wait1m-1s>", "a wait must be longer than nothing"],
  ["<wait9999999999>", "a wait is of at most 24 days"],
  ["<wait600h>", "a wait is of at most 24 days"],
])("%s is an error", (text, why) =>
  expect(() => parseBootCommand(`a${text}`)).toThrow(
    expect.objectContaining({
      code: "INVALID_BOOT_COMMAND",
      source: "user",
      message: `${text} cannot be waited for: ${why}. Write it like <wait5> or <wait1m30s>.`,
    }),
  ),
);

test("tokens are the text, with nothing lost and each at its place", () => {
  const text = "😀<😀On><enter><nothing><wait5>x";
  const tokens = [...bootTokens(text)];
  expect(tokens.map((token) => token.text).join("")).toBe(text);
  expect(tokens.every((token) => text.startsWith(token.text, token.offset))).toBe(true);
});

test("names of keys do not hold one another's motions", () => {
  for (const name of Object.keys(specialKeys))
    expect(parseBootCommand(`<${name}><${name}on><${name}off>`)).toHaveLength(3);
});
