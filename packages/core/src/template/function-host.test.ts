import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { functionHostOf } from "./function-host.js";
import { goodTemplate, load, writeFiles } from "./load.test-fixtures.js";

const contentOf = async (files: Record<string, string>, path: string) =>
  (await goodTemplate(files, { path })).locals.get("l")!.value.content;

test("functions that read files start from the template's folder, wherever the process is", async () => {
  const files = { "in/a.pkr.hcl": 'locals {\n  l = file("text")\n}\n', "in/text": "inside", text: "outside" };
  expect(await contentOf(files, "in")).toBe("inside");
  expect(await contentOf(files, "in/a.pkr.hcl")).toBe("inside");
});

test("a file that is not there is found at its line", async () => {
  const { problems } = await load('locals {\n  l = file("no-such-file")\n}\n');
  expect(problems).toEqual([expect.stringMatching(/^error main\.pkr\.hcl:2 .*no-such-file/)]);
});

test("every file below a folder is listed, with forward slashes", () => {
  using host = testHost();
  writeFiles(host.directory, { "a/one": "", "a/b/two": "", other: "" });
  symlinkSync("nowhere", join(host.directory, "a/broken"));
  const { listFiles, baseDirectory, home } = functionHostOf(host, "a");
  expect(listFiles(join(host.directory, "a")).sort()).toEqual(["b/two", "one"]);
  expect([baseDirectory, home]).toEqual([join(host.directory, "a"), host.directory]);
});
