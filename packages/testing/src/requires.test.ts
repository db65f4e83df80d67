import { execFileSync } from "node:child_process";
import { requires } from "./requires.js";

requires("node", "nodejs")("a suite whose command is installed", () => {
  test("runs", () => expect(execFileSync("node", ["--version"], { encoding: "utf8" })).toMatch(/^v\d+/));
});

test("a command that is present gives describe itself", () => expect(requires("node", "nodejs")).toBe(describe));

test("a command that is absent gives something else, with the same parts", () => {
  const suite = requires("no-such-command-here", "nothing");
  expect(suite).not.toBe(describe);
  expect(suite.only).toBe(describe.only);
});
