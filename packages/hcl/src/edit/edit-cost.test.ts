import { Scanner } from "../syntax/scanner.js";
import { type Body, edit } from "./index.js";

/** How many tokens are read while `work` runs: what an edit costs beside a few steps through maps and links. */
function tokensRead(work: () => void): number {
  const advance = jest.spyOn(Scanner.prototype, "advance");
  work();
  const { length } = advance.mock.calls;
  advance.mockRestore();
  return length;
}

const file = (count: number) =>
  `${Array.from({ length: count }, (_, at) => `source "null" "s${at}" {\n  name = "n${at}"\n  tags = { team = "a" }\n}\n`).join("\n")}
locals {
${Array.from({ length: count }, (_, at) => `  l${at} = ${at}\n`).join("")}  big = {
${Array.from({ length: count }, (_, at) => `    k${at} = ${at}\n`).join("")}  }
}
`;

const edits: readonly (readonly [string, (body: Body, at: number) => unknown])[] = [
  ["blocks' arguments", (body, at) => body.block("source", "null", `s${at}`)!.body.set("name", "new")],
  ["parts of blocks' arguments", (body, at) => body.block("source", "null", `s${at}`)!.body.set(["tags", "x"], 1)],
  ["arguments of one block", (body, at) => body.block("locals")!.body.set(`l${at}`, -1)],
  ["new arguments of one block", (body, at) => body.block("locals")!.body.set(`m${at}`, -1)],
  ["arguments that come and go", (body, at) => [body.set(`n${at}`, 1), body.remove(`n${at}`)]],
  ["entries of one object", (body, at) => body.block("locals")!.body.set(["big", `k${at}`], -1)],
  ["new entries of one object", (body, at) => body.block("locals")!.body.set(["big", `m${at}`], -1)],
  ["entries that go", (body, at) => body.block("locals")!.body.remove(["big", `k${at}`])],
  ["blocks that move", (body, at) => body.block("source", "null", `s${at}`)!.move({ endOf: body })],
  ["new blocks, and their labels", (body, at) => body.addBlock("b").setLabels([`x${at}`])],
];

test.each(edits)(
  "ten times as many edits of a file ten times as large read ten times as many tokens: %s",
  (_name, change) => {
    const cost = (count: number) => {
      const { body } = edit(file(count));
      return tokensRead(() => {
        for (let at = 0; at < count; at++) change(body, at);
      });
    };
    const [few, many] = [cost(50), cost(500)];
    expect(few).toBeGreaterThan(0);
    expect(many / few).toBeLessThan(11);
  },
);

test("printing reads the text once, however many edits there were", () => {
  const cost = (count: number) => {
    const document = edit(file(200));
    for (let at = 0; at < count; at++) document.body.block("source", "null", `s${at}`)!.body.set("name", "new");
    return tokensRead(() => document.print());
  };
  expect(cost(100)).toBe(cost(1));
});
