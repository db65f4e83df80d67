import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseBootCommand } from "./boot-command.js";
import { checkBootCommand } from "./check-boot-command.js";
import { specialKeys } from "./special-keys.js";

const page = readFileSync(join(__dirname, "../../../../../docs/boot-commands.md"), "utf8");

test("the page's table has every key with its keysym, and no other", () => {
  const rows = [...page.matchAll(/^\| ((?:`\w+`(?:, )?)+) \| (0x[0-9a-f]+) \|/gm)];
  const written = rows.flatMap(([, names, keysym]) =>
    [...names!.matchAll(/\w+/g)].map(([name]) => [name, Number(keysym)]),
  );
  expect(Object.fromEntries(written)).toEqual(specialKeys);
  expect(written).toHaveLength(Object.keys(specialKeys).length);
});

test("every piece in angle brackets that the page shows is one of the language", () => {
  const shown = [...page.matchAll(/`(<[^`]+>)`|"(<[^"]*)"/g)].map(([, code, string]) => (code ?? string)!);
  expect(shown.length).toBeGreaterThan(10);
  expect(shown.flatMap((text) => checkBootCommand(text))).toEqual([]);
  const pieces = shown.filter((text) => /^<\w+>$/.test(text));
  expect(pieces.filter((piece) => parseBootCommand(piece).length !== 1)).toEqual([]);
});
