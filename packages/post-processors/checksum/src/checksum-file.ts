import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { type BuildContext, withFileLock, writeWholeFile } from "@ingot/core/plugin";

export interface Checksum {
  readonly digest: string;
  /** The file's path; only its last part is written. */
  readonly file: string;
}

/**
 * Writes lines of `hex TAB name`. A file that is there already keeps its lines about other files, since several builds may
 * share it; what it says about these files is out of date and goes.
 */
export async function writeChecksums(path: string, checksums: readonly Checksum[], run: BuildContext): Promise<void> {
  const lines = checksums.map(({ digest, file }) => lineOf(digest, basename(file)));
  await withFileLock(path, run, async () => {
    const replaced = new Set(lines.map(subjectOf));
    const kept = (await existingLines(path)).filter((line) => !replaced.has(subjectOf(line)));
    const text = [...kept, ...lines].map((line) => `${line}\n`).join("");
    await writeWholeFile(path, run, (partial) => writeFile(partial, text));
  });
}

/** A name with a line end is written as GNU's tools do, so that a line stays a line. */
const lineOf = (digest: string, name: string) =>
  name.includes("\n") ? `\\${digest}\t${name.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}` : `${digest}\t${name}`;

/** What a line is about: the kind of checksum, known by its length, and the file. */
function subjectOf(line: string): string {
  const tab = line.indexOf("\t");
  return `${line.slice(0, tab).replace("\\", "").length} ${line.slice(tab + 1)}`;
}

async function existingLines(path: string): Promise<string[]> {
  try {
    return (await readFile(path, "utf8")).split("\n").filter((line) => /^\\?[0-9a-f]{32,}\t./.test(line));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
