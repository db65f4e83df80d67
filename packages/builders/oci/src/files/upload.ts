import type { Stats } from "node:fs";
import { lstat, readdir, readlink, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { lstatAt, type Owner, readFileAt, resolveInRoot } from "@ingot/client-oci-image";
import {
  type BytePath,
  baseName,
  bytePath,
  type Content,
  type CountedProgress,
  contentOfFile,
  countProgress,
  joinPath,
  openLocalDirectory,
  parentPath,
  shownPath,
  sumOf,
  uploadError,
} from "@ingot/client-transfer";
import type { TransferOptions } from "@ingot/core/plugin";
import type { Rootfs } from "../rootfs.js";
import { putDirectory, putFile, putLink, putTime } from "./put-file.js";

export interface UploadOptions extends TransferOptions {
  readonly owner?: Owner | undefined;
}

/** A local file's path, or a stream, to one file of the image. Links in the image are followed inside it. */
export async function uploadFile(
  rootfs: Rootfs,
  source: string | Readable,
  destination: string,
  options: UploadOptions = {},
): Promise<BytePath> {
  const { signal, owner } = options;
  signal?.throwIfAborted();
  const path = await fileDestination(rootfs, source, destination);
  const progress = countProgress(options);
  if (typeof source !== "string") {
    await putFile(rootfs, path, counted(source, progress), { mode: options.mode ?? 0o644, owner, signal });
    return path;
  }
  const content = await contentOfFile(source);
  progress.expect(content.size);
  await sendFile(rootfs, content, path, { ...options, progress });
  return path;
}

async function sendFile(rootfs: Rootfs, content: Content, path: BytePath, options: TreeUpload): Promise<void> {
  const { mode = content.mode, owner, signal, progress, verify } = options;
  await putFile(rootfs, path, counted(content.open(), progress), { mode, mtime: content.mtime, owner, signal });
  await verifyFile(rootfs, content, path, verify);
}

/** A file of this machine's own disk: what the system has written without complaint is there. So only what is asked for is read again. */
async function verifyFile(
  { root }: Rootfs,
  content: Content,
  path: BytePath,
  verify: TransferOptions["verify"],
): Promise<void> {
  if (verify !== "sha256" || (await sumOf(readFileAt(root, path))) === (await sumOf(content.open()))) return;
  throw uploadError(`Cannot upload to /${shownPath(path)}: what arrived is not what was sent: its SHA-256 differs.`);
}

async function* counted(content: AsyncIterable<Buffer | string>, { onBytes }: CountedProgress): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    const bytes = Buffer.from(chunk as Buffer);
    yield bytes;
    onBytes(bytes.length);
  }
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
  const { size } = await openLocalDirectory(source, options.mode);
  const progress = countProgress(options);
  progress.expect(size);
  const into = await resolveInRoot(rootfs.root, bytePath(destination));
  await requireDirectory(rootfs, parentPath(into), destination);
  await putDirectory(rootfs, into, { mode: 0o755, owner: options.owner });
  const sent = { ...options, progress };
  if (source.endsWith("/")) await uploadContents(rootfs, source, into, sent);
  else await uploadTree(rootfs, source, joinPath(into, bytePath(basename(source))), await stat(source), sent);
}

interface TreeUpload extends UploadOptions {
  readonly progress: CountedProgress;
}

async function uploadTree(
  rootfs: Rootfs,
  source: LocalPath,
  path: BytePath,
  { mode, mtime }: Stats,
  options: TreeUpload,
): Promise<void> {
  const place = await resolveInRoot(rootfs.root, path);
  const isNew = !(await lstatAt(rootfs.root, place));
  await putDirectory(rootfs, place, { mode: mode & 0o7777, owner: options.owner });
  await uploadContents(rootfs, source, place, options);
  if (isNew) await putTime(rootfs, place, mtime);
}

/** As text, or where names need it as bytes. */
type LocalPath = string | Buffer;

async function uploadContents(rootfs: Rootfs, source: LocalPath, into: BytePath, options: TreeUpload): Promise<void> {
  for (const name of (await readdir(source, { encoding: "buffer" })).sort(Buffer.compare)) {
    options.signal?.throwIfAborted();
    const local = Buffer.concat([Buffer.from(source as string), Buffer.from("/"), name]);
    await uploadAny(rootfs, local, joinPath(into, name.toString("latin1")), options);
  }
}

async function uploadAny(rootfs: Rootfs, local: Buffer, path: BytePath, options: TreeUpload): Promise<void> {
  const found = await lstat(local);
  if (found.isDirectory()) return uploadTree(rootfs, local, path, found, options);
  if ((await lstatAt(rootfs.root, path))?.isDirectory()) {
    throw uploadError(
      `Cannot upload ${local}: a directory named "${shownPath(baseName(path))}" is in its place in the image.`,
    );
  }
  if (found.isSymbolicLink())
    return putLink(rootfs, path, await readlink(local, { encoding: "buffer" }), options.owner);
  if (!found.isFile())
    throw uploadError(`Cannot upload ${local}, because it is neither a file, a directory nor a link.`);
  await sendFile(rootfs, await contentOfFile(local), path, options);
}
