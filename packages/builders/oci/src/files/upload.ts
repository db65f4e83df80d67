import { lstat, readdir, readlink, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { lstatAt, type Owner, resolveInRoot } from "@ingot/client-oci-image";
import { type BytePath, baseName, bytePath, joinPath, parentPath, shownPath } from "@ingot/client-transfer";
import type { TransferOptions } from "@ingot/core/plugin";
import type { Rootfs } from "../rootfs.js";
import { putDirectory, putFile, putLink, putLocalFile } from "./put-file.js";
import { uploadError } from "./transfer-error.js";

export interface UploadOptions extends TransferOptions {
  readonly owner?: Owner | undefined;
}

/** A local file's path, or a stream, to one file of the image. Links in the image are followed inside it. */
export async function uploadFile(
  rootfs: Rootfs,
  source: string | Readable,
  destination: string,
  { signal, mode, owner }: UploadOptions = {},
): Promise<BytePath> {
  signal?.throwIfAborted();
  const path = await fileDestination(rootfs, source, destination);
  if (typeof source === "string") {
    await requireLocalFile(source);
    await putLocalFile(rootfs, path, source, { mode: mode ?? (await stat(source)).mode & 0o7777, owner, signal });
  } else await putFile(rootfs, path, source, { mode: mode ?? 0o644, owner, signal });
  return path;
}

async function fileDestination(rootfs: Rootfs, source: string | Readable, destination: string): Promise<BytePath> {
  const named = destination.endsWith("/") ? destination + nameOf(source, destination) : destination;
  const path = await resolveInRoot(rootfs.root, bytePath(named));
  await requireDirectory(rootfs, parentPath(path), named);
  if (!(await lstatAt(rootfs.root, path))?.isDirectory()) return path;
  throw uploadError(
    `Cannot upload a file to ${destination}, because a directory of that name is in the image. Write "${destination}/" to put the file into it.`,
  );
}

function nameOf(source: string | Readable, destination: string): string {
  if (typeof source === "string") return basename(source);
  throw uploadError(`"${destination}" ends in "/", but what is uploaded has no name of its own. Name the file.`);
}

async function requireDirectory(rootfs: Rootfs, directory: BytePath, destination: string): Promise<void> {
  if (directory === "" || (await lstatAt(rootfs.root, directory))?.isDirectory()) return;
  const shown = `/${shownPath(directory)}`;
  throw uploadError(
    `Cannot upload to ${destination}, because there is no directory ${shown} in the image. Create it first, for example with a shell provisioner: mkdir -p ${shown}.`,
  );
}

async function requireLocalFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === "ENOENT" ? "there is no such file" : error.message;
    throw uploadError(`Cannot upload ${path}: ${reason}.`, error);
  });
  if (!found.isFile()) throw uploadError(`Cannot upload ${path}, because it is not a file.`);
}

/**
 * Like rsync: with a trailing "/" the contents of `source`, without it the directory itself, into `destination`, whose
 * last part is made where it is missing. Symbolic links are copied as links. `mode` is that of files.
 */
export async function uploadDirectory(
  rootfs: Rootfs,
  source: string,
  destination: string,
  options: UploadOptions = {},
): Promise<void> {
  const found = await stat(source).catch(() => undefined);
  if (!found?.isDirectory()) throw uploadError(`Cannot upload ${source} as a directory, because it is none.`);
  const into = await resolveInRoot(rootfs.root, bytePath(destination));
  await requireDirectory(rootfs, parentPath(into), destination);
  await putDirectory(rootfs, into, { mode: 0o755, owner: options.owner });
  if (source.endsWith("/")) await uploadContents(rootfs, source, into, options);
  else await uploadTree(rootfs, source, joinPath(into, bytePath(basename(source))), found.mode, options);
}

async function uploadTree(
  rootfs: Rootfs,
  source: string,
  path: BytePath,
  mode: number,
  options: UploadOptions,
): Promise<void> {
  const place = await resolveInRoot(rootfs.root, path);
  await putDirectory(rootfs, place, { mode: mode & 0o7777, owner: options.owner });
  await uploadContents(rootfs, source, place, options);
}

async function uploadContents(rootfs: Rootfs, source: string, into: BytePath, options: UploadOptions): Promise<void> {
  for (const name of (await readdir(source)).sort()) {
    options.signal?.throwIfAborted();
    await uploadAny(rootfs, join(source, name), joinPath(into, bytePath(name)), options);
  }
}

async function uploadAny(rootfs: Rootfs, local: string, path: BytePath, options: UploadOptions): Promise<void> {
  const found = await lstat(local);
  if (found.isDirectory()) return uploadTree(rootfs, local, path, found.mode, options);
  if ((await lstatAt(rootfs.root, path))?.isDirectory()) {
    throw uploadError(
      `Cannot upload ${local}: a directory named "${shownPath(baseName(path))}" is in its place in the image.`,
    );
  }
  if (found.isSymbolicLink())
    return putLink(rootfs, path, await readlink(local, { encoding: "buffer" }), options.owner);
  if (!found.isFile())
    throw uploadError(`Cannot upload ${local}, because it is neither a file, a directory nor a link.`);
  const { mode = found.mode & 0o7777, owner, signal } = options;
  await putLocalFile(rootfs, path, local, { mode, owner, signal });
}
