import { symlinkSync } from "node:fs";
import { type InstallerCd, installerCd, requiresInstallerCd } from "@ingot/testing";
import type { Workplace } from "./ingot.test-fixtures.js";
import { bootsWith, exampleWorkplace, sha256Of } from "./qemu.test-fixtures.js";

let cd: InstallerCd;
let place: Workplace;

async function install(template: string) {
  const { code, out, err } = await place.ingot("build", "-var", "accelerator=tcg", template);
  expect({ code, err, out: code === 0 ? "" : out }).toEqual({ code: 0, err: "", out: "" });
  return out.split("\n");
}

requiresInstallerCd()("an installer on a CD, answered at its boot prompt", () => {
  beforeAll(() => {
    cd = installerCd();
    place = exampleWorkplace();
    symlinkSync(cd.iso, place.path("installer.iso"));
    place.write({ SHA256SUMS: `${sha256Of(cd.iso)}  installer.iso\n` });
  });
  afterAll(() => {
    place[Symbol.dispose]();
    cd[Symbol.dispose]();
  });

  test("restarts into a system that is provisioned over SSH and that boots by itself", async () => {
    const said = await install("forge.pkr.hcl");
    const told = /: (Choosing the installer|Saying where its answers are|The machine fetched \/forge\.txt)\b/;
    expect(said.flatMap((line) => told.exec(line)?.[1] ?? [])).toEqual([
      "Choosing the installer",
      "Saying where its answers are",
      "The machine fetched /forge.txt",
    ]);
    await bootsWith(place, place.path("output-forge/packer-forge"), /^Cast by forge on forge\r?$/m);
  }, 1_200_000);

  test("turns itself off, which ends a build without a communicator, and its system boots by itself", async () => {
    const said = await install("anvil.pkr.hcl");
    expect(said).toContainEqual(expect.stringContaining("The machine fetched /anvil.txt, "));
    await bootsWith(place, place.path("output-anvil/packer-anvil"), /^anvil is up\.\r?$/m);
  }, 1_200_000);
});
