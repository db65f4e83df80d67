import { createHash } from "node:crypto";
import { closeSync, constants, fchmodSync, fchownSync, futimesSync, openSync, write, writeSync } from "node:fs";
import { chmod, lchown, link, lutimes, mkdir, symlink } from "node:fs/promises";
import { promisify } from "node:util";
import {
  type BytePath,
  baseName,
  type EntryKind,
  joinPath,
  parentPath,
  pathBuffer,
  shownPath,
  type TarEntry,
  tidyPath,
} from "@ingot/client-transfer";
import { isIngotError } from "@ingot/core/plugin";
import { ociError } from "../oci-error.js";
import { errorCode, lstatAt, placeOf } from "./place.js";
import { resolveInRoot } from "./resolve-in-root.js";
import { clear, type Unpacking } from "./unpacking.js";
import { applyWhiteout, isWhiteout } from "./whiteout.js";

/** Puts one entry of a layer into the tree. `added` holds what this layer has put there already. */
export async function applyEntry(unpacking: Unpacking, entry: TarEntry, added: Set<BytePath>): Promise<void> {
  const path = innerPath(entry.path);
  try {
    if (path === "") return noteDirectory(unpacking, "", entry);
    if (isWhiteout(path)) return await whiteOut(unpacking, path, added);
    const target = joinPath(await parentOf(unpacking, parentPath(path)), baseName(path));
    await makers[entry.kind](unpacking, target, entry);
    added.add(target);
  } catch (error) {
    if (isIngotError(error) || unpacking.options.signal?.aborted) throw error;
    const reason = errorCode(error) ?? String(error);
    throw ociError("OCI_UNPACK_FAILED", `"${shownPath(path)}" of the image cannot be unpacked (${reason}).`, error);
  }
}

async function whiteOut(unpacking: Unpacking, path: BytePath, added: ReadonlySet<BytePath>): Promise<void> {
  unpacking.parents.clear();
  const parent = await resolveInRoot(unpacking.root, parentPath(path));
  await applyWhiteout(unpacking, parent, baseName(path), added);
}

/** The directory, made where it is missing, that `written` leads to. */
async function parentOf(unpacking: Unpacking, written: BytePath): Promise<BytePath> {
  const known = unpacking.parents.get(written);
  if (known !== undefined) return known;
  const parent = await resolveInRoot(unpacking.root, written);
  await ensureDirectory(unpacking, parent);
  unpacking.parents.set(written, parent);
  return parent;
}

/** Relative to the root. A name that climbs is no mistake of an honest tool, so it is refused and not bent. */
function innerPath(written: BytePath): BytePath {
  const path = tidyPath(written);
  if (!path.split("/").includes("..") && !path.includes("\0")) return path;
  throw ociError(
    "OCI_LAYER_UNSAFE",
    `The image has a layer with the name "${shownPath(written)}", which leads out of it.`,
  );
}

type Maker = (unpacking: Unpacking, target: BytePath, entry: TarEntry) => Promise<void>;

const skipSpecial: Maker = async (unpacking, target) => {
  await clear(unpacking, target);
  unpacking.special.push(target);
};

const makers: Readonly<Record<EntryKind, Maker>> = {
  file: makeFile,
  directory: makeDirectory,
  symlink: makeSymlink,
  link: makeLink,
  character: skipSpecial,
  block: skipSpecial,
  fifo: skipSpecial,
};

async function makeFile(unpacking: Unpacking, target: BytePath, entry: TarEntry): Promise<void> {
  const file = await createFile(unpacking, target);
  try {
    const hash = createHash("sha256");
    for await (const chunk of entry.body) {
      hash.update(chunk);
      await writeAll(file, chunk);
    }
    note(unpacking, target, entry, hash.digest("hex"));
    if (unpacking.options.keepOwners) fchownSync(file, entry.uid, entry.gid);
    fchmodSync(file, entry.mode);
    futimesSync(file, entry.mtime, entry.mtime);
  } finally {
    closeSync(file);
  }
}

/** The descriptor of a new file, never reached through a link. Most of the time nothing is in the way. */
async function createFile(unpacking: Unpacking, target: BytePath): Promise<number> {
  const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants;
  const create = () => openSync(placeOf(unpacking.root, target), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600);
  try {
    return create();
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
  await clear(unpacking, target);
  return create();
}

const writeAsync = promisify(write);

/**
 * Most files are small, and for them a call to the kernel takes less time than a trip to the thread pool, of which each
 * would need six. Large ones are written without holding up the rest of the process.
 */
async function writeAll(file: number, chunk: Buffer): Promise<void> {
  const isSmall = chunk.length <= 16 * 1024;
  for (let done = 0; done < chunk.length; ) {
    if (isSmall) done += writeSync(file, chunk, done);
    else done += (await writeAsync(file, chunk, done, chunk.length - done, null)).bytesWritten;
  }
}

async function makeDirectory(unpacking: Unpacking, target: BytePath, entry: TarEntry): Promise<void> {
  const found = await lstatAt(unpacking.root, target);
  if (found && !found.isDirectory()) await clear(unpacking, target);
  if (!found?.isDirectory()) await mkdir(placeOf(unpacking.root, target), 0o700);
  noteDirectory(unpacking, target, entry);
}

async function makeSymlink(unpacking: Unpacking, target: BytePath, entry: TarEntry): Promise<void> {
  await clear(unpacking, target);
  const place = placeOf(unpacking.root, target);
  await symlink(pathBuffer(entry.linkPath), place);
  if (unpacking.options.keepOwners) await lchown(place, entry.uid, entry.gid);
  await lutimes(place, entry.mtime, entry.mtime);
  note(unpacking, target, entry);
}

async function makeLink(unpacking: Unpacking, target: BytePath, entry: TarEntry): Promise<void> {
  const existing = await resolveInRoot(unpacking.root, innerPath(entry.linkPath), false);
  const found = await lstatAt(unpacking.root, existing);
  if (!found || found.isDirectory() || existing === target) {
    const names = `"${shownPath(target)}" as a hard link to "${shownPath(existing)}"`;
    throw ociError("OCI_LAYER_INVALID", `The image has a layer with ${names}, which is no file before it.`);
  }
  await clear(unpacking, target);
  await link(placeOf(unpacking.root, existing), placeOf(unpacking.root, target));
  const record = unpacking.records.get(existing);
  if (record) unpacking.records.set(target, record);
}

/** Missing parents are made as every tool makes them: root's, 0755. */
async function ensureDirectory(unpacking: Unpacking, path: BytePath): Promise<void> {
  const found = await lstatAt(unpacking.root, path);
  if (found?.isDirectory()) return;
  if (found) {
    throw ociError(
      "OCI_LAYER_INVALID",
      `The image has a layer with names below "${shownPath(path)}", which is no directory.`,
    );
  }
  await ensureDirectory(unpacking, parentPath(path));
  await mkdir(placeOf(unpacking.root, path), 0o755);
  await chmod(placeOf(unpacking.root, path), 0o755);
  unpacking.records.set(path, { uid: 0, gid: 0 });
}

function note(unpacking: Unpacking, path: BytePath, entry: TarEntry, sha256?: string): void {
  unpacking.records.set(path, { uid: entry.uid, gid: entry.gid, ...(sha256 && { sha256 }) });
  if (entry.hasAttributes) unpacking.attributed.push(path);
}

function noteDirectory(unpacking: Unpacking, path: BytePath, entry: TarEntry): void {
  note(unpacking, path, entry);
  unpacking.directories.set(path, { mode: entry.mode, mtime: entry.mtime });
}
