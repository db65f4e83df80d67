import type { BigIntStats } from "node:fs";
import { readdir, readlink } from "node:fs/promises";
import { type BytePath, joinPath } from "@ingot/client-transfer";
import { lstatAt, placeOf, withAccess } from "./place.js";

export type NodeKind = "file" | "directory" | "symlink" | "fifo" | "character" | "block" | "socket";

/** A file as the disk has it. */
export interface TreeNode {
  readonly kind: NodeKind;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** The same for two names of one file, and for a file that was moved; never again for another file. */
  readonly identity: string;
  /** Nanoseconds; changes with every change and cannot be set. */
  readonly changed: bigint;
  readonly linkCount: number;
  /** Where a symbolic link leads. */
  readonly target?: BytePath;
}

/** All that lies below `root`, parents before their children. The root itself is not in it. */
export async function readTree(root: string): Promise<Map<BytePath, TreeNode>> {
  const nodes = new Map<BytePath, TreeNode>();
  await readDirectory(root, "", nodes);
  return nodes;
}

async function readDirectory(root: string, directory: BytePath, nodes: Map<BytePath, TreeNode>): Promise<void> {
  const list = async () => {
    const names = await readdir(placeOf(root, directory), { encoding: "buffer" });
    const paths = names.map((name) => joinPath(directory, name.toString("latin1"))).sort();
    const found = await Promise.all(paths.map((path) => readNode(root, path)));
    for (const [at, path] of paths.entries()) {
      const node = found[at];
      if (node) nodes.set(path, node);
      if (node?.kind === "directory") await readDirectory(root, path, nodes);
    }
  };
  await withAccess(root, directory, list);
}

/** What stands at `path`; undefined when nothing does. */
export async function readNode(root: string, path: BytePath): Promise<TreeNode | undefined> {
  const found = await lstatAt(root, path);
  if (!found) return undefined;
  const link = found.isSymbolicLink() ? await readlink(placeOf(root, path), { encoding: "buffer" }) : undefined;
  return {
    kind: kindOf(found),
    mode: Number(found.mode) & 0o7777,
    uid: Number(found.uid),
    gid: Number(found.gid),
    size: Number(found.size),
    identity: identityOf(found),
    changed: found.ctimeNs,
    linkCount: Number(found.nlink),
    ...(link && { target: link.toString("latin1") }),
  };
}

/** An inode's number is given anew when its file is gone, but not with the same time of birth. */
export const identityOf = (found: BigIntStats): string => `${found.dev}:${found.ino}:${found.birthtimeNs}`;

function kindOf(found: BigIntStats): NodeKind {
  if (found.isFile()) return "file";
  if (found.isDirectory()) return "directory";
  if (found.isSymbolicLink()) return "symlink";
  if (found.isFIFO()) return "fifo";
  if (found.isCharacterDevice()) return "character";
  return found.isBlockDevice() ? "block" : "socket";
}
