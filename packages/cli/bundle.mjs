// Bundles the command line into one file, in which every command and component is evaluated when it is first needed.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { replaceDirectory } from "../../.ci/replace-directory.mjs";
import { commonOptions } from "./bundle-options.mjs";

const launcher = new URL("bin/ingot.cjs", import.meta.url).pathname;
const target = new URL("dist/bundle", import.meta.url).pathname;
const outdir = `${target}.${process.pid}`; // the old bundle stays whole until the new one is

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
source "null" "y" {
  communicator = "none"
}
build {
  sources = ["source.file.x", "source.null.y"]
  provisioner "shell-local" {
    inline = ["true"]
  }
}
`;

await build({
  ...commonOptions,
  outdir,
  outExtension: { ".js": ".cjs" },
  format: "cjs",
  legalComments: "linked",
  supported: { "dynamic-import": false },
});
await finishText(join(outdir, "ingot.cjs"));
await writeParts();
await replaceDirectory(target, outdir);
await writeCaches();

/** As ASCII, which is read and compiled fastest; before it a hash, by which the launcher knows the bundle it has in its hands. */
async function finishText(file) {
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const text = (await readFile(file, "utf8")).replace(/[^\0-\x7f]/g, escaped); // only regular expressions: esbuild has done the rest
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 32);
  await writeFile(file, `/*${hash}*/${text}`);
}

/** The same code, cut where something is loaded on demand: src/bundle.test.ts looks at what each part brings along. */
async function writeParts() {
  const { metafile } = await build({ ...commonOptions, outdir, format: "esm", splitting: true, write: false });
  await writeFile(join(outdir, "parts.json"), JSON.stringify(metafile.outputs));
}

/** V8's code for what ordinary commands run, as the launcher itself writes it for whoever has another Node. */
async function writeCaches() {
  const directory = await mkdtemp(join(tmpdir(), "ingot-bundle-"));
  try {
    await writeFile(join(directory, "a.pkr.hcl"), template);
    const env = { PATH: process.env.PATH, HOME: directory, TMPDIR: directory };
    for (const command of ["validate", "inspect", "fmt", "build"])
      await promisify(execFile)(process.execPath, [launcher, command, "a.pkr.hcl"], { cwd: directory, env });
    await cp(join(directory, ".cache/ingot"), join(target, "cache"), { recursive: true });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
