// Lines of output a second: a shell-local provisioner prints, and whoever builds shows them to a pipe. Beside packer, and beside `cat`.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchEnvironment, cli, paired, wallTime } from "./measure.mjs";

/** Packer takes minutes for what takes Ingot seconds, so it gets fewer. */
const counts = { ours: 1_000_000, packer: 20_000 };

const source = (count) => `yes 'a line of output as a compiler would print it' | head -n ${count}`;

const template = (count) => `source "null" "a" {
  communicator = "none"
}
build {
  sources = ["source.null.a"]
  provisioner "shell-local" {
    inline = ["${source(count)}"]
  }
}
`;

/** Lines a second, each program with its own start taken off. */
export async function benchOutput(rounds) {
  const cwd = mkdtempSync(join(tmpdir(), "ingot-bench-"));
  const options = { cwd, env: benchEnvironment(cwd) };
  const shell = (command) => wallTime("sh", ["-c", `${command} | cat > /dev/null`], options);
  const build = (program, count) => {
    writeFileSync(join(cwd, "lines.pkr.hcl"), template(count));
    return shell(`${program} build lines.pkr.hcl`);
  };
  const ingot = `'${process.execPath}' '${cli}'`;
  try {
    const [ours, oursEmpty, packer, packerEmpty, cat] = await paired(
      rounds,
      () => build(ingot, counts.ours),
      () => build(ingot, 1),
      () => build("packer", counts.packer),
      () => build("packer", 1),
      () => shell(`${source(counts.ours)} | cat`),
    );
    return {
      ours: perSecond(counts.ours, ours - oursEmpty),
      packer: perSecond(counts.packer, packer - packerEmpty),
      cat: perSecond(counts.ours, cat),
    };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

const perSecond = (lines, milliseconds) => (lines * 1000) / milliseconds;
