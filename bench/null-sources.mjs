// `validate` and `build` of 1, 10 and 200 null sources, beside Debian's packer in the same run.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchEnvironment, cli, paired, peakMemory, wallTime } from "./measure.mjs";

export const nullTemplate = (count) => {
  const names = Array.from({ length: count }, (_, index) => `s${index}`);
  const sources = names.map((name) => `source "null" "${name}" {\n  communicator = "none"\n}\n`);
  return `${sources.join("")}build {\n  sources = [${names.map((name) => `"source.null.${name}"`).join(", ")}]\n}\n`;
};

export async function benchNullSources(rounds) {
  const cwd = mkdtempSync(join(tmpdir(), "ingot-bench-"));
  const env = benchEnvironment(cwd);
  const rows = [];
  try {
    for (const count of [1, 10, 200]) {
      const file = join(cwd, `null-${count}.pkr.hcl`);
      writeFileSync(file, nullTemplate(count));
      for (const command of ["validate", "build"]) {
        rows.push({
          count,
          command,
          ...(await compare(command, file, { cwd, env }, count > 100 ? Math.min(rounds, 3) : rounds)),
        });
      }
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
  return rows;
}

async function compare(command, file, options, rounds) {
  const ours = [process.execPath, [cli, command, file]];
  const theirs = ["packer", [command, file]];
  const [time, packerTime] = await paired(
    rounds,
    () => wallTime(...ours, options),
    () => wallTime(...theirs, options),
  );
  const [memory, packerMemory] = await paired(
    1,
    () => peakMemory(...ours, options),
    () => peakMemory(...theirs, options),
  );
  return { time, packerTime, memory, packerMemory };
}
