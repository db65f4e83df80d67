import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requires, testContext, testHost } from "@ingot/testing";
import { buildMachine, guestHost } from "./machine.test-fixtures.js";
import { makeWorkDirectory } from "./work-directory.js";

const deep = (directory: string) => {
  const tempDirectory = join(directory, "d".repeat(100));
  mkdirSync(tempDirectory);
  return tempDirectory;
};

it("has a name that sockets can bear, wherever temporary files are", async () => {
  using host = testHost();
  const run = testContext({ host: { ...host, tempDirectory: deep(host.directory) } });
  const path = await makeWorkDirectory(run);
  writeFileSync(join(path, "x"), "");
  expect(path).toMatch(/^\/proc\/\d+\/fd\/\d+$/);
  await run.close();
  expect(existsSync(path)).toBe(false);
});

requires("swtpm", "swtpm")("a machine whose temporary files are deep down", () => {
  it("has its monitor and its TPM all the same", async () => {
    using host = guestHost();
    const { artifact } = await buildMachine({ ...host, tempDirectory: deep(host.directory) }, { vtpm: true });
    expect(artifact.files).toEqual(["output-test/packer-test"]);
  });
});
