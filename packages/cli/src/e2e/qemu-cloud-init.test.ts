import { symlinkSync } from "node:fs";
import { debianDisk, debianRoot, requires, requiresAll, requiresDebianDisk } from "@ingot/testing";
import type { Workplace } from "./ingot.test-fixtures.js";
import { exampleWorkplace, fileOnDisk, imageInfo, sha256Of } from "./qemu.test-fixtures.js";

/** A repository with one package, whose program says where it comes from. */
async function makePackages(place: Workplace): Promise<void> {
  place.write({
    "anvil/DEBIAN/control":
      "Package: anvil\nVersion: 1.0\nArchitecture: all\nMaintainer: Ada <ada@example.test>\nDescription: For tests\n",
    "anvil/usr/bin/anvil": "#!/bin/sh\necho anvil 1.0 struck by $(hostname)\n",
    "packages/Packages": "",
  });
  const make = `set -e; chmod 755 anvil/usr/bin/anvil; dpkg-deb --root-owner-group --build anvil packages/anvil.deb
    { dpkg-deb --field packages/anvil.deb; echo "Filename: ./anvil.deb
Size: $(stat -c %s packages/anvil.deb)
SHA256: $(sha256sum packages/anvil.deb | cut -d " " -f 1)"; } >packages/Packages`;
  expect(await place.run("sh", "-c", make)).toMatchObject({ code: 0, err: "" });
}

requiresAll(requiresDebianDisk(), requires("ansible-playbook", "ansible-core"))("Debian with cloud-init", () => {
  test("is given a user, a key, a package and a command by a seed on a CD, and files by a playbook", async () => {
    const base = debianDisk();
    using place = exampleWorkplace();
    symlinkSync(base, place.path("debian.qcow2"));
    const digest = sha256Of(base);
    place.write({ SHA256SUMS: `${digest}  debian.qcow2\n` });
    await makePackages(place);
    await place.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key");

    const { code, out, err } = await place.ingot("build", "-var", "accelerator=tcg", "cast.pkr.hcl");
    expect({ code, err, out: code === 0 ? "" : out }).toEqual({ code: 0, err: "", out: "" });

    const disk = "output-debian/packer-debian";
    const info = await imageInfo(place, disk);
    expect({ size: info["virtual-size"], base: info["backing-filename"] }).toEqual({
      size: 2 ** 31,
      base: undefined,
    });
    const read = (path: string) => fileOnDisk(place, disk, path, debianRoot);
    expect(await read("/srv/cast")).toBe("anvil 1.0 struck by debian\n");
    expect(await read("/etc/motd")).toMatch(/^Cast by debian from Debian \d+\n$/);
    expect(await read("/home/smith/.ssh/authorized_keys")).toBe(place.read("key.pub"));
    expect(await read("/var/lib/dpkg/info/anvil.list")).toContain("/usr/bin/anvil\n");
    expect(sha256Of(base)).toBe(digest);
  }, 1_800_000);
});
