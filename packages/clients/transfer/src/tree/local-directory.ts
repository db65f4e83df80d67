import { type BytePath, baseName, bytePath } from "../byte-path.js";
import { walkTree } from "./local-tree.js";

/** What is uploaded as a directory. */
export interface LocalDirectory {
  readonly place: BytePath;
  /** Its own name, or nothing where only its contents are meant. */
  readonly prefix: BytePath;
  /** Permission bits of all files; undefined: their own. */
  readonly mode: number | undefined;
  /** Of all that is in it: what they are called where they go. */
  readonly directories: readonly BytePath[];
  readonly size: number;
}

/** Like rsync: with a trailing "/" the contents of `source`, without it the directory itself. */
export async function openLocalDirectory(source: string, mode: number | undefined): Promise<LocalDirectory> {
  const place = bytePath(source.replace(/\/+$/, "") || "/");
  const prefix = source.endsWith("/") ? "" : baseName(place);
  const directories: BytePath[] = [];
  let size = 0;
  for await (const { kind, path, size: bytes, step } of walkTree(place, prefix)) {
    if (kind === "file") size += bytes;
    if (kind === "directory" && step === "enter" && path !== "") directories.push(path);
  }
  return { place, prefix, mode, directories, size };
}
