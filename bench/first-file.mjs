// The first file of a process: from nothing loaded to a tree, by the entries as they are published.
import { fileURLToPath } from "node:url";
import { template } from "./hcl-corpora.mjs";
import { child, medianOf } from "./parsing.mjs";

const self = fileURLToPath(import.meta.url);
const entries = { "@ingot/hcl": "index.js", "@ingot/hcl/syntax": "syntax.js" };

/** For each entry, the milliseconds that loading it and parsing a file of a kilobyte take together. */
export function benchFirstFile(rounds) {
  return Object.entries(entries).map(([name, entry]) => {
    const { href } = new URL(`../packages/hcl/dist/bundle/${entry}`, import.meta.url);
    return { name, time: medianOf(rounds, () => Number(child([self, "--child", href]))) };
  });
}

if (process.argv[2] === "--child") {
  const text = template(1);
  const began = performance.now();
  const { parse, Source } = await import(process.argv[3]);
  parse(new Source("a.pkr.hcl", text));
  console.log(performance.now() - began);
}
