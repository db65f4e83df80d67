import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { makeDirectory } from "./make-directory.js";

test("makes a directory with those above it, and is content when it is there", async () => {
  using host = testHost();
  const path = join(host.directory, "a/b/c");
  await makeDirectory(path, 0o700);
  await makeDirectory(path, 0o700);
  expect([path, join(host.directory, "a")].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700]);
});

test("many at once, in each other's way", async () => {
  using host = testHost();
  const paths = Array.from({ length: 50 }, (_, index) => join(host.directory, "x/y/z", String(index % 5)));
  await Promise.all(paths.map((path) => makeDirectory(path)));
  expect(statSync(paths[0]!).isDirectory()).toBe(true);
});

test("a file in the way", async () => {
  using host = testHost();
  const path = join(host.directory, "file");
  writeFileSync(path, "");
  await expect(makeDirectory(path)).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeDirectory(join(path, "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

test("a file system that takes no new names is an error, and no endless loop", async () => {
  await expect(makeDirectory("/proc/no/such")).rejects.toMatchObject({ code: "ENOENT" });
});
