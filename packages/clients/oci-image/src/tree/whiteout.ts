import { readdir, rmdir, unlink } from "node:fs/promises";
import { type BytePath, baseName, joinPath, shownPath } from "@ingot/client-transfer";
import { ociError } from "../oci-error.js";
import { ignoring, lstatAt, placeOf } from "./place.js";
import { clear, type Unpacking } from "./unpacking.js";

const prefix = ".wh.";
const opaque = ".wh..wh..opq";

export const isWhiteout = (path: BytePath): boolean => baseName(path).startsWith(prefix);

/** The name that deletes `name` of a lower layer. */
export const whiteoutName = (name: BytePath): BytePath => `${prefix}${name}`;

/** `.wh.NAME` deletes NAME of the layers below; `.wh..wh..opq` all that they have in its directory. */
export async function applyWhiteout(
  unpacking: Unpacking,
  directory: BytePath,
  name: BytePath,
  added: ReadonlySet<BytePath>,
): Promise<void> {
  if (name === opaque) return clearLower(unpacking, directory, added);
  if (name.startsWith(".wh..wh.")) return; // other marks of the same family speak to file systems, not to us
  const deleted = name.slice(prefix.length);
  if (["", ".", ".."].includes(deleted)) {
    throw ociError(
      "OCI_LAYER_UNSAFE",
      `The image has a layer with the whiteout "${shownPath(name)}", which names no file.`,
    );
  }
  const path = joinPath(directory, deleted);
  if (!added.has(path)) await clear(unpacking, path);
}

/** What this layer itself has put there stays, wherever in the archive the mark stands. */
async function clearLower(unpacking: Unpacking, directory: BytePath, added: ReadonlySet<BytePath>): Promise<void> {
  const found = await lstatAt(unpacking.root, directory);
  if (!found?.isDirectory()) return;
  const names = await readdir(placeOf(unpacking.root, directory), { encoding: "buffer" });
  for (const name of names) {
    const path = joinPath(directory, name.toString("latin1"));
    const place = placeOf(unpacking.root, path);
    const isDirectory = (await lstatAt(unpacking.root, path))?.isDirectory();
    if (isDirectory) await clearLower(unpacking, path, added);
    if (added.has(path)) continue;
    if (!isDirectory) await unlink(place);
    else if (await removedEmpty(place)) unpacking.directories.delete(path);
  }
}

async function removedEmpty(place: Buffer): Promise<boolean> {
  return rmdir(place).then(
    () => true,
    (error) => ignoring("ENOTEMPTY")(error) ?? false,
  );
}
