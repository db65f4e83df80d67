import { readFile, writeFile } from "node:fs/promises";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import { DiskContents } from "./collect-files.js";
import { changedMeanwhile } from "./disk-error.js";
import type { FloppyConfig } from "./disk-fields.js";
import { flat, nested } from "./disk-path.js";
import { type DiskDirectory, type DiskFile, pathsIn } from "./disk-tree.js";
import { capacity, fatImage, spaceFor } from "./fat/fat-image.js";
import { fatPathProblems } from "./fat/fat-name.js";

/** Writes the floppy disk to `destination`, whose path it returns; undefined where there is nothing to put on it. */
export async function writeFloppy(
  config: FloppyConfig,
  destination: string,
  run: BuildContext,
): Promise<string | undefined> {
  const { floppy_files, floppy_dirs, floppy_content, floppy_label } = config;
  if (floppy_files.length + floppy_dirs.length + Object.keys(floppy_content).length === 0) return undefined;
  run.say("Creating floppy disk...");
  const contents = new DiskContents(run);
  await contents.addPaths("floppy_files", floppy_files, flat);
  await contents.addPaths("floppy_dirs", floppy_dirs, nested);
  contents.addTexts(floppy_content);
  refuseUnfit(contents.root);
  await writeFile(destination, await fatImage(contents.root, floppy_label, readWhole));
  return destination;
}

async function readWhole({ source, size }: DiskFile): Promise<Buffer> {
  if ("content" in source) return source.content;
  const content = await readFile(source.path);
  if (content.length !== size) throw changedMeanwhile(source.path);
  return content;
}

function refuseUnfit(root: DiskDirectory): void {
  const problemOf = fatPathProblems();
  for (const path of pathsIn(root)) {
    const problem = problemOf(path);
    if (problem !== undefined) throw failure("FLOPPY_NAME", problem);
  }
  const needed = spaceFor(root);
  if (needed > capacity) throw failure("FLOPPY_FULL", tooMuch(root, needed));
}

const failure = (code: string, message: string) => new IngotError({ code, source: "user", message });

function tooMuch(root: DiskDirectory, needed: number): string {
  const largest = filesIn(root).sort((one, other) => other.size - one.size)[0]!;
  return `The files need ${kibibytes(needed)}, and a floppy disk has room for ${Math.floor(capacity / 1024)} KiB. The largest is "${largest.path}" with ${kibibytes(largest.size)}. A CD has room: cd_files.`;
}

const kibibytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`;

const filesIn = (directory: DiskDirectory, above = ""): { readonly path: string; readonly size: number }[] =>
  [...directory.entries].flatMap(([name, entry]) =>
    entry.kind === "file" ? [{ path: above + name, size: entry.size }] : filesIn(entry, `${above}${name}/`),
  );
