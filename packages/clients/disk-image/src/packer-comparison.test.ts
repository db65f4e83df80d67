import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { requires, type TestHost, testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { cdFields, floppyFields } from "./disk-fields.js";
import { writeCd } from "./write-cd.js";
import { writeFloppy } from "./write-floppy.js";

function place(): TestHost {
  const host = testHost();
  const paths = [
    "seed/user-data",
    "seed/meta-data",
    "seed/sub/deep/Some-Long-Name.conf",
    "fl/ks.cfg",
    "fl/more/a.TXT",
    "top.txt",
  ];
  for (const path of paths) {
    mkdirSync(dirname(join(host.directory, path)), { recursive: true });
    writeFileSync(join(host.directory, path), path);
  }
  symlinkSync("ks.cfg", join(host.directory, "fl/link.cfg"));
  return host;
}

/** Packer with a machine that only keeps a copy of its disks, as "their.img" and "their.iso". */
async function packerDisks({ directory, spawn }: TestHost, disks: object): Promise<void> {
  const qemu = join(directory, "qemu");
  const script = [
    '[ "$1" = -version ] && echo "QEMU emulator version 7.2.0" && exit',
    'while [ $# -gt 0 ]; do case "$1" in',
    '-fda) cp "$2" their.img;;',
    'file=*packer*.iso,*) file=${1#file=}; cp "${file%%,*}" their.iso;;',
    "esac; shift; done; exit 1",
  ];
  writeFileSync(qemu, `#!/bin/sh\n${script.join("\n")}\n`);
  chmodSync(qemu, 0o755);
  writeFileSync(join(directory, "a.raw"), "");
  const machine = { qemu_binary: qemu, communicator: "none", disk_size: "1M", disable_vnc: true };
  const source = { ...machine, iso_url: "a.raw", iso_checksum: "none", ...disks };
  const template = { source: { qemu: { one: source } }, build: { sources: ["source.qemu.one"] } };
  writeFileSync(join(directory, "one.pkr.json"), JSON.stringify(template));
  const env = { PATH: process.env.PATH, HOME: directory, TMPDIR: directory, CHECKPOINT_DISABLE: "1" };
  const child = spawn("packer", ["build", "-color=false", "one.pkr.json"], { env });
  child.stdout.resume();
  child.stderr.resume();
  await child.exit;
}

const lines = (host: TestHost, command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { cwd: host.directory, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    .trim()
    .split("\n")
    .sort();

/** DOS's names have no case, and packer keeps none where they suffice. */
const onFloppy = (host: TestHost, image: string) =>
  lines(host, "mdir", "-/", "-b", "-i", image, "::")
    .map((path) => path.toLowerCase())
    .sort();

const onCd = (host: TestHost, image: string) => lines(host, "xorriso", "-indev", image, "-find", "/");

requires("packer", "packer")("beside packer", () => {
  it.each([
    { floppy_files: ["fl/*.cfg", "seed"] },
    { floppy_files: ["top.txt"], floppy_dirs: ["fl", "seed/"] },
    { floppy_dirs: ["fl/*", "top.txt"] },
  ])("the same files are on the floppy disk: %j", async (disks) => {
    using host = place();
    await packerDisks(host, disks);
    await using run = testContext({ host });
    await writeFloppy(z.object(floppyFields).parse(disks), join(host.directory, "our.img"), run);
    expect(onFloppy(host, "our.img")).toEqual(onFloppy(host, "their.img"));
  });

  it.each([
    { cd_files: ["seed"] },
    { cd_files: ["seed/", "top.txt"] },
    { cd_files: ["./seed/user-data", "seed/meta-data"] },
    { cd_files: ["seed/*", "fl/*.cfg"] },
    { cd_files: ["f*", "seed/sub/"] },
  ])("the same files are on the CD: %j", async (disks) => {
    using host = place();
    await packerDisks(host, disks);
    await using run = testContext({ host });
    await writeCd(z.object(cdFields).parse(disks), join(host.directory, "our.iso"), run);
    expect(onCd(host, "our.iso")).toEqual(onCd(host, "their.iso"));
  });
});
