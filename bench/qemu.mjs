// A virtual machine from disk to disk, emulated, beside packer. Needs `npm run build`, and what the small guest is made of
// (Debian: apt-get install packer qemu-system-x86 qemu-utils busybox-static dropbear-bin openssh-client linux-image-cloud-amd64).
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guestArguments, smallGuest } from "../packages/testing/dist/small-guest.js";
import { sourceBlock } from "../packages/testing/dist/source-block.js";
import { benchEnvironment, cli, paired, wallTime } from "./measure.mjs";

/** Boots, lets somebody in over SSH, shuts down, and is compacted: milliseconds, medians. */
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
  const source = sourceBlock("qemu", "bench", { ...guestArguments(guest), boot_wait: bootWait });
  writeFileSync(join(directory, "bench.pkr.hcl"), `${source}build { sources = ["source.qemu.bench"] }\n`);
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
