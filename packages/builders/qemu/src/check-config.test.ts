import type { CheckHost } from "@ingot/core/plugin";
import { checkConfig } from "./check-config.js";
import { parseQemu } from "./machine.test-fixtures.js";

const there = ["guest.img", "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"];
const host: CheckHost = {
  cwd: "/work/project",
  env: {},
  kindOf: (path) => (there.includes(path) ? "file" : undefined),
};

const check = (config: object) =>
  checkConfig(parseQemu({ iso_checksum: "md5:d41d8cd98f00b204e9800998ecf8427e", ...config }), host).map(
    ({ path, summary, detail }) => [path.join("."), summary, detail],
  );

describe("the config", () => {
  it("has Packer's defaults", () => {
    expect(parseQemu()).toMatchObject({
      qemu_binary: "qemu-system-x86_64",
      machine_type: "pc",
      memory: 512,
      disk_interface: "virtio",
      disk_cache: "writeback",
      disk_discard: "ignore",
      disk_detect_zeroes: "off",
      format: "qcow2",
      net_device: "virtio-net",
      host_port_min: 2222,
      host_port_max: 4444,
      vnc_bind_address: "127.0.0.1",
      vnc_port_min: 5900,
      vnc_port_max: 6000,
      tpm_device_type: "tpm-tis",
      boot_wait: 10_000,
      shutdown_command: "",
      shutdown_timeout: 300_000,
    });
    expect(parseQemu({ disk_size: undefined }).disk_size).toBe("40960M");
  });

  it.each([
    {},
    { use_backing_file: true },
    { efi_boot: true },
    { cpus: 4, sockets: 2 },
    { disable_vnc: true },
    { output_directory: "out/vm", vm_name: "app.qcow2" },
    { output_directory: "/elsewhere" },
  ])("%j is right", (config) => {
    expect(check(config)).toEqual([]);
  });

  it.each<[object, [string, string, string]]>([
    [
      { use_backing_file: true, disk_image: false },
      [
        "use_backing_file",
        "Invalid disk settings",
        "use_backing_file is of use with disk_image = true only. Set that too, or remove use_backing_file.",
      ],
    ],
    [
      { use_backing_file: true, format: "raw" },
      [
        "use_backing_file",
        "Invalid disk settings",
        'use_backing_file is of use with format = "qcow2" only. Set that too, or remove use_backing_file.',
      ],
    ],
    [
      { skip_resize_disk: true, disk_image: false },
      [
        "skip_resize_disk",
        "Invalid disk settings",
        "skip_resize_disk is of use with disk_image = true only. Set that too, or remove skip_resize_disk.",
      ],
    ],
    [
      { iso_skip_cache: true },
      [
        "iso_skip_cache",
        "Conflicting arguments",
        "A disk to start from must be on this machine, so that it can be copied: remove iso_skip_cache.",
      ],
    ],
    [
      { disk_compression: true, format: "raw" },
      ["disk_compression", "Ignored argument", "A raw disk cannot be compressed, so disk_compression has no effect."],
    ],
    [
      { output_directory: ".." },
      [
        "output_directory",
        "Invalid output directory",
        'output_directory is a directory of its own: ".." holds the one in which Ingot was started.',
      ],
    ],
    [
      { output_directory: "images", iso_url: "./images/base.img" },
      [
        "iso_url",
        "Invalid output directory",
        "The image lies in output_directory, which is made afresh: with -force it would be deleted. Choose another output_directory.",
      ],
    ],
    [
      { vm_name: "a/b" },
      ["vm_name", "Invalid machine name", 'vm_name is the name of a file in output_directory, which "a/b" cannot be.'],
    ],
    [
      { qemuargs: [["--daemonize"]] },
      [
        "qemuargs",
        "Conflicting arguments",
        "With -daemonize QEMU would be neither waited for nor ended by the build: remove it from qemuargs.",
      ],
    ],
    [
      { vm_name: ".." },
      ["vm_name", "Invalid machine name", 'vm_name is the name of a file in output_directory, which ".." cannot be.'],
    ],
    [
      { output_directory: "images", disk_image: false, iso_url: undefined, iso_urls: ["images/base.iso"] },
      [
        "iso_urls",
        "Invalid output directory",
        "The image lies in output_directory, which is made afresh: with -force it would be deleted. Choose another output_directory.",
      ],
    ],
    [
      { cpus: 1, sockets: 2 },
      ["sockets", "Invalid processor settings", "1 processor cannot fill 2 sockets. Raise cpus, or lower sockets."],
    ],
    [
      { host_port_min: 5000 },
      [
        "host_port_min",
        "Invalid port range",
        "host_port_min and host_port_max say which ports may be used, and 5000 is above 4444.",
      ],
    ],
    [
      { vnc_port_min: 5000 },
      [
        "vnc_port_min",
        "Invalid port range",
        "QEMU counts the ports of screens from 5900, so vnc_port_min must be 5900 or above.",
      ],
    ],
    [
      { vnc_password: "ninechars" },
      [
        "vnc_password",
        "Invalid VNC settings",
        "vnc_password has more than 8 characters, and VNC takes notice of no more.",
      ],
    ],
    [
      { disable_vnc: true, boot_command: ["<enter>"] },
      [
        "disable_vnc",
        "Conflicting arguments",
        "Boot commands are typed over VNC: remove disable_vnc, or boot_command and boot_steps.",
      ],
    ],
    [
      { efi_boot: true, firmware: "bios.bin" },
      [
        "firmware",
        "Conflicting arguments",
        "With UEFI the firmware is efi_firmware_code: remove firmware, or the arguments that begin with efi_.",
      ],
    ],
    [
      { efi_firmware_code: "none.fd" },
      [
        "efi_firmware_code",
        "Missing firmware",
        'There is no file "none.fd". Install the firmware (on Debian: apt-get install ovmf), or set efi_firmware_code.',
      ],
    ],
    [
      { firmware: "none.bin" },
      [
        "firmware",
        "Missing firmware",
        'There is no file "none.bin". Install the firmware (on Debian: apt-get install ovmf), or set firmware.',
      ],
    ],
    [
      { shutdown_command: "poweroff" },
      [
        "shutdown_command",
        "Ignored argument",
        'With communicator = "none" no command can be run: the machine is waited for until it shuts down by itself.',
      ],
    ],
  ])("%j", (config, expected) => {
    expect(check(config)).toEqual([expected]);
  });

  test.each([
    [[], 1],
    [[["-k", "en-us"]], 1],
    [[["-k", "de"]], 0],
    [[["--k", "fr"]], 0],
  ])("knows of another keyboard by %j", (qemuargs, problems) => {
    expect(check({ boot_command: ["é"], qemuargs })).toHaveLength(problems);
  });
});
