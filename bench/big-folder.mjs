// `ingot validate` of folders of many files, whole processes: 300 files with 5,000 variables and locals, and half and twice and four times that.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchEnvironment, cli, median, wallTime } from "./measure.mjs";

const perFile = 17; // 8 variables, 9 locals

/** Medians of milliseconds, wall and CPU time, by the number of files. */
export async function benchBigFolder(rounds) {
  const rows = [];
  for (const files of [75, 150, 300, 600, 1200]) rows.push(await measure(files, rounds));
  return rows;
}

async function measure(files, rounds) {
  const directory = mkdtempSync(join(tmpdir(), "ingot-bench-"));
  try {
    writeFolder(directory, files);
    const options = { cwd: directory, env: benchEnvironment(directory) };
    const runs = [];
    for (let round = 0; round <= rounds; round++) {
      const before = childrenTime();
      const time = await wallTime(process.execPath, [cli, "validate", "."], options);
      runs.push({ time, work: childrenTime() - before });
    }
    const of = (field) => median(runs.slice(1).map((run) => run[field])); // the first warms up
    return { files, definitions: (files - 1) * perFile, time: of("time"), work: of("work") };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The CPU time in milliseconds of all programs that have ended: what else the machine does is not in it. */
function childrenTime() {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(13, 15)
    .map(Number);
  return (user + system) * 10;
}

function writeFolder(directory, files) {
  writeFileSync(join(directory, "main.pkr.hcl"), main);
  for (let file = 0; file < files - 1; file++) {
    writeFileSync(join(directory, `part-${file}.pkr.hcl`), part(file, (file * 7) % (files - 1)));
  }
}

const main = `source "null" "n" {
  communicator = "none"
}
build {
  sources = ["null.n"]
  provisioner "shell-local" {
    inline = ["echo \${local.l_0_0}"]
  }
}
`;

/** Variables, and locals that use them, one another, and variables of another file. */
function part(file, other) {
  const variables = Array.from({ length: 8 }, (_, at) => variable(`v_${file}_${at}`));
  const locals = Array.from({ length: 9 }, (_, at) => `  l_${file}_${at} = ${expression(file, other, at)}\n`);
  return `${variables.join("")}locals {\n${locals.join("")}}\n`;
}

const variable = (name) =>
  `variable "${name}" {\n  type        = string\n  description = "What ${name} is."\n  default     = "value-${name}"\n}\n`;

function expression(file, other, at) {
  if (at % 3 === 0) return `"\${var.v_${file}_${at % 8}}-x"`;
  return at % 3 === 1 ? `upper(local.l_${file}_${at - 1})` : `[local.l_${file}_${at - 1}, var.v_${other}_0]`;
}
