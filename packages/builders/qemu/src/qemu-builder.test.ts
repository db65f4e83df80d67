import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasBriefGuestRun, requiresQemu, testHost } from "@ingot/testing";
import { buildMachine, contentOf, guestHost, infoOf, namesIn } from "./machine.test-fixtures.js";

const disk = "output-test/packer-test";

requiresQemu()("qemuBuilder, with a machine that turns itself off", () => {
  it("makes a disk that has what the machine wrote, and leaves nothing else", async () => {
    using host = guestHost();
    const { run, machine, artifact } = await buildMachine(host);
    expect(machine.exports).toMatchObject({ ConnType: "none", Host: "127.0.0.1" });
    expect(artifact).toMatchObject({
      builderId: "transcend.qemu",
      id: "VM",
      files: [disk],
      description: "VM files in directory: output-test",
      values: {
        path: disk,
        diskName: "packer-test",
        diskPaths: [disk],
        diskType: "qcow2",
        diskSize: "2M",
        domainType: "tcg",
      },
    });
    expect(hasBriefGuestRun(contentOf(host, disk))).toBe(true);
    expect(namesIn(host)).toEqual(["content.raw", "guest.img", "output-test"]);
    expect(namesIn(host, "output-test")).toEqual(["packer-test"]);
    expect(run.said.map((line) => line.replaceAll(host.directory, "@").replace(/:59\d\d|:6000/, ":PORT"))).toEqual([
      "Retrieving ISO",
      "Trying guest.img",
      "guest.img => @/guest.img",
      "Creating required virtual machine disks",
      "Copying hard drive...",
      "Resizing hard drive...",
      "Starting VM, booting disk image",
      "The screen of the VM can be viewed without a password at vnc://127.0.0.1:PORT",
      "Waiting for the machine to shut down by itself, for at most 5m0s...",
      "Converting hard drive...",
    ]);
    expect(run.resources.map(({ state }) => state)).not.toContain("created");
    await artifact.destroy();
    expect(namesIn(host)).toEqual(["content.raw", "guest.img"]);
  });

  it.each([
    ["virtio-scsi", {}],
    ["sata", {}],
    ["ide", { format: "raw" }],
    ["scsi", {}],
    ["virtio", { disk_detect_zeroes: "unmap", disk_discard: "unmap", disk_cache: "unsafe", cpus: 2, sockets: 2 }],
  ])("boots from %s", async (disk_interface, more) => {
    using host = guestHost();
    await buildMachine(host, { disk_interface, ...more });
    expect(hasBriefGuestRun(contentOf(host, disk))).toBe(true);
  });

  it("names more disks after the first, and makes all of them", async () => {
    using host = guestHost();
    const config = { vm_name: "app.qcow2", disk_additional_size: ["1M", "3"], output_directory: "out/vm" };
    const { artifact } = await buildMachine(host, config);
    const paths = ["out/vm/app.qcow2", "out/vm/app.qcow2-1", "out/vm/app.qcow2-2"];
    expect(artifact.files).toEqual(paths);
    expect(artifact.values.diskPaths).toEqual(paths);
    expect(paths.map((path) => infoOf(host, path)["virtual-size"])).toEqual([2 << 20, 1 << 20, 3 << 20]);
  });

  it("writes only what differs from a backing file, compressed or not", async () => {
    using host = guestHost();
    const { artifact: plain } = await buildMachine(host, { use_backing_file: true });
    const { artifact: packed } = await buildMachine(host, {
      use_backing_file: true,
      disk_compression: true,
      output_directory: "packed",
    });
    for (const { files } of [plain, packed]) {
      expect(infoOf(host, files[0]!)).toMatchObject({
        "backing-filename": join(host.directory, "guest.img"),
        "backing-filename-format": "raw",
        "virtual-size": 2 << 20,
      });
      expect(hasBriefGuestRun(contentOf(host, files[0]!))).toBe(true);
    }
  });

  it("leaves the disk's size alone when it is told to, and its first state", async () => {
    using host = guestHost();
    const before = readFileSync(join(host.directory, "guest.img"));
    const { run } = await buildMachine(host, { skip_resize_disk: true, skip_compaction: true });
    expect(infoOf(host, disk)["virtual-size"]).toBe(1 << 20);
    expect(run.said).not.toContain("Resizing hard drive...");
    expect(run.said).not.toContain("Converting hard drive...");
    expect(readFileSync(join(host.directory, "guest.img")).equals(before)).toBe(true);
  });

  it("copies a qcow2 image as it is, and hands on arguments for qemu-img", async () => {
    using host = guestHost();
    const { artifact } = await buildMachine(host);
    const config = { iso_url: artifact.values.path, output_directory: "second", skip_compaction: true };
    await buildMachine(host, config);
    await buildMachine(host, {
      ...config,
      output_directory: "third",
      qemu_img_args: { convert: ["-o", "cluster_size=4k"], resize: ["--preallocation=off"] },
    });
    expect(infoOf(host, "second/packer-test")["cluster-size"]).toBe(65_536);
    expect(infoOf(host, "third/packer-test")["cluster-size"]).toBe(4096);
    expect(hasBriefGuestRun(contentOf(host, "third/packer-test"))).toBe(true);
  });

  it("boots from a CD, with an empty disk", async () => {
    using host = guestHost({ stays: true });
    await expect(
      buildMachine(host, { disk_image: false, disk_size: "1G", shutdown_timeout: "200ms" }),
    ).rejects.toMatchObject({
      code: "SHUTDOWN_TIMEOUT",
      message: "The machine has not shut down within 200ms. Look at shutdown_command, or raise shutdown_timeout.",
    });
    expect(namesIn(host)).toEqual(["guest.img"]);
  });

  it("replaces what -force allows it to, and refuses without", async () => {
    using host = guestHost();
    mkdirSync(join(host.directory, "output-test"));
    writeFileSync(join(host.directory, "output-test/mine"), "mine");
    await expect(buildMachine(host)).rejects.toMatchObject({
      code: "OUTPUT_EXISTS",
      source: "user",
      message:
        'Output directory "output-test" already exists, and it must not exist. Remove it, choose another output_directory, or use -force to replace it.',
    });
    expect(namesIn(host, "output-test")).toEqual(["mine"]);
    const { run } = await buildMachine(host, {}, { force: true });
    expect(run.said).toContain("Deleting previous output directory...");
    expect(namesIn(host, "output-test")).toEqual(["packer-test"]);
  });

  it("runs side by side, each build with ports of its own", async () => {
    using host = guestHost();
    const names = ["a", "b", "c", "d"];
    const built = await Promise.all(
      names.map((name) => buildMachine(host, { output_directory: name, vnc_port_min: 5950, vnc_port_max: 5990 })),
    );
    expect(built.map(({ artifact }) => artifact.files)).toEqual(names.map((name) => [`${name}/packer-test`]));
  });
});

requiresQemu()("qemuBuilder, when something is wrong", () => {
  it.each([
    [
      { qemu_binary: "qemu-system-none" },
      "PROGRAM_NOT_STARTED",
      'Cannot start "qemu-system-none": it is not installed. Install QEMU (on Debian: apt-get install qemu-system-x86), or set qemu_binary to the program\'s path.',
    ],
    [{ cpu_model: "nope" }, "QEMU_ENDED", "QEMU could not start the machine: unable to find CPU model 'nope'"],
    [
      { machine_type: "nope" },
      "QEMU_ENDED",
      "QEMU could not start the machine: unsupported machine type\nUse -machine help to list supported machines",
    ],
    [{ qemuargs: [["-nope", "x"]] }, "QEMU_ENDED", "QEMU could not start the machine: -nope: invalid option"],
    [
      { communicator: "winrm", winrm_username: "u", winrm_password: "p", iso_url: "nowhere.img" },
      "COMMUNICATOR_UNSUPPORTED",
      'This version of Ingot has no winrm communicator yet, so it cannot contact the machine. Set communicator = "none" to run local provisioners only.',
    ],
    [
      { disk_size: "512k" },
      "QEMU_DISK_SIZE",
      'The disk to start from has 1048576 bytes, and disk_size = "512k" would cut off its end. Raise disk_size, or set skip_resize_disk.',
    ],
    [
      { disk_size: "512k", use_backing_file: true },
      "QEMU_DISK_SIZE",
      'The disk to start from has 1048576 bytes, and disk_size = "512k" would cut off its end. Raise disk_size, or set skip_resize_disk.',
    ],
    [
      { qemu_img_args: { convert: ["-o", "nonsense=1"] } },
      "QEMU_IMG_FAILED",
      "qemu-img convert failed: Invalid parameter 'nonsense'",
    ],
  ])("%j: says what, and leaves nothing", async (config, code, message) => {
    using host = guestHost();
    await expect(buildMachine(host, config)).rejects.toMatchObject({ code, message });
    expect(namesIn(host)).toEqual(["guest.img"]);
  });

  it("says when qemu-img is not there", async () => {
    using host = guestHost({ env: { PATH: "/nowhere" } });
    await expect(buildMachine(host)).rejects.toMatchObject({
      code: "PROGRAM_NOT_STARTED",
      message:
        'Cannot start "qemu-img": it is not installed. Install QEMU\'s tools (on Debian: apt-get install qemu-utils), and see that qemu-img is on the PATH.',
    });
    expect(namesIn(host)).toEqual(["guest.img"]);
  });

  it("says that there is no image", async () => {
    using host = testHost();
    await expect(buildMachine(host)).rejects.toMatchObject({
      code: "DOWNLOAD_FAILED",
      message: `There is no file "${join(host.directory, "guest.img")}".`,
    });
  });
});
