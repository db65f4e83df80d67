import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestHost, testHost } from "@ingot/testing";
import { rewriteFile } from "./rewrite-file.js";

let host: TestHost;
const path = (name: string) => join(host.directory, name);

beforeEach(() => {
  host = testHost();
  writeFileSync(path("a"), "old");
});

afterEach(() => host[Symbol.dispose]());

test("keeps the mode, and leaves nothing beside the file", async () => {
  chmodSync(path("a"), 0o640);
  await rewriteFile(path("a"), "new", host);
  expect(readFileSync(path("a"), "utf8")).toBe("new");
  expect(statSync(path("a")).mode & 0o777).toBe(0o640);
  expect(readdirSync(host.directory)).toEqual(["a"]);
});

test("writes what a link points to, and keeps the link", async () => {
  symlinkSync("a", path("link"));
  await rewriteFile(path("link"), "new", host);
  expect(readFileSync(path("a"), "utf8")).toBe("new");
  expect(lstatSync(path("link")).isSymbolicLink()).toBe(true);
});

test("when it cannot be done, the old text stays and nothing lies beside it", async () => {
  const tooLong = "n".repeat(250); // fits as a name, but not with an ending
  writeFileSync(path(tooLong), "old");
  await expect(rewriteFile(path(tooLong), "new", host)).rejects.toMatchObject({ code: "ENAMETOOLONG" });
  expect(readFileSync(path(tooLong), "utf8")).toBe("old");
  expect(readdirSync(host.directory).sort()).toEqual(["a", tooLong]);
});
