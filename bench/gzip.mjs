// gzip of 512 MiB against pigz on the same processors. Needs `npm run build` and pigz (Debian: apt-get install pigz).
import { spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";

const size = 512 << 20;
const self = fileURLToPath(import.meta.url);

/** Medians in milliseconds, peak memory in MiB, output sizes in MiB. */
export function benchGzip(rounds = 3) {
  const directory = mkdtempSync(join(tmpdir(), "ingot-bench-"));
  try {
    const input = join(directory, "in");
    run("sh", ["-c", `tar cf - /usr/lib 2>/dev/null | head -c ${size} > ${input}`]);
    const pairs = Array.from({ length: rounds }, () => [compress(input), pigz(input)]);
    const median = (which) => pairs.map((pair) => pair[which].time).sort((a, b) => a - b)[rounds >> 1];
    const [ours, theirs] = pairs[0];
    return { time: median(0), pigzTime: median(1), memory: ours.memory, size: ours.size, pigzSize: theirs.size };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function compress(input) {
  const began = performance.now();
  const memory = Number(run(process.execPath, [self, "--child", input, `${input}.ours`]));
  return { time: performance.now() - began, memory, size: statSync(`${input}.ours`).size >> 20 };
}

function pigz(input) {
  const began = performance.now();
  run("sh", ["-c", `pigz -c ${input} > ${input}.theirs`]);
  return { time: performance.now() - began, size: statSync(`${input}.theirs`).size >> 20 };
}

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (error || status !== 0) throw new Error(`${command}: ${error?.message ?? stderr}`);
  return stdout;
}

async function child(input, output) {
  const { gzip } = await import("../packages/post-processors/compress/dist/gzip.js");
  await pipeline(Readable.from(gzip(createReadStream(input, { highWaterMark: 1 << 18 }))), createWriteStream(output));
  console.log(process.resourceUsage().maxRSS >> 10);
}

if (process.argv[2] === "--child") await child(process.argv[3], process.argv[4]);
else if (process.argv[1] === self) {
  const { time, pigzTime, memory, size, pigzSize } = benchGzip();
  console.log(
    `gzip of 512 MiB: ${time.toFixed(0)} ms, pigz ${pigzTime.toFixed(0)} ms, ratio ${(time / pigzTime).toFixed(2)} (bound 1.10)`,
  );
  console.log(`peak memory ${memory} MiB; output ${size} MiB, pigz ${pigzSize} MiB`);
}
