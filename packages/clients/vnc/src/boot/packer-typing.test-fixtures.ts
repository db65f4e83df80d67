import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** In place of QEMU: joins Packer's VNC connection with the server at TARGET, and ends with it. */
const goBetween = `#!/usr/bin/env node
if (process.argv[2] === "-version") { console.log("QEMU emulator version 7.2.0"); process.exit(); }
const { connect, createServer } = require("node:net");
const display = process.argv[process.argv.indexOf("-vnc") + 1].split(":")[1];
createServer((packer) => {
  const server = connect(Number(process.env.TARGET), "127.0.0.1");
  packer.pipe(server).pipe(packer);
  packer.on("error", () => process.exit());
  packer.on("close", () => process.exit());
}).listen(5900 + Number(display), "127.0.0.1");
`;

/** Lets Debian's `packer` type into the VNC server at `port` of this machine. Rejects when its build fails. */
export async function packerTypes(bootCommand: string, port: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "ingot-packer-"));
  try {
    const qemu = join(directory, "qemu");
    writeFileSync(qemu, goBetween, { mode: 0o755 });
    writeFileSync(join(directory, "empty.iso"), Buffer.alloc(1 << 20));
    writeFileSync(join(directory, "type.json"), JSON.stringify({ builders: [builder(directory, qemu, bootCommand)] }));
    const env = {
      PATH: process.env.PATH,
      HOME: directory,
      TMPDIR: directory,
      CHECKPOINT_DISABLE: "1",
      TARGET: String(port),
    };
    const packer = spawn("packer", ["build", "-color=false", "type.json"], {
      cwd: directory,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [said, [status]] = await Promise.all([text(packer.stdout), once(packer, "close")]);
    if (status !== 0) throw new Error(said);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const builder = (directory: string, qemu: string, bootCommand: string) => ({
  type: "qemu",
  iso_url: join(directory, "empty.iso"),
  iso_checksum: "none",
  communicator: "none",
  headless: true,
  accelerator: "none",
  disk_size: "1M",
  output_directory: join(directory, "output"),
  qemu_binary: qemu,
  boot_wait: "1ms",
  boot_key_interval: "1ms",
  boot_command: [bootCommand],
});
