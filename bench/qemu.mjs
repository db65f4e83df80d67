// A virtual machine from disk to disk, emulated, beside packer. Needs `npm run build`, and what the small guest is made of
// (Debian: apt-get install packer qemu-system-x86 qemu-utils busybox-static dropbear-bin openssh-client linux-image-cloud-amd64).
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { smallGuest } from "../packages/testing/dist/small-guest.js";
import { benchEnvironment, cli, paired, wallTime } from "./measure.mjs";

/** Boots, is provisioned over SSH, restarts, is provisioned again, shuts down and is compacted: milliseconds, medians. */
export async function* benchQemu(rounds) {
  const directory = mkdtempSync(join(tmpdir(), "ingot-bench-qemu-"));
  const guest = smallGuest();
  try {
    for (const bootWait of ["10s", "0s"]) yield await timesOf({ bootWait, guest, directory, rounds });
  } finally {
    guest[Symbol.dispose]();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Packer waits so long before SSH even where there is nothing to type; its default is 10 s. */
async function timesOf({ bootWait, guest, directory, rounds }) {
  writeFileSync(join(directory, "bench.pkr.hcl"), templateOf(guest, bootWait));
  const options = { cwd: directory, env: benchEnvironment(directory) };
  const build = (program, args) => {
    rmSync(join(directory, "output-bench"), { recursive: true, force: true });
    return wallTime(program, [...args, "build", "bench.pkr.hcl"], options);
  };
  const ours = () => build(process.execPath, [cli]);
  const theirs = () => build("packer", []);
  const [time, packerTime] = await paired(rounds, ours, theirs);
  return { bootWait, time, packerTime };
}

const templateOf = ({ disk, kernel, initrd, commandLine, key, user }, bootWait) => `
source "qemu" "bench" {
  iso_url              = "${disk}"
  iso_checksum         = "none"
  disk_image           = true
  disk_size            = "64M"
  accelerator          = "tcg"
  headless             = true
  memory               = 256
  boot_wait            = "${bootWait}"
  ssh_username         = "${user}"
  ssh_private_key_file = "${key}"
  ssh_timeout          = "15m"
  shutdown_command     = "poweroff"
  qemuargs = [
    ["-kernel", "${kernel}"],
    ["-initrd", "${initrd}"],
    ["-append", "${commandLine}"],
  ]
}
build { sources = ["source.qemu.bench"] }
`;
