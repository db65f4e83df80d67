// npm run bench [-- SECTION…]: ratios against a peer in the same run. Absolute numbers are this machine's, today.
import { spawnSync } from "node:child_process";
import { benchAmazon } from "./amazon.mjs";
import { benchAnsible } from "./ansible.mjs";
import { benchBigFolder } from "./big-folder.mjs";
import { benchEvaluation } from "./evaluation.mjs";
import { benchFirstFile } from "./first-file.mjs";
import { benchGzip } from "./gzip.mjs";
import { benchNullSources } from "./null-sources.mjs";
import { benchOutput } from "./output-lines.mjs";
import { benchGrowth, benchHeap, benchThroughput } from "./parsing.mjs";
import { benchQemu } from "./qemu.mjs";
import { benchSsh } from "./ssh.mjs";
import { table, tableAsItComes } from "./table.mjs";
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
  folder: async () => {
    const rows = await benchBigFolder(rounds);
    const cells = rows.map(({ files, definitions, time, work }, at) => [
      ...[String(files), String(definitions), number(time), number(work)],
      at === 0 ? "" : ratio(work, rows[at - 1].work),
    ]);
    return table([["validate a folder: files", "variables and locals", "ms", "CPU ms", "to the row above"], ...cells]);
  },
  thousand: async () => {
    const { time, planning, memory } = benchThousandBuilds(rounds);
    const head = ["1,000 null builds in one process", "ms", "of which planning", "peak MiB"];
    return table([head, ["", number(time), number(planning), number(memory)]]);
  },
  parsing: async function* () {
    for (const make of [throughput, firstFile, growth, evaluation, heap]) yield `${await make()}\n`;
  },
  ssh,
  ansible: async () => {
    needs("ansible-playbook", "ansible-core");
    const { tasks, time, plainTime } = await benchAnsible(Math.min(rounds, 3));
    const head = [`a playbook of ${tasks} tasks, over SSH`, "ingot ms", "ansible-playbook ms", "ratio"];
    return table([head, ["", number(time), number(plainTime), ratio(time, plainTime)]]);
  },
  qemu: async function* () {
    for (const program of ["packer", "qemu-system-x86_64"]) needs(program);
    const cells = ({ bootWait, time, packerTime }) => [
      ...[`boot_wait = "${bootWait}"`, number(time), number(packerTime), ratio(time, packerTime)],
    ];
    const head = ["a virtual machine, emulated", "ingot ms", "packer ms", "ratio"];
    yield* tableAsItComes(head, mapped(benchQemu(Math.min(rounds, 3)), cells));
  },
  amazon: async () => {
    for (const program of ["packer", "moto_server"]) needs(program);
    const { builds, ingot, packer } = await benchAmazon(1);
    const head = [`${builds} images at Amazon at once, each in 4 regions`, "ingot", "packer", "ratio"];
    const row = (what, name, digits = 0) => [
      what,
      number(ingot[name], digits),
      number(packer[name], digits),
      ratio(ingot[name], packer[name]),
    ];
    const rows = [
      row("ms", "time"),
      row("MiB of all processes", "memory"),
      row("calls", "calls"),
      row("of which change something", "changes"),
    ];
    return table([head, ...rows]);
  },
  gzip: async () => {
    needs("pigz");
    const { time, pigzTime, memory } = benchGzip(Math.min(rounds, 3));
    const head = ["gzip of 512 MiB", "ingot ms", "pigz ms", "ratio", "peak MiB"];
    return table([head, ["", number(time), number(pigzTime), ratio(time, pigzTime), String(memory)]]);
  },
};

async function* ssh() {
  for (const program of ["scp", "packer"]) needs(program);
  yield* tableAsItComes(
    ["over SSH, with connecting", "ingot ms", "OpenSSH ms", "ratio", "packer ms", "ratio", "peak MiB (below 200)"],
    mapped(benchSsh(Math.min(rounds, 3)), sshCells),
  );
}

function sshCells({ name, time, peerTime, ratio: toPeer, bound, packerTime, packerBound, memory }) {
  if (time === undefined) return [name, "", number(peerTime), "", "", "", ""];
  const bounded = (value, most) => `${number(value, 2)} (at most ${number(most, 2)})`;
  return [
    ...[name, number(time), number(peerTime), bounded(toPeer, bound)],
    ...(packerTime ? [number(packerTime), bounded(time / packerTime, packerBound)] : ["", ""]),
    String(memory),
  ];
}

async function throughput() {
  const rows = await benchThroughput(rounds);
  const cells = rows.map(({ kind, size, speed, wholeSpeed, referenceSpeed }) => [
    ...[kind, number(size, 2), number(referenceSpeed, 2)],
    ...[speed, wholeSpeed].flatMap((each) => [number(each, 1), number(each / referenceSpeed, 1)]),
  ]);
  const head = ["parsing, warm", "MB", "hcl2json MB/s", "ingot MB/s", "ratio", "every tree made, MB/s", "ratio"];
  const note = "Of a broken file hcl2json makes no JSON, so it does less there than with a file that is right.";
  return `${table([head, ...cells])}\n\n${note}`;
}

function firstFile() {
  const cells = benchFirstFile(rounds * 2 + 1).map(({ name, time }) => [name, number(time, 1)]);
  return table([["first file of 1 kB, with loading", "ms"], ...cells]);
}

async function growth() {
  const rows = await benchGrowth();
  const cells = rows.map(({ name, times }) => [
    ...[name, ...times.map((time) => number(time, 1)), number(times[3] / times[2], 1)],
  ]);
  return table([["size of the text", "1× ms", "2× ms", "4× ms", "8× ms", "8× to 4×"], ...cells]);
}

async function evaluation() {
  const cells = (await benchEvaluation()).map(({ kind, time, each }) => [kind, number(time), number(each)]);
  return table([["100,000 evaluations", "ms", "ns each"], ...cells]);
}

function heap() {
  const cells = benchHeap().map(({ kind, parsed, whole }) => [kind, number(parsed, 1), number(whole, 1)]);
  return table([["heap, MB per MB of source", "parsed", "every tree made"], ...cells]);
}

function needs(program, install = program) {
  if (!spawnSync(program, ["--version"]).error) return;
  console.error(`The bench compares with ${program}: install it (Debian: apt-get install ${install}).`);
  process.exit(1);
}

const asked = process.argv.slice(2);
console.log(`Medians of ${rounds} paired runs (3 for 200 sources, for output, for SSH, for Ansible and for gzip).`);
for (const [name, run] of Object.entries(sections)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log();
  for await (const text of textsOf(run())) console.log(text);
}

/** A section gives one text, or several as they come. */
async function* textsOf(section) {
  if (Symbol.asyncIterator in section) yield* section;
  else yield await section;
}

async function* mapped(items, change) {
  for await (const item of items) yield change(item);
}
