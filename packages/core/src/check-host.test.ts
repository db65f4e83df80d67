import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { checkHostOf } from "./check-host.js";

test("what stands at a path, links followed", () => {
  using host = testHost({ HOME: "/home/me" });
  const at = (name: string) => join(host.directory, name);
  writeFileSync(at("file"), "");
  mkdirSync(at("folder"));
  symlinkSync("file", at("link"));
  symlinkSync("nothing", at("broken"));
  execFileSync("mkfifo", [at("pipe")]);
  const { kindOf, cwd, env } = checkHostOf(host);
  const names = ["file", "folder", "link", "broken", "pipe", "none", "file/below", at("file")];
  expect(names.map(kindOf)).toEqual(["file", "directory", "file", undefined, "other", undefined, undefined, "file"]);
  expect([cwd, env.HOME]).toEqual([host.directory, "/home/me"]);
});

test("the text of small files, and of nothing else", () => {
  using host = testHost();
  writeFileSync(join(host.directory, "small"), "a key");
  writeFileSync(join(host.directory, "large"), Buffer.alloc((1 << 20) + 1));
  const { textOf } = checkHostOf(host);
  expect(["small", "large", "none", "."].map((name) => textOf!(name))).toEqual([
    "a key",
    undefined,
    undefined,
    undefined,
  ]);
});
