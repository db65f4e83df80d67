import { lstat, readdir, readlink } from "node:fs/promises";
import { type BytePath, joinPath, pathBuffer, shownPath } from "../byte-path.js";
import { uploadError } from "../transfer-error.js";

/** One thing of a local directory. */
export interface LocalEntry {
  /** Within what is sent. */
  readonly path: BytePath;
  /** On this machine. */
  readonly place: BytePath;
  readonly kind: "file" | "directory" | "symlink";
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly size: number;
  readonly mtime: Date;
  /** Of a link. */
  readonly target: BytePath;
}

/** The order in which things are met; a directory's second time, "leave", is after all that is in it. */
export type TreeStep = LocalEntry & { readonly step: "enter" | "leave" };

export interface WalkOptions {
  /** Paths are those of entries; a directory that is left out is not entered. Default: all. */
  include?(path: BytePath, isDirectory: boolean): boolean;
}

/** Depth first and sorted, so that the same directory is always sent alike. `prefix` is the top's own path. */
export async function* walkTree(
  directory: BytePath,
  prefix: BytePath,
  options: WalkOptions = {},
): AsyncGenerator<TreeStep> {
  yield* walkEntry(await topEntry(directory, prefix), options);
}

/** A directory may be named by a link to it. */
async function topEntry(directory: BytePath, path: BytePath): Promise<LocalEntry> {
  const top = await entryAt(`${directory}/.`, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
    const why = error.code === "ENOENT" ? ": there is no such directory" : " as a directory, because it is none";
    throw uploadError(`Cannot upload ${shownPath(directory)}${why}.`, error);
  });
  return { ...top, place: directory };
}

async function* walkEntry(entry: LocalEntry, options: WalkOptions): AsyncGenerator<TreeStep> {
  if (entry.path !== "" && options.include?.(entry.path, entry.kind === "directory") === false) return;
  yield { ...entry, step: "enter" };
  if (entry.kind !== "directory") return;
  for (const child of await childrenOf(entry)) {
    if (child.kind === "directory" || options.include) yield* walkEntry(child, options);
    else yield { ...child, step: "enter" };
  }
  yield { ...entry, step: "leave" };
}

/** Looked at side by side: one after the other, a directory of thousands would be most of the time. */
async function childrenOf({ place, path }: LocalEntry): Promise<LocalEntry[]> {
  const names = (await readdir(pathBuffer(place), { encoding: "buffer" })).map((name) => name.toString("latin1"));
  return Promise.all(names.sort().map((name) => entryAt(`${place}/${name}`, joinPath(path, name))));
}

async function entryAt(place: BytePath, path: BytePath): Promise<LocalEntry> {
  const { size, mode, mtime, ...found } = await statsAt(place);
  const common = { path, place, mode: mode & 0o7777, size, mtime, target: "" };
  if (found.isFile) return { ...common, kind: "file" };
  if (found.isDirectory) return { ...common, kind: "directory" };
  if (!found.isLink)
    throw uploadError(`Cannot upload ${shownPath(place)}, because it is neither a file, a directory nor a link.`);
  const target = await readlink(pathBuffer(place), { encoding: "buffer" });
  return { ...common, kind: "symlink", target: target.toString("latin1") };
}

async function statsAt(place: BytePath) {
  const found = await lstat(pathBuffer(place));
  const { size, mode, mtime } = found;
  return {
    size,
    mode,
    mtime,
    isFile: found.isFile(),
    isDirectory: found.isDirectory(),
    isLink: found.isSymbolicLink(),
  };
}
