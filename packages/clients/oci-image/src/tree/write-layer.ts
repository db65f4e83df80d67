import { createHash, type Hash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import {
  type BytePath,
  baseName,
  joinPath,
  parentPath,
  shownPath,
  tarEnd,
  tarHeader,
  tarPadding,
} from "@ingot/client-transfer";
import type { Digest } from "../digest.js";
import { ociError } from "../oci-error.js";
import { type Baseline, ownerOf } from "./baseline.js";
import { readFileAt, type TreeChanges } from "./diff-tree.js";
import type { TreeNode } from "./read-tree.js";
import { isWhiteout, whiteoutName } from "./whiteout.js";

export interface LayerOptions {
  /** Where the compressed layer goes: a new file. */
  readonly path: string;
  /** Seconds since 1970: the time of every file in it. */
  readonly epoch: number;
  /** 1 to 9. */
  readonly compressionLevel?: number;
  readonly signal?: AbortSignal;
}

export interface WrittenLayer {
  readonly digest: Digest;
  readonly size: number;
  readonly diffId: Digest;
}

/**
 * Writes changes as one gzip'd layer. The same changes give the same bytes: sorted names, one time, numeric owners, no
 * names of users, nothing of this machine.
 */
export async function writeLayer(
  baseline: Baseline,
  changes: TreeChanges,
  { path, epoch, compressionLevel = 4, signal }: LayerOptions,
): Promise<WrittenLayer> {
  const inner = createHash("sha256");
  const outer = createHash("sha256");
  let size = 0;
  const gzip = createGzip({ level: compressionLevel, chunkSize: 256 * 1024 });
  const count = (chunk: Buffer) => {
    size += chunk.length;
  };
  await pipeline(
    Readable.from(layerTar(baseline, changes, epoch), { objectMode: true, highWaterMark: 4 }),
    hashing(inner),
    gzip,
    withoutSystem(),
    hashing(outer, count),
    createWriteStream(path, { flags: "wx", mode: 0o600 }),
    signal ? { signal } : {},
  );
  return { digest: `sha256:${outer.digest("hex")}`, size, diffId: `sha256:${inner.digest("hex")}` };
}

function hashing(hash: Hash, each: (chunk: Buffer) => void = () => {}): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      each(chunk);
      done(null, chunk);
    },
  });
}

/** The tenth byte of a gzip file names the system that wrote it: 255 is "unknown". */
function withoutSystem(): Transform {
  let at = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (at <= 9 && at + chunk.length > 9) chunk[9 - at] = 255;
      at += chunk.length;
      done(null, chunk);
    },
  });
}

type LayerItem = readonly [BytePath, TreeNode | undefined];

/** The layer's tar stream. */
async function* layerTar(baseline: Baseline, changes: TreeChanges, epoch: number): AsyncGenerator<Buffer> {
  const firstNames = new Map<string, BytePath>();
  for (const [path, node] of itemsOf(changes)) {
    const owner = node ? ownerOf(baseline, node) : { uid: 0, gid: 0 };
    const common = { path, ...owner, mtime: epoch, size: 0, mode: node?.mode ?? 0o600 };
    const first = node && node.linkCount > 1 ? firstNames.get(node.identity) : undefined;
    if (!node) yield tarHeader({ ...common, kind: "file" });
    else if (node.kind === "symlink")
      yield tarHeader({ ...common, kind: "symlink", linkPath: node.target!, mode: 0o777 });
    else if (node.kind !== "file")
      yield tarHeader({ ...common, kind: node.kind === "directory" ? "directory" : "fifo" });
    else if (first !== undefined) yield tarHeader({ ...common, kind: "link", linkPath: first });
    else {
      firstNames.set(node.identity, path);
      yield tarHeader({ ...common, kind: "file", size: node.size });
      yield* wholeFile(baseline.root, path, node.size);
    }
  }
  yield tarEnd();
}

/** Whiteouts stand among the files, in the order of names. Their entries have no node. */
function itemsOf({ put, deleted }: TreeChanges): LayerItem[] {
  const whiteouts = deleted.map(
    (path): LayerItem => [joinPath(parentPath(path), whiteoutName(baseName(path))), undefined],
  );
  const kept = [...put].filter(([, node]) => node.kind !== "character" && node.kind !== "block");
  for (const [path] of kept) if (isWhiteout(path)) throw reservedName(path);
  return [...kept, ...whiteouts].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Exactly `size` bytes: the header has promised them. */
async function* wholeFile(root: string, path: BytePath, size: number): AsyncGenerator<Buffer> {
  let left = size;
  for await (const chunk of readFileAt(root, path)) {
    left -= chunk.length;
    if (left < 0) break;
    yield chunk;
  }
  if (left !== 0)
    throw ociError("OCI_FILE_CHANGED", `"${shownPath(path)}" changed its size while the image was written.`);
  yield tarPadding(size);
}

const reservedName = (path: BytePath) =>
  ociError(
    "OCI_NAME_RESERVED",
    `"${shownPath(path)}" cannot be in an image: names that begin with ".wh." mark deleted files there. Rename or remove it.`,
  );
