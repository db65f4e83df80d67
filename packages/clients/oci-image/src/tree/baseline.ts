import type { BytePath } from "@ingot/client-transfer";
import { lstatAt } from "./place.js";
import { identityOf, readTree, type TreeNode } from "./read-tree.js";
import type { FileRecord } from "./unpacking.js";

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** The root file system as it was before anything was done to it, and what the disk cannot say about it. */
export interface Baseline {
  readonly root: string;
  /** Owners on disk are the true ones. */
  readonly keepOwners: boolean;
  readonly nodes: ReadonlyMap<BytePath, TreeNode>;
  readonly records: ReadonlyMap<BytePath, FileRecord>;
  /** Whose a file is, by its identity, where the disk does not say. */
  readonly owners: Map<string, Owner>;
}

/** Takes down the state of the tree at `root`, just unpacked. */
export async function takeBaseline(
  root: string,
  records: ReadonlyMap<BytePath, FileRecord>,
  keepOwners: boolean,
): Promise<Baseline> {
  const nodes = await readTree(root);
  const owners = new Map<string, Owner>();
  for (const [path, node] of nodes) {
    const record = records.get(path);
    if (record && (record.uid !== 0 || record.gid !== 0)) owners.set(node.identity, record);
  }
  return { root, keepOwners, nodes, records, owners };
}

/** Whose a file is in the image. */
export function ownerOf({ keepOwners, owners }: Baseline, node: TreeNode): Owner {
  if (keepOwners) return { uid: node.uid, gid: node.gid };
  return owners.get(node.identity) ?? { uid: 0, gid: 0 };
}

/** Records an owner that the caller may not give on disk. */
export async function recordOwner({ root, owners }: Baseline, path: BytePath, { uid, gid }: Owner): Promise<void> {
  const found = await lstatAt(root, path);
  if (found) owners.set(identityOf(found), { uid, gid });
}
