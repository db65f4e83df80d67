// Parsing warm beside hcl2json, which is HashiCorp's own parser, on the same texts in the same run; how time grows with the
// size of a text; and what a tree weighs.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { corpora, growing } from "./hcl-corpora.mjs";
import { median, paired } from "./measure.mjs";

const self = fileURLToPath(import.meta.url);
const hcl = new URL("../packages/hcl/dist/index.js", import.meta.url);

const megabytes = (texts) => texts.reduce((total, text) => total + text.length, 0) / 1e6;

/** For each kind of file, megabytes a second of ours and of the reference. */
export async function benchThroughput(rounds) {
  const { parse, Source } = await import(hcl);
  const { parse: reference } = await import("@cdktf/hcl2json");
  const rows = [];
  for (const [kind, texts] of Object.entries(corpora)) {
    const ours = () => {
      for (const text of texts) parse(new Source("a.pkr.hcl", text));
    };
    const theirs = async () => {
      for (const text of texts) await reference("a.hcl", text).catch(() => undefined); // broken texts are refused
    };
    for (let warm = 0; warm < 10; warm++) ours();
    const [time, referenceTime] = await paired(
      rounds,
      () => timed(ours),
      () => timed(theirs),
    );
    const size = megabytes(texts);
    rows.push({ kind, size, speed: (size * 1000) / time, referenceSpeed: (size * 1000) / referenceTime });
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

/** For each kind of file, the megabytes of heap that the trees of one megabyte take. */
export function benchHeap() {
  return Object.keys(corpora).map((kind) => ({ kind, heap: Number(child(["--expose-gc", self, "--heap", kind])) }));
}

export async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
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
  const { parse, Source } = await import(hcl);
  const texts = corpora[process.argv[3]];
  const trees = () => texts.map((text) => parse(new Source("a.pkr.hcl", text)).file);
  trees();
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  const kept = trees();
  globalThis.gc();
  const bytes = process.memoryUsage().heapUsed - before;
  console.log(kept.length && bytes / 1e6 / megabytes(texts));
}
