// 1,000 null builds in one process, through the library, in a child of its own.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./measure.mjs";
import { nullTemplate } from "./null-sources.mjs";

const self = fileURLToPath(import.meta.url);

/** Medians: milliseconds from reading the template to the last build's end, of which planning; peak memory in MiB. */
export function benchThousandBuilds(rounds) {
  const directory = mkdtempSync(join(tmpdir(), "ingot-bench-"));
  try {
    writeFileSync(join(directory, "null.pkr.hcl"), nullTemplate(1000));
    const runs = Array.from({ length: rounds }, () => child(directory));
    const of = (field) => median(runs.map((run) => run[field]));
    return { time: of("time"), planning: of("planning"), memory: of("memory") };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function child(directory) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [self, "--child", directory], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

async function measure(directory) {
  const { createEngine, nodeHost } = await import("../packages/core/dist/index.js");
  const { builtIns } = await import("../packages/cli/dist/built-ins.js");
  const host = nodeHost({ cwd: directory, env: {}, stateDirectory: join(directory, "state") });
  const began = performance.now();
  const engine = createEngine({ host, components: builtIns });
  const { template } = await engine.load("null.pkr.hcl");
  const { plan } = await engine.plan(template);
  const planned = performance.now();
  const { builds } = await engine.run(plan).result;
  if (builds.some(({ status }) => status !== "succeeded") || builds.length !== 1000) throw new Error("a build failed");
  const time = performance.now() - began;
  return { time, planning: planned - began, memory: process.resourceUsage().maxRSS / 1024 };
}

if (process.argv[2] === "--child") console.log(JSON.stringify(await measure(process.argv[3])));
