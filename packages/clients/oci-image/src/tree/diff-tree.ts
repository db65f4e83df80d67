import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { type BytePath, parentPath } from "@ingot/client-transfer";
import { type Baseline, ownerOf } from "./baseline.js";
import { placeOf, withAccess } from "./place.js";
import { readTree, type TreeNode } from "./read-tree.js";

/** What became of the tree. In both lists, paths are in the order of their bytes. */
export interface TreeChanges {
  /** Added and changed files, with the directories that lead to every change. */
  readonly put: ReadonlyMap<BytePath, TreeNode>;
  /** What is gone; of a directory that is gone, the directory only. */
  readonly deleted: readonly BytePath[];
}

/** Compares the tree with its baseline: kind, mode, owner, content and link target count, times do not. */
export async function diffTree(baseline: Baseline, signal?: AbortSignal): Promise<TreeChanges> {
  const now = await readTree(baseline.root);
  const deleted = deletedPaths(baseline, now);
  const changed = new Set<BytePath>();
  for (const [path, node] of now) {
    signal?.throwIfAborted();
    if (node.kind !== "socket" && (await isChanged(baseline, path, node))) changed.add(path);
  }
  for (const path of [...changed, ...deleted]) addParents(path, changed);
  const put = [...changed].sort().map((path) => [path, now.get(path)!] as const);
  return { put: new Map(put), deleted };
}

function deletedPaths({ nodes }: Baseline, now: ReadonlyMap<BytePath, TreeNode>): BytePath[] {
  const gone = [...nodes.keys()].filter((path) => !now.has(path) && isDirectoryOrRoot(now, parentPath(path)));
  return gone.sort();
}

/** Below what is gone, or is no directory any more, nothing needs deleting. */
const isDirectoryOrRoot = (now: ReadonlyMap<BytePath, TreeNode>, path: BytePath): boolean =>
  path === "" || now.get(path)?.kind === "directory";

/** Unpackers make missing parents with modes of their own, so a layer names them all. */
function addParents(path: BytePath, changed: Set<BytePath>): void {
  for (let parent = parentPath(path); parent !== ""; parent = parentPath(parent)) changed.add(parent);
}

async function isChanged(baseline: Baseline, path: BytePath, now: TreeNode): Promise<boolean> {
  const before = baseline.nodes.get(path);
  if (!before || before.kind !== now.kind || before.mode !== now.mode || before.target !== now.target) return true;
  const [old, owner] = [ownerOf(baseline, before), ownerOf(baseline, now)];
  if (old.uid !== owner.uid || old.gid !== owner.gid) return true;
  return now.kind === "file" && (await hasNewContent(baseline, path, before, now));
}

async function hasNewContent(baseline: Baseline, path: BytePath, before: TreeNode, now: TreeNode): Promise<boolean> {
  if (before.size !== now.size) return true;
  if (before.identity === now.identity && before.changed === now.changed) return false;
  return baseline.records.get(path)?.sha256 !== (await hashFile(baseline.root, path));
}

async function hashFile(root: string, path: BytePath): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of readFileAt(root, path)) hash.update(chunk);
  return hash.digest("hex");
}

/** A file's bytes, also of one that its owner may not read. */
export async function* readFileAt(root: string, path: BytePath): AsyncGenerator<Buffer> {
  const file = await withAccess(root, path, () => open(placeOf(root, path), "r"));
  yield* createReadStream("", { fd: file, highWaterMark: 512 * 1024 }) as AsyncIterable<Buffer>;
}
