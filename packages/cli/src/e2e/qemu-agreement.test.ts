import { guestArguments, requires, requiresSmallGuest, type SmallGuest, smallGuest, sourceBlock } from "@ingot/testing";
import { type Ended, type Workplace, workplace } from "./ingot.test-fixtures.js";
import { fileOnDisk, imageInfo } from "./qemu.test-fixtures.js";

const template = (guest: SmallGuest) => `
${sourceBlock("qemu", "small", { ...guestArguments(guest), boot_wait: "1s" })}
build {
  sources = ["source.qemu.small"]
  provisioner "shell" {
    environment_vars = ["GREETING=it's me"]
    inline = [
      "mkdir /srv && cd /srv",
      "echo \\"$GREETING\\" > greeting && chmod 640 greeting",
      "echo $PACKER_BUILD_NAME $PACKER_BUILDER_TYPE > names",
      "cp /proc/sys/kernel/random/boot_id first-boot",
    ]
  }
  provisioner "file" {
    source      = "hello.txt"
    destination = "/srv/hello.txt"
  }
  provisioner "file" {
    source      = "tree/"
    destination = "/srv"
  }
  provisioner "shell" {
    expect_disconnect = true
    inline            = ["reboot; sleep 1000"]
  }
  provisioner "shell" {
    pause_before = "1s"
    inline       = ["cd /srv; cmp -s first-boot /proc/sys/kernel/random/boot_id || echo rebooted > second-boot; rm first-boot"]
  }
  post-processor "manifest" {
    output = "manifest.json"
  }
}
`;

const written = ["greeting", "names", "second-boot", "hello.txt", "a/b", "c"];
const disk = "output-small/packer-small";

async function observe(place: Workplace) {
  const { format, "virtual-size": size } = await imageInfo(place, disk);
  const files = [];
  for (const name of written) files.push(await fileOnDisk(place, disk, `/srv/${name}`));
  const {
    packer_run_uuid: _run,
    build_time: _time,
    files: saved,
    ...entry
  } = JSON.parse(place.read("manifest.json")).builds[0];
  return {
    output: (await place.run("ls", "-A", "output-small")).out,
    modes: await modesIn(place, "/srv"),
    ...{ format, size, files, entry },
    saved: saved.map(({ name }: { name: string }) => name),
  };
}

/** Names with their kinds, modes and owners, in the look that `fileOnDisk` has taken. */
async function modesIn(place: Workplace, directory: string): Promise<readonly string[]> {
  const list = `PATH=$PATH:/usr/sbin:/sbin debugfs -R "ls -p ${directory}" look.raw`;
  const lines = (await place.run("sh", "-c", list)).out.split("\n").filter(Boolean);
  return lines.map((line) => line.split("/").slice(2, 6).join(" ")).sort();
}

async function buildWith(guest: SmallGuest, build: (place: Workplace) => Promise<Ended>) {
  using place = workplace({ "t.pkr.hcl": template(guest), "hello.txt": "hello\n", "tree/a/b": "b\n", "tree/c": "c\n" });
  const { code, out, err } = await build(place);
  expect({ code, out: code === 0 ? "" : out + err }).toEqual({ code: 0, out: "" });
  return await observe(place);
}

requiresSmallGuest()("a virtual machine", () => {
  requires("packer", "packer")("beside packer", () => {
    test("is made into the same disk: name, format, size, what is in it, and what the manifest says", async () => {
      using guest = smallGuest();
      const theirs = await buildWith(guest, (place) => place.run("packer", "build", "t.pkr.hcl"));
      const ours = await buildWith(guest, (place) => place.ingot("build", "t.pkr.hcl"));
      expect(theirs.files).toEqual(["it's me\n", "small qemu\n", "rebooted\n", "hello\n", "b\n", "c\n"]);
      expect(ours).toEqual(theirs);
    }, 1_200_000);
  });
});
