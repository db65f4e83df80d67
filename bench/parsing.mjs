// Parsing warm beside hcl2json, which is HashiCorp's own parser, on the same texts in the same run; how time grows with the
// size of a text; and what a tree weighs. Parsing checks all of a file, and makes the trees of values when they are asked
// for; so both are measured, parsing alone and with every tree made. Of a broken file hcl2json gives its errors and no JSON.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { corpora, growing } from "./hcl-corpora.mjs";
import { median, paired } from "./measure.mjs";

const self = fileURLToPath(import.meta.url);
const hcl = new URL("../packages/hcl/dist/index.js", import.meta.url);

const megabytes = (texts) => texts.reduce((total, text) => total + text.length, 0) / 1e6;

/** Parses a file and, with `every`, makes the tree of every value in it. */
async function reader(every) {
  const { parse, Source, walk } = await import(hcl);
  const makeTrees = (file) => walk(file, (node) => node.kind !== "attribute" || !node.expression);
  return (text) => {
    const { file } = parse(new Source("a.pkr.hcl", text));
    if (every) makeTrees(file);
    return file;
  };
}

/** For each kind of file, megabytes a second of ours, with every tree made, and of the reference. */
export async function benchThroughput(rounds) {
  const parse = await reader(false);
  const makeAll = await reader(true);
  const { parse: reference } = await import("@cdktf/hcl2json");
  const rows = [];
  for (const [kind, texts] of Object.entries(corpora)) {
    const ours = () => texts.forEach(parse);
    const oursWhole = () => texts.forEach(makeAll);
    const theirs = async () => {
      for (const text of texts) await reference("a.hcl", text).catch(() => undefined); // broken texts are refused
    };
    for (const work of [ours, oursWhole]) await steadyTime(work);
    // Trees are made on their own, or parsing would pay for collecting them.
    const [wholeTime] = await paired(rounds, () => steadyTime(oursWhole));
    const [time, referenceTime] = await paired(
      rounds,
      () => steadyTime(ours),
      () => steadyTime(theirs),
    );
    const size = megabytes(texts);
    const [speed, wholeSpeed, referenceSpeed] = [time, wholeTime, referenceTime].map((each) => (size * 1000) / each);
    rows.push({ kind, size, speed, wholeSpeed, referenceSpeed });
  }
  return rows;
}

/** For each trap, the milliseconds for a text of 1, 2, 4 and 8 times the size: the best of a few, for growth not speed. */
export async function benchGrowth() {
  const { parse, Source } = await import(hcl);
  return Object.entries(growing).map(([name, textOf]) => {
    const times = [1, 2, 4, 8].map((factor) => {
      const text = textOf(10_000 * factor);
      return best(5, () => parse(new Source("a.pkr.hcl", text)));
    });
    return { name, times };
  });
}

/** For each kind of file, the megabytes of heap that one megabyte takes when parsed, and when every tree is made. */
export function benchHeap() {
  const heap = (...args) => Number(child(["--expose-gc", self, "--heap", ...args]));
  return Object.keys(corpora).map((kind) => ({ kind, parsed: heap(kind), whole: heap(kind, "every") }));
}

/** Milliseconds for one time of `work`, of as many as fill half a second: a single one is over before the garbage of the one before it is. */
async function steadyTime(work) {
  const began = performance.now();
  let times = 0;
  do {
    await work();
    times++;
  } while (performance.now() - began < 500);
  return (performance.now() - began) / times;
}

export function best(rounds, work) {
  const times = Array.from({ length: rounds }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return Math.min(...times);
}

/** The standard output of a Node process of its own. */
export function child(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

export const medianOf = (rounds, measure) => median(Array.from({ length: rounds }, measure));

if (process.argv[2] === "--heap") {
  const [, , , kind, every] = process.argv;
  const texts = corpora[kind];
  const read = await reader(every !== undefined);
  const trees = () => texts.map(read);
  trees();
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  const kept = trees();
  globalThis.gc();
  const bytes = process.memoryUsage().heapUsed - before;
  console.log(kept.length && bytes / 1e6 / megabytes(texts));
}
