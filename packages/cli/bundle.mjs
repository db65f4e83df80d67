// Bundles the command line into one file, in which every command and component is evaluated when it is first needed.
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { commonOptions } from "./bundle-options.mjs";

const { cacheOf, loadBundle } = createRequire(import.meta.url)("./bin/load-bundle.cjs");

const target = new URL("dist/bundle", import.meta.url).pathname;
const outdir = `${target}.${process.pid}`; // the old bundle stays whole until the new one is
const file = join(outdir, "ingot.cjs");

await build({
  ...commonOptions,
  outdir,
  outExtension: { ".js": ".cjs" },
  format: "cjs",
  legalComments: "linked",
  supported: { "dynamic-import": false },
});
await writeParts();
await writeCache();
await rm(target, { recursive: true, force: true });
await rename(outdir, target);

/** The same code, cut where something is loaded on demand: src/bundle.test.ts looks at what each part brings along. */
async function writeParts() {
  const { metafile } = await build({ ...commonOptions, outdir, format: "esm", splitting: true, write: false });
  await writeFile(join(outdir, "parts.json"), JSON.stringify(metafile.outputs));
}

/** V8's code for what ordinary commands run. */
async function writeCache() {
  const { script, bundle } = loadBundle(file, undefined);
  const directory = await mkdtemp(join(tmpdir(), "ingot-bundle-"));
  try {
    await useOnce(bundle, directory);
    await writeFile(cacheOf(file), script.createCachedData());
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function useOnce({ main, nodeHost }, directory) {
  const template = `variable "a" {
  default = "a"
}
locals {
  b = upper("\${var.a}b")
}
source "file" "x" {
  content = local.b
  target  = "x"
}
build {
  sources = ["source.file.x"]
  provisioner "shell-local" {
    inline = ["true"]
  }
}
`;
  await writeFile(join(directory, "a.pkr.hcl"), template);
  const host = nodeHost({ cwd: directory, env: { PATH: process.env.PATH, HOME: directory, TMPDIR: directory } });
  const quiet = async () => {};
  const terminal = { out: quiet, err: quiet, colour: false, width: 80, ask: undefined, readInput: async () => "" };
  for (const command of ["validate", "inspect", "fmt", "build"]) {
    const code = await main({ argv: [command, "a.pkr.hcl"], host, terminal, signal: new AbortController().signal });
    if (code !== 0) throw new Error(`ingot ${command} exited with ${code} while the cache was made`);
  }
}
