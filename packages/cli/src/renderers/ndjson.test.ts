import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";
import { hostileRun } from "./events.test-fixtures.js";
import { NdjsonRenderer } from "./ndjson.js";

test("events come as they are, and nothing in them controls a terminal", async () => {
  const terminal = recordedTerminal();
  const renderer = new NdjsonRenderer(terminal, () => new Date(0));
  const above = { ...hostileRun[1]!, text: "\u009b2J \u007f" };
  for (const event of [...hostileRun, above]) await renderer.event(event as (typeof hostileRun)[number]);
  const lines = terminal.written.out.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([...hostileRun, above]);
  expect(terminal.written.out).not.toMatch(/(?!\n)\p{Cc}/u);
});
