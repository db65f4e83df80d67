import { execFileSync } from "node:child_process";
import { quoteForShell, quotePath } from "./quote.js";

test.each(["", "plain-1.sh", "a b", "it's", '"$HOME"', "a\nb", "`x`", "*", "~", "ä"])(
  "a shell reads %j back",
  (text) => {
    const printed = execFileSync("/bin/sh", ["-c", `printf %s ${quoteForShell(text)}`], { encoding: "utf8" });
    expect(printed).toBe(text);
  },
);

test("only what needs quotes gets them, and no path is an option", () => {
  expect(quotePath("/tmp/script_1.sh")).toBe("/tmp/script_1.sh");
  expect(quotePath("-rf")).toBe("./-rf");
  expect(quotePath("-a b")).toBe("'./-a b'");
});
