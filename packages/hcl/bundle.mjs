// node bundle.mjs [DIRECTORY]: the entries as few files instead of two hundred, for most of the time that a short program
// needs is Node's for finding and opening modules. Without a directory it replaces the entries in dist: `npm pack` does so,
// and has tsc put them back, since within the workspace the modules are what everybody builds and tests.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const dist = new URL("dist/", import.meta.url).pathname;
const outdir = process.argv[2] ?? dist;
const { exports } = JSON.parse(await readFile(new URL("package.json", import.meta.url), "utf8"));

await rm(join(outdir, "chunks"), { recursive: true, force: true }); // their names change with what is in them
await build({
  entryPoints: Object.values(exports).flatMap((entry) => entry.default ?? []),
  absWorkingDir: new URL(".", import.meta.url).pathname,
  outbase: dist,
  outdir,
  chunkNames: "chunks/[hash]",
  allowOverwrite: true,
  bundle: true,
  minify: true, // Node reads all of it before any of it runs; the source maps have the names
  splitting: true, // what entries share is one module, so a Value of one is a Value of the other
  format: "esm",
  platform: "node",
  target: "node20.19",
  sourcemap: true,
  logLevel: "warning",
});
