import { readdir, realpath } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import { lstatAt, placeOf, readFileAt, readNode, resolveInRoot, withAccess } from "@ingot/client-oci-image";
import {
  type BytePath,
  bytePath,
  type CountedProgress,
  countProgress,
  downloadError,
  joinPath,
  type LocalDestination,
  localDestination,
  writeFetchedFile,
} from "@ingot/client-transfer";
import { makeDirectory, type TransferOptions } from "@ingot/core/plugin";
import type { Rootfs } from "../rootfs.js";

/** One file of the image to the local path `destination`, which appears only when it is whole. Links are followed inside the image. */
export async function downloadFile(
  { root }: Rootfs,
  source: string,
  destination: string,
  options: TransferOptions = {},
): Promise<void> {
  options.signal?.throwIfAborted();
  const path = await resolveInRoot(root, bytePath(source));
  const node = await readNode(root, path);
  if (!node) throw downloadError(`Cannot download ${source} from the image: there is no such file.`);
  if (node.kind === "directory") {
    throw downloadError(
      `Cannot download ${source} from the image: it is a directory; write "${source}/" to download it.`,
    );
  }
  if (node.kind !== "file") throw downloadError(`Cannot download ${source} from the image: it is not a file.`);
  await writeFetchedFile(destination, "ingot", options, async (file) => {
    const progress = countProgress(options);
    progress.expect(node.size);
    for await (const chunk of contentOf(root, path, progress, options.signal)) await file.append(chunk);
    return { size: node.size, mode: node.mode & 0o777, mtime: await changedAt(root, path) };
  });
}

async function* contentOf(
  root: string,
  path: BytePath,
  { onBytes }: CountedProgress,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  for await (const chunk of readFileAt(root, path)) {
    signal?.throwIfAborted();
    yield chunk;
    onBytes(chunk.length);
  }
}

/**
 * Like rsync: with a trailing "/" the contents of `source`, without it the directory itself, into `destination`.
 * Symbolic links are copied as links; devices, pipes and sockets are left out.
 */
export async function downloadDirectory(
  { root }: Rootfs,
  source: string,
  destination: string,
  options: TransferOptions = {},
): Promise<void> {
  const path = await resolveInRoot(root, bytePath(source));
  const node = await readNode(root, path);
  if (node?.kind !== "directory")
    throw downloadError(`Cannot download ${source} from the image as a directory: it is none.`);
  const into = source.endsWith("/") ? destination : join(destination, basename(posix.resolve("/", source)));
  await makeDirectory(into);
  const { mode, signal } = options;
  const tree = localDestination(await realpath(into), mode === undefined ? {} : { mode });
  await downloadContents({ root, tree, signal, progress: countProgress(options) }, path, "");
  await tree.finish();
}

interface TreeDownload {
  readonly root: string;
  readonly tree: LocalDestination;
  readonly signal: AbortSignal | undefined;
  readonly progress: CountedProgress;
}

/** `name`: of the directory within what is downloaded. */
function downloadContents(download: TreeDownload, directory: BytePath, name: BytePath): Promise<void> {
  const { root, signal } = download;
  return withAccess(root, directory, async () => {
    for (const child of await readdir(placeOf(root, directory), { encoding: "buffer" })) {
      signal?.throwIfAborted();
      const text = child.toString("latin1");
      await downloadNode(download, joinPath(directory, text), joinPath(name, text));
    }
  });
}

async function downloadNode(download: TreeDownload, path: BytePath, name: BytePath): Promise<void> {
  const { root, tree, progress, signal } = download;
  const node = await readNode(root, path);
  if (!node) return;
  const marks = { mode: node.mode, mtime: await changedAt(root, path) };
  if (node.kind === "directory") {
    await tree.directory(name, marks);
    await downloadContents(download, path, name);
  } else if (node.kind === "symlink") await tree.symlink(name, node.target!);
  else if (node.kind === "file") await tree.file(name, contentOf(root, path, progress, signal), marks);
}

const changedAt = async (root: string, path: BytePath): Promise<Date> =>
  new Date(Number((await lstatAt(root, path))?.mtimeMs ?? 0));
