// npm run bench [-- SECTION…]: ratios against a peer in the same run. Absolute numbers are this machine's, today.
import { spawnSync } from "node:child_process";
import { benchGzip } from "./gzip.mjs";
import { benchNullSources } from "./null-sources.mjs";
import { benchOutput } from "./output-lines.mjs";
import { benchParsing } from "./parsing.mjs";
import { table } from "./table.mjs";
import { benchThousandBuilds } from "./thousand-builds.mjs";

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const number = (value, digits = 0) => value.toFixed(digits);
const ratio = (ours, theirs) => number(ours / theirs, 3);

const sections = {
  null: async () => {
    needs("packer");
    const rows = await benchNullSources(rounds);
    const head = ["command", "sources", "ingot ms", "packer ms", "ratio", "ingot MiB", "packer MiB", "ratio"];
    const cells = rows.map(({ command, count, time, packerTime, memory, packerMemory }) => [
      ...[command, String(count), number(time), number(packerTime), ratio(time, packerTime)],
      ...[number(memory), number(packerMemory), ratio(memory, packerMemory)],
    ]);
    return `Null sources, whole processes; memory: all processes, proportional set size\n\n${table([head, ...cells])}`;
  },
  output: async () => {
    needs("packer");
    const { ours, packer, cat } = await benchOutput(Math.min(rounds, 3));
    const head = ["lines of output a second", "ingot", "packer", "ratio", "cat"];
    return table([
      head,
      ["shell-local to a pipe", number(ours), number(packer), number(ours / packer, 1), number(cat)],
    ]);
  },
  thousand: async () => {
    const { time, planning, memory } = benchThousandBuilds(rounds);
    const head = ["1,000 null builds in one process", "ms", "of which planning", "peak MiB"];
    return table([head, ["", number(time), number(planning), number(memory)]]);
  },
  parsing: async () => {
    const { speed, referenceSpeed, cold } = await benchParsing(rounds);
    const head = ["parsing", "ingot MB/s", "hcl2json MB/s", "ratio", "first small file, with loading, ms"];
    const cells = [
      "1 MB, warm",
      number(speed, 1),
      number(referenceSpeed, 2),
      number(speed / referenceSpeed, 1),
      number(cold, 1),
    ];
    return table([head, cells]);
  },
  gzip: async () => {
    needs("pigz");
    const { time, pigzTime, memory } = benchGzip(Math.min(rounds, 3));
    const head = ["gzip of 512 MiB", "ingot ms", "pigz ms", "ratio", "peak MiB"];
    return table([head, ["", number(time), number(pigzTime), ratio(time, pigzTime), String(memory)]]);
  },
};

function needs(program) {
  if (!spawnSync(program, ["--version"]).error) return;
  console.error(`The bench compares with ${program}: install it (Debian: apt-get install ${program}).`);
  process.exit(1);
}

const asked = process.argv.slice(2);
console.log(`Medians of ${rounds} paired runs (3 for 200 sources, for output and for gzip).`);
for (const [name, run] of Object.entries(sections)) {
  if (asked.length === 0 || asked.includes(name)) console.log(`\n${await run()}`);
}
