import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

export const cli = new URL("../packages/cli/bin/ingot.cjs", import.meta.url).pathname;

/**
 * What both programs get. NODE_EXTRA_CA_CERTS is a setting of the machine, not of a command: Node reads all certificates at every
 * start, 30 ms for a whole bundle, and the other program reads none.
 */
export function benchEnvironment(home) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return { ...env, HOME: home, CHECKPOINT_DISABLE: "1" };
}

/** Runs a program to its end; resolves with the wall time in milliseconds. A failing program is an error. */
export async function wallTime(program, args, options) {
  const start = performance.now();
  await finished(launch(program, args, options), program);
  return performance.now() - start;
}

/** The largest sum, over a program and all its descendants, of proportional set sizes, in MiB; sampled. */
export async function peakMemory(program, args, options, { interval = 25 } = {}) {
  const child = launch(program, args, options);
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, sum(descendants(child.pid).map(proportionalSetSize)));
  }, interval);
  try {
    await finished(child, program);
  } finally {
    clearInterval(timer);
  }
  return peak / 1024;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Takes turns, so that what else the machine is doing meets both alike; the first round warms up and is not counted. */
export async function paired(rounds, ...measures) {
  const results = measures.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, measure] of measures.entries()) {
      const result = await measure();
      if (round > 0) results[index].push(result);
    }
  }
  return results.map(median);
}

const launch = (program, args, { cwd, env }) => spawn(program, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });

function finished(child, program) {
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  return new Promise((settle, fail) => {
    child.once("error", fail);
    child.once("close", (code) =>
      code === 0 ? settle() : fail(new Error(`${program} exited with ${code}: ${complaint}`)),
    );
  });
}

/** `pid` and everything that descends from it now. */
function descendants(pid) {
  const children = new Map();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : "";
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const all = [pid];
  for (const each of all) all.push(...(children.get(each) ?? []));
  return all;
}

const proportionalSetSize = (pid) => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it has ended in the meantime
  }
}

const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
