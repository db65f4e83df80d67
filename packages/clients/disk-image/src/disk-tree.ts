import { partsOf } from "./disk-path.js";

/** A file that is to be on the disk: a local one, or a text. */
export interface DiskFile {
  readonly kind: "file";
  readonly source: { readonly path: string } | { readonly content: Buffer };
  readonly size: number;
  readonly time: Date;
  /** Permission bits. */
  readonly mode: number;
}

export interface DiskDirectory {
  readonly kind: "directory";
  /** By name, in the order in which they came. */
  readonly entries: Map<string, DiskEntry>;
  /** The newest of what is in it. */
  time: Date;
}

export type DiskEntry = DiskFile | DiskDirectory;

/** FAT cannot tell of earlier times. */
export const earliest = new Date("1980-01-01T00:00:00Z");

export const emptyDirectory = (): DiskDirectory => ({ kind: "directory", entries: new Map(), time: earliest });

/** Puts a file at `path`, with the directories above it. What stood there before gives way, and is returned. */
export function putFile(root: DiskDirectory, path: string, file: DiskFile): DiskEntry | undefined {
  const parts = partsOf(path);
  const name = parts.at(-1)!;
  const directory = putDirectory(root, parts.slice(0, -1), file.time);
  const before = directory.entries.get(name);
  directory.entries.set(name, file);
  return before;
}

/** The directory at the end of `parts`, made with those above it unless it is there. `time`: of something in it. */
export function putDirectory(root: DiskDirectory, parts: readonly string[], time = root.time): DiskDirectory {
  let directory = touched(root, time);
  for (const part of parts) directory = touched(childDirectory(directory, part), time);
  return directory;
}

function childDirectory({ entries }: DiskDirectory, name: string): DiskDirectory {
  const found = entries.get(name);
  if (found?.kind === "directory") return found;
  const made = emptyDirectory();
  entries.set(name, made);
  return made;
}

function touched(directory: DiskDirectory, time: Date): DiskDirectory {
  if (time > directory.time) directory.time = time;
  return directory;
}

/** Sorted by name, so that a disk's order does not depend on the file system that its files are from. */
export const sortedEntries = ({ entries }: DiskDirectory): readonly (readonly [string, DiskEntry])[] =>
  [...entries].sort(([one], [other]) => (one < other ? -1 : 1));

/** Of all that is in it. */
export const pathsIn = ({ entries }: DiskDirectory, above = ""): readonly string[] =>
  [...entries].flatMap(([name, entry]) => {
    const path = above + name;
    return entry.kind === "file" ? [path] : [path, ...pathsIn(entry, `${path}/`)];
  });
