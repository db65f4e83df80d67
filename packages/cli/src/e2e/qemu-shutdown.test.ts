import { guestArguments, requiresSmallGuest, type SmallGuest, smallGuest, sourceBlock } from "@ingot/testing";
import { type Ended, type Workplace, workplace } from "./ingot.test-fixtures.js";
import { fileOnDisk } from "./qemu.test-fixtures.js";

const disk = "output-small/packer-small";

async function build(guest: SmallGuest, provisioners: string, look: (ended: Ended, place: Workplace) => Promise<void>) {
  const source = sourceBlock("qemu", "small", { ...guestArguments(guest), boot_wait: "1s", vm_name: "packer-small" });
  using place = workplace({ "t.pkr.hcl": `${source}build {\n  sources = ["source.qemu.small"]\n${provisioners}}\n` });
  await look(await place.ingot("build", "t.pkr.hcl"), place);
}

const shell = (line: string, more = "") => `
  provisioner "shell" {
    inline      = ["${line}"]
    remote_file = "work.sh"
    ${more}
  }
`;

const expected = "expect_disconnect = true";

requiresSmallGuest()("a script that turns the machine off", () => {
  let guest: SmallGuest;
  beforeAll(() => {
    guest = smallGuest();
  });
  afterAll(() => guest[Symbol.dispose]());

  const off = "echo done > /done; poweroff; sleep 1000";

  test(
    "as it may, and as the last: the disk is the artifact, and what stays on it is told",
    () =>
      build(guest, shell(off, expected), async ({ code, out, err }, place) => {
        expect({ code, out: code === 0 ? "" : out + err }).toEqual({ code: 0, out: "" });
        expect(out).toContain("/tmp/work.sh stays on the machine, which was shut down before it could be removed.\n");
        expect(out).toContain("==> qemu.small: The machine has shut down already.\n");
        expect(await fileOnDisk(place, disk, "/done")).toBe("done\n");
      }),
    300_000,
  );

  test(
    "as it may, but with work after it: that cannot be done",
    () =>
      build(guest, shell(off, expected) + shell("true"), async ({ code, out, err }, place) => {
        expect([code, place.exists("output-small")]).toEqual([1, false]);
        expect(out + err).toMatch(
          /errored after .*: The machine was shut down from within before the build was done with it\. Leave that to shutdown_command, or to the last provisioner, with expect_disconnect = true\.\n/,
        );
      }),
    300_000,
  );

  test(
    "and nobody said so: the message says how",
    () =>
      build(guest, shell(off), async ({ code, out, err }, place) => {
        expect([code, place.exists("output-small")]).toEqual([1, false]);
        expect(out + err).toMatch(
          /errored after .*: The (connection was lost while the script ran|machine was shut down from within) .* expect_disconnect = true\.\n/,
        );
      }),
    300_000,
  );
});
