import { execFileSync } from "node:child_process";
import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { artifactOfFiles } from "./artifact.js";

test("an artifact that is destroyed takes its files and links, and no pipe, device or directory", async () => {
  using host = testHost();
  const at = (name: string) => join(host.directory, name);
  writeFileSync(at("file"), "");
  symlinkSync("file", at("link"));
  execFileSync("mkfifo", [at("pipe")]);
  const files = ["file", "link", "pipe", "gone", "."];
  await artifactOfFiles(host.resolve, { builderId: "b", description: "d", files }).destroy();
  expect(readdirSync(host.directory)).toEqual(["pipe"]);
});
