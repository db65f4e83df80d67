import { constants } from "node:fs";
import { lchown, mkdir, open, rename, symlink, utimes } from "node:fs/promises";
import type { Readable } from "node:stream";
import { lstatAt, type Owner, placeOf, recordOwner, removeTree, withAccess } from "@ingot/client-oci-image";
import { type BytePath, parentPath, partialPath } from "@ingot/client-transfer";
import type { Rootfs } from "../rootfs.js";

export interface PutOptions {
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  /** Default: root. */
  readonly owner?: Owner | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Default: now. */
  readonly mtime?: Date | undefined;
}

const root: Owner = { uid: 0, gid: 0 };

/**
 * Writes one file of the image, whole or not at all: a new file takes the place of what was there. `path` must be
 * resolved, so that no link is left in it.
 */
export async function putFile(
  rootfs: Rootfs,
  path: BytePath,
  source: Readable | AsyncIterable<Buffer>,
  { mode, owner, signal, mtime }: PutOptions,
): Promise<void> {
  const temporary = partialPath(path);
  await withAccess(rootfs.root, parentPath(path), async () => {
    await removeTree(placeOf(rootfs.root, temporary));
    try {
      await writeNew(placeOf(rootfs.root, temporary), source, mode, signal);
      await giveTo(rootfs, temporary, owner, mode);
      if (mtime) await utimes(placeOf(rootfs.root, temporary), mtime, mtime);
      await rename(placeOf(rootfs.root, temporary), placeOf(rootfs.root, path));
    } catch (error) {
      await removeTree(placeOf(rootfs.root, temporary));
      throw error;
    }
  });
}

async function writeNew(
  place: Buffer,
  source: AsyncIterable<Buffer | string>,
  mode: number,
  signal?: AbortSignal,
): Promise<void> {
  const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants;
  const file = await open(place, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600);
  try {
    for await (const chunk of source) {
      signal?.throwIfAborted();
      await file.writeFile(chunk);
    }
    await file.chmod(mode);
  } finally {
    await file.close();
  }
}

/** The disk has the owner where it can; changing it clears setuid, so the mode is set again. */
async function giveTo(rootfs: Rootfs, path: BytePath, owner: Owner = root, mode?: number): Promise<void> {
  if (!rootfs.baseline.keepOwners) {
    if (owner.uid !== 0 || owner.gid !== 0) await recordOwner(rootfs.baseline, path, owner);
    return;
  }
  const place = placeOf(rootfs.root, path);
  await lchown(place, owner.uid, owner.gid);
  if (mode !== undefined) await setMode(place, mode);
}

async function setMode(place: Buffer, mode: number): Promise<void> {
  const file = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    await file.chmod(mode);
  } finally {
    await file.close();
  }
}

/** Makes a directory where there is none. What is there keeps its mode and owner. */
export async function putDirectory(rootfs: Rootfs, path: BytePath, { mode, owner }: PutOptions): Promise<void> {
  await withAccess(rootfs.root, parentPath(path), async () => {
    const found = await lstatAt(rootfs.root, path);
    if (found?.isDirectory()) return;
    await mkdir(placeOf(rootfs.root, path), 0o700);
    await giveTo(rootfs, path, owner);
    await setMode(placeOf(rootfs.root, path), mode);
  });
}

/** With the directories above it, as root's own, 0755. */
export async function putDirectories(
  rootfs: Rootfs,
  path: BytePath,
  options: PutOptions = { mode: 0o755 },
): Promise<void> {
  if (path === "" || (await lstatAt(rootfs.root, path))?.isDirectory()) return;
  await putDirectories(rootfs, parentPath(path), options);
  await putDirectory(rootfs, path, options);
}

/** When it was last changed; filling it has changed that. */
export const putTime = ({ root }: Rootfs, path: BytePath, mtime: Date): Promise<void> =>
  withAccess(root, parentPath(path), () => utimes(placeOf(root, path), mtime, mtime));

/** A symbolic link, in the place of what was there unless that is a directory. */
export async function putLink(rootfs: Rootfs, path: BytePath, target: Buffer, owner?: Owner): Promise<void> {
  await withAccess(rootfs.root, parentPath(path), async () => {
    await removeTree(placeOf(rootfs.root, path));
    await symlink(target, placeOf(rootfs.root, path));
    await giveTo(rootfs, path, owner);
  });
}
