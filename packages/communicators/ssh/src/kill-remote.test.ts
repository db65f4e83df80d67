import { spawn, spawnSync } from "node:child_process";
import { killScript } from "./kill-remote.js";

/** What the script would end, by a shell in which `kill` ends nothing. */
function wouldEnd(top: string, text: string) {
  const harmless = 'kill() { echo "$@"; }; sleep() { :; }; IFS= read -r s; eval "$(printf %b "$s")"';
  const { status, stdout } = spawnSync("sh", ["-c", harmless], {
    input: `${killScript(top, text)}\n`,
    encoding: "utf8",
  });
  return { status, stdout };
}

test("of the first process, which adopts whatever has lost its parent, never all is ended", () => {
  expect(wouldEnd("1", "")).toEqual({ status: 1, stdout: "" });
  expect(wouldEnd("1", "no such command runs here")).toEqual({ status: 1, stdout: "" });
});

test("of a process that starts nothing, nothing is", () => {
  expect(wouldEnd("4194305", "")).toEqual({ status: 1, stdout: "" });
});

test("of another all is", () => {
  const child = spawn("sleep", ["60"]);
  const { status, stdout } = wouldEnd(String(process.pid), "");
  child.kill();
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^-TERM .*\\b${child.pid}\\b`));
});

test("a command is known by its words, without the quotes that its shell has taken away", () => {
  const child = spawn("sh", ["-c", "sleep 60; exit $?"], { detached: true });
  const { status, stdout } = wouldEnd(String(process.pid), "true; sh -c 'sleep 60; exit $?'");
  process.kill(-child.pid!, "SIGKILL");
  expect([status, stdout]).toEqual([0, expect.stringMatching(new RegExp(`^-TERM .*\\b${child.pid}\\b`))]);
});
