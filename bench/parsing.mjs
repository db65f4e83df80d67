// Parsing, warm, beside hcl2json on the same file in the same run; and the first file of a process.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "./measure.mjs";

const self = fileURLToPath(import.meta.url);

const block = (index) => `source "docker" "web${index}" {
  image   = "debian:\${var.release}"   # the base
  commit  = true
  changes = ["ENV MODE=production", "EXPOSE ${index}", "CMD [\\"serve\\"]"]
  labels  = { team = "web", index = ${index} }
}
`;

const text = Array.from({ length: 4000 }, (_, index) => block(index)).join("");
const megabytes = text.length / 1e6;

/** Megabytes a second, and the milliseconds that a small first file takes in a fresh process. */
export async function benchParsing(rounds) {
  const { parse, Source } = await import("../packages/hcl/dist/index.js");
  const { parse: reference } = await import("@cdktf/hcl2json");
  const ours = () => parse(new Source("a.pkr.hcl", text));
  for (let warm = 0; warm < 5; warm++) ours();
  const [time, referenceTime] = [[], []];
  for (let round = 0; round < rounds; round++) {
    time.push(await timed(ours));
    referenceTime.push(await timed(() => reference("a.hcl", text)));
  }
  const cold = median(Array.from({ length: rounds }, firstFile));
  return { speed: (megabytes * 1000) / median(time), referenceSpeed: (megabytes * 1000) / median(referenceTime), cold };
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function firstFile() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [self, "--child"], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

if (process.argv[2] === "--child") {
  const began = performance.now();
  const { parse, Source } = await import("../packages/hcl/dist/index.js");
  parse(new Source("a.pkr.hcl", block(1)));
  console.log(performance.now() - began);
}
