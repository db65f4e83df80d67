import { lstatSync, readlinkSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { type BytePath, joinPath, pathBuffer, shownPath } from "../byte-path.js";
import { uploadError } from "../transfer-error.js";
import { turn } from "./turn.js";

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
  yield* walkEntry(topEntry(directory, prefix), options);
}

/** A directory may be named by a link to it. */
function topEntry(directory: BytePath, path: BytePath): LocalEntry {
  try {
    return { ...entryAt(`${directory}/.`, path), place: directory };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    const why = code === "ENOENT" ? ": there is no such directory" : " as a directory, because it is none";
    throw uploadError(`Cannot upload ${shownPath(directory)}${why}.`, error);
  }
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

/** How many are looked at before others have their turn. */
const atOnce = 256;

/** Each by a call of its own: having a thread do it costs several times as much as what it does. */
async function childrenOf({ place, path }: LocalEntry): Promise<LocalEntry[]> {
  const names = (await readdir(pathBuffer(place), { encoding: "buffer" })).map((name) => name.toString("latin1"));
  const children: LocalEntry[] = [];
  for (const name of names.sort()) {
    if (children.push(entryAt(`${place}/${name}`, joinPath(path, name))) % atOnce === 0) await turn();
  }
  return children;
}

function entryAt(place: BytePath, path: BytePath): LocalEntry {
  const found = lstatSync(pathBuffer(place));
  const { size, mode, mtime } = found;
  const common = { path, place, mode: mode & 0o7777, size, mtime, target: "" };
  if (found.isFile()) return { ...common, kind: "file" };
  if (found.isDirectory()) return { ...common, kind: "directory" };
  if (!found.isSymbolicLink())
    throw uploadError(`Cannot upload ${shownPath(place)}, because it is neither a file, a directory nor a link.`);
  const target = readlinkSync(pathBuffer(place), { encoding: "buffer" });
  return { ...common, kind: "symlink", target: target.toString("latin1") };
}
