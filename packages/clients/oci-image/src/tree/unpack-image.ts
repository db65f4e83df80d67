import { chmod, lchown, lutimes } from "node:fs/promises";
import { type BytePath, readTar, shownPath } from "@ingot/client-transfer";
import { decompressed } from "../decompress.js";
import { verified } from "../digest.js";
import type { ImageLayer, OciImage } from "../image/model.js";
import { applyEntry } from "./apply-entry.js";
import { placeOf } from "./place.js";
import type { FileRecord, Unpacking, UnpackOptions } from "./unpacking.js";

/**
 * Unpacks an image's layers into the empty directory `root` and returns what they say of each file. Whiteouts remove
 * what lower layers had; no link leads out of `root`; every blob is checked. Throws `IngotError`s with codes OCI_….
 */
export async function unpackImage(
  image: OciImage,
  root: string,
  options: UnpackOptions,
): Promise<ReadonlyMap<BytePath, FileRecord>> {
  const unpacking: Unpacking = {
    root,
    options,
    records: new Map(),
    directories: new Map(),
    parents: new Map(),
    special: [],
    attributed: [],
  };
  for (const layer of image.layers) await unpackLayer(unpacking, layer);
  await finishDirectories(unpacking);
  warnOfOmissions(unpacking);
  return unpacking.records;
}

async function unpackLayer(unpacking: Unpacking, layer: ImageLayer): Promise<void> {
  const content = verified(decompressed(layer.open(), `The layer ${layer.digest}`), { digest: layer.diffId });
  const added = new Set<BytePath>();
  for await (const entry of readTar(content)) {
    unpacking.options.signal?.throwIfAborted();
    await applyEntry(unpacking, entry, added);
  }
}

/** Deepest first, so that a parent that may not be entered any more has nothing left below it to do. */
async function finishDirectories({ root, directories, options, records }: Unpacking): Promise<void> {
  for (const path of [...directories.keys()].sort().reverse()) {
    const { mode, mtime } = directories.get(path)!;
    const place = placeOf(root, path);
    const owner = records.get(path);
    if (options.keepOwners && owner) await lchown(place, owner.uid, owner.gid);
    await chmod(place, mode);
    await lutimes(place, mtime, mtime);
  }
}

function warnOfOmissions({ special, attributed, options }: Unpacking): void {
  if (special.length > 0) {
    options.warn(
      `The base image has ${count(special, "device or pipe", "devices or pipes")} that cannot be made here; ` +
        "they stay in the image and are missing during the build only.",
    );
  }
  if (attributed.length > 0) {
    options.warn(
      `The base image has ${count(attributed, "file", "files")} with extended attributes, which are not set during the ` +
        "build; they stay in the image for files that the build does not change.",
    );
  }
}

const count = (paths: readonly BytePath[], one: string, many: string): string =>
  `${paths.length} ${paths.length === 1 ? one : many} (${shownPath(paths[0]!)}${paths.length === 1 ? "" : ", …"})`;
