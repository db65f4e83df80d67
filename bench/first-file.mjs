// The first file of a process: from nothing loaded to a tree, by the entries as they are published.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { template } from "./hcl-corpora.mjs";
import { child, medianOf } from "./parsing.mjs";

const self = fileURLToPath(import.meta.url);
const bundler = fileURLToPath(new URL("../packages/hcl/bundle.mjs", import.meta.url));
const entries = { "@ingot/hcl": "index.js", "@ingot/hcl/syntax": "syntax.js" };

/** For each entry, the milliseconds that loading it and parsing a file of a kilobyte take together. */
export function benchFirstFile(rounds) {
  const directory = mkdtempSync(join(tmpdir(), "ingot-bench-"));
  try {
    child([bundler, directory]);
    writeFileSync(join(directory, "package.json"), '{"type":"module"}');
    return Object.entries(entries).map(([name, entry]) => {
      const url = pathToFileURL(join(directory, entry)).href;
      return { name, time: medianOf(rounds, () => Number(child([self, "--child", url]))) };
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

if (process.argv[2] === "--child") {
  const text = template(1);
  const began = performance.now();
  const { parse, Source } = await import(process.argv[3]);
  parse(new Source("a.pkr.hcl", text));
  console.log(performance.now() - began);
}
