import { execFileSync } from "node:child_process";
import { requires, requiresAll } from "./requires.js";

requires("node", "nodejs")("a suite whose command is installed", () => {
  test("runs", () => expect(execFileSync("node", ["--version"], { encoding: "utf8" })).toMatch(/^v\d+/));
});

test("a command that is present gives describe itself", () => expect(requires("node", "nodejs")).toBe(describe));

test("a command that is absent gives something else, with the same parts", () => {
  const suite = requires("no-such-command-here", "nothing");
  expect(suite).not.toBe(describe);
  expect(suite.only).toBe(describe.only);
});

test("of several, all have to be there: else the first that is not is named", () => {
  const [absent, other] = [requires("no-such-command-here", "nothing"), requires("nor-this", "nothing")];
  expect(requiresAll(describe, describe)).toBe(describe);
  expect(requiresAll(describe, absent, other)).toBe(absent);
});
