import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { testContext, testHost } from "@ingot/testing";
import { chooseAccelerator } from "./accelerator.js";

async function choose(device: (directory: string) => string, accelerator?: "xen") {
  using host = testHost();
  const run = testContext({ host });
  writeFileSync(join(host.directory, "kvm"), "");
  const chosen = await chooseAccelerator({ accelerator }, run, device(host.directory));
  return { chosen, warned: run.warned.map((line) => line.replaceAll(host.directory, "@")) };
}

it("is what the template says", async () => {
  expect(await choose((directory) => join(directory, "none"), "xen")).toEqual({ chosen: "xen", warned: [] });
});

it("is kvm where it can be opened", async () => {
  expect(await choose((directory) => join(directory, "kvm"))).toEqual({ chosen: "kvm", warned: [] });
});

it("is tcg elsewhere, with one line that says why", async () => {
  expect(await choose((directory) => join(directory, "none"))).toEqual({
    chosen: "tcg",
    warned: [
      "The machine's code is emulated (tcg), which is slow: this machine has no @/none. Set accelerator to choose another way.",
    ],
  });
  expect((await choose((directory) => directory)).chosen).toBe("tcg");
});
