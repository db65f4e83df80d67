import type { BytePath } from "@ingot/client-transfer";
import { lstatAt, placeOf } from "./place.js";
import { removeTree } from "./remove-tree.js";

/** What a layer says of a file and the disk cannot tell: its content's digest, and whose it is. */
export interface FileRecord {
  readonly uid: number;
  readonly gid: number;
  /** Hexadecimal SHA-256 of a plain file's content. */
  readonly sha256?: string;
}

export interface UnpackOptions {
  /** Files get their owners, which only root can do; without it they are the caller's, and owners are recorded only. */
  readonly keepOwners: boolean;
  readonly signal?: AbortSignal;
  warn(message: string): void;
}

/** One unpacking as it goes: layer upon layer into the directory `root`. */
export interface Unpacking {
  readonly root: string;
  readonly options: UnpackOptions;
  readonly records: Map<BytePath, FileRecord>;
  /** Modes and times that directories get when all is unpacked: a read-only one must take files until then. */
  readonly directories: Map<BytePath, { readonly mode: number; readonly mtime: number }>;
  /** Where the parents of names lead, found once; forgotten when a link or a removal might change it. */
  readonly parents: Map<BytePath, BytePath>;
  /** Devices and pipes, which we leave out. */
  readonly special: BytePath[];
  /** Files whose extended attributes we leave out. */
  readonly attributed: BytePath[];
}

/** Makes room at `path`, and forgets what was known of it. */
export async function clear({ root, directories, parents }: Unpacking, path: BytePath): Promise<void> {
  const found = await lstatAt(root, path);
  if (!found) return;
  parents.clear();
  await removeTree(placeOf(root, path));
  if (!found.isDirectory()) return;
  for (const known of directories.keys()) {
    if (known === path || known.startsWith(`${path}/`)) directories.delete(known);
  }
}
