import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requires, type TestHost, testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { cdFields, floppyFields } from "./disk-fields.js";
import { writeCd } from "./write-cd.js";
import { writeFloppy } from "./write-floppy.js";

const kernel = (existsSync("/boot") ? readdirSync("/boot") : []).find((name) => /^vmlinuz-.*cloud/.test(name));

/** With those that it needs before it; a line of the table is "path: path path". */
function moduleFiles(version: string, names: readonly string[]): readonly string[] {
  const table = readFileSync(join("/lib/modules", version, "modules.dep"), "utf8").split("\n");
  const lines = names.flatMap((name) => table.filter((line) => line.includes(`/${name}.ko:`)));
  return [
    ...new Set(
      lines.flatMap((line) =>
        line
          .split(/:? +|:$/)
          .filter(Boolean)
          .reverse(),
      ),
    ),
  ];
}

/** A machine without a disk of its own, whose `init` is the script. */
function makeInitrd({ directory }: TestHost, version: string, script: string): string {
  const root = join(directory, "initrd.d");
  for (const name of ["bin", "dev", "mnt"]) mkdirSync(join(root, name), { recursive: true });
  copyFileSync("/bin/busybox", join(root, "bin/busybox"));
  const modules = moduleFiles(version, [
    "virtio_pci",
    "virtio_blk",
    "isofs",
    "nls_utf8",
    "nls_cp437",
    "nls_ascii",
    "vfat",
  ]);
  for (const [at, path] of modules.entries()) copyFileSync(join("/lib/modules", version, path), join(root, `${at}.ko`));
  const lines = [
    "#!/bin/busybox sh",
    "/bin/busybox --install -s /bin",
    "mount -t devtmpfs none /dev",
    ...modules.map((_, at) => `insmod /${at}.ko`),
  ];
  writeFileSync(join(root, "init"), [...lines, script, "poweroff -f", ""].join("\n"), { mode: 0o755 });
  const initrd = join(directory, "initrd");
  execFileSync("sh", ["-c", 'cd "$0" && find . | cpio --quiet -o -H newc >"$1"', root, initrd]);
  return initrd;
}

/** What the kernel says that it finds on the disks, mounted as told. */
function seenByKernel(host: TestHost, disks: readonly string[], mounts: readonly string[]): string {
  const look = (mount: string) =>
    [
      `echo "== ${mount}"; mount -r ${mount} /mnt && cd /mnt && find . | sort`,
      'find . -type f | sort | while read -r file; do cat "$file"; done; echo; cd /; umount /mnt',
    ].join("\n");
  const initrd = makeInitrd(host, kernel!.replace("vmlinuz-", ""), `${mounts.map(look).join("\n")}\necho "== end"`);
  const drives = disks.flatMap((disk) => ["-drive", `file=${disk},format=raw,if=virtio,readonly=on`]);
  const machine = ["-m", "256", "-nodefaults", "-no-reboot", "-nographic", "-serial", "stdio"];
  const boot = ["-kernel", `/boot/${kernel}`, "-initrd", initrd, "-append", "console=ttyS0 quiet panic=-1"];
  const output = execFileSync("qemu-system-x86_64", [...machine, ...boot, ...drives], { encoding: "utf8" });
  const lines = output.slice(output.indexOf("== "), output.lastIndexOf("== end")).replaceAll("\r", "");
  return lines.trim();
}

const kernelSuite = kernel
  ? requires("qemu-system-x86_64", "qemu-system-x86 busybox-static cpio")
  : requires("a kernel in /boot", "linux-image-cloud-amd64");

kernelSuite("the Linux kernel", () => {
  it("mounts the CD by each of its names, and the floppy disk", async () => {
    using host = testHost();
    await using run = testContext({ host });
    const long = "n".repeat(150);
    const cd_content = { "user-data": "[u]", "Mixed Case/d/e/f/g/h/i/j/k.txt": "[k]", [long]: "[n]" };
    const cd = await writeCd(z.object(cdFields).parse({ cd_content }), join(host.directory, "cd.iso"), run);
    const floppy_content = { "ks.cfg": "[ks]", "A folder/Long File Name.ini": "[ini]" };
    const image = join(host.directory, "floppy.img");
    const floppy = await writeFloppy(z.object(floppyFields).parse({ floppy_content }), image, run);
    const cdMounts = ["", "-o norock ", "-o norock,nojoliet,map=off "].map(
      (options) => `-t iso9660 ${options}/dev/vda`,
    );
    const mounts = [...cdMounts, "-t vfat /dev/vdb"];
    const deep = ["", "/d", "/d/e", "/d/e/f", "/d/e/f/g", "/d/e/f/g/h", "/d/e/f/g/h/i", "/d/e/f/g/h/i/j"];
    const folders = (name: string) => deep.map((path) => name + path);
    const capitals = folders("./MIXED_CASE").map((path) => path.toUpperCase());
    expect(seenByKernel(host, [cd!, floppy!], mounts).split("\n")).toEqual([
      ...[`== ${mounts[0]}`, ".", ...folders("./Mixed Case"), "./Mixed Case/d/e/f/g/h/i/j/k.txt", `./${long}`],
      ...["./user-data", "[k][n][u]"],
      ...[`== ${mounts[1]}`, ".", ...folders("./Mixed Case"), "./Mixed Case/d/e/f/g/h/i/j/k.txt"],
      ...[`./${long.slice(0, 62)}`, "./user-data", "[k][n][u]"],
      ...[`== ${mounts[2]}`, ".", ...capitals, "./MIXED_CASE/D/E/F/G/H/I/J/K.TXT;1"],
      ...[`./${long.slice(0, 30).toUpperCase()}.;1`, "./USER_DATA.;1", "[k][n][u]"],
      ...[`== ${mounts[3]}`, ".", "./A folder", "./A folder/Long File Name.ini", "./ks.cfg", "[ini][ks]"],
    ]);
  }, 120_000);
});
