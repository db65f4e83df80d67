// The entries as few files instead of two hundred, for most of the time that a short program needs is Node's for finding and
// opening modules. The modules themselves are published too: bundlers of our own take them by the condition "@ingot/modules".
import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { replaceDirectory } from "../../.ci/replace-directory.mjs";

const target = new URL("dist/bundle", import.meta.url).pathname;
const outdir = `${target}.${process.pid}`; // the chunks' names change with what is in them, and programs may be reading the old ones
const { exports } = JSON.parse(await readFile(new URL("package.json", import.meta.url), "utf8"));

/** Plain functions of a few lines, so that a copy costs less than a chunk of their own would, which every reader had to open. */
const small = ["./duration", "./reason"];

const modules = (isWanted) =>
  Object.entries(exports).flatMap(([name, entry]) => (isWanted(name) ? (entry["@ingot/modules"] ?? []) : []));

const options = {
  absWorkingDir: new URL(".", import.meta.url).pathname,
  outbase: "dist",
  outdir,
  chunkNames: "chunks/[hash]",
  bundle: true,
  minify: true, // Node reads all of it before any of it runs; the source maps have the names
  splitting: true, // what entries share is one module, so a Value of one is a Value of the other
  format: "esm",
  platform: "node",
  target: "node20.19",
  sourcemap: true,
  logLevel: "warning",
};

await build({ ...options, entryPoints: modules((name) => !small.includes(name)) });
await build({ ...options, entryPoints: modules((name) => small.includes(name)) });
await replaceDirectory(target, outdir);
