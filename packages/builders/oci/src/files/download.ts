import { lstat, mkdir, open, readdir, rename, rm, symlink } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { placeOf, readFileAt, readNode, resolveInRoot, type TreeNode, withAccess } from "@ingot/client-oci-image";
import { type BytePath, bytePath, joinPath, shownPath } from "@ingot/client-transfer";
import type { TransferOptions } from "@ingot/core/plugin";
import { makeDirectory } from "@ingot/core/plugin";
import type { Rootfs } from "../rootfs.js";
import { downloadError } from "./transfer-error.js";

/** One file of the image to the local path `destination`, which appears only when it is whole. Links are followed inside the image. */
export async function downloadFile(
  { root }: Rootfs,
  source: string,
  destination: string,
  { signal, mode = 0o644 }: TransferOptions = {},
): Promise<void> {
  signal?.throwIfAborted();
  const path = await resolveInRoot(root, bytePath(source));
  const node = await readNode(root, path);
  if (!node) throw downloadError(`Cannot download ${source} from the image: there is no such file.`);
  if (node.kind === "directory") {
    throw downloadError(
      `Cannot download ${source} from the image: it is a directory; write "${source}/" to download it.`,
    );
  }
  if (node.kind !== "file") throw downloadError(`Cannot download ${source} from the image: it is not a file.`);
  await writeLocal(root, path, destination, mode, signal);
}

async function writeLocal(
  root: string,
  path: BytePath,
  destination: string,
  mode: number,
  signal?: AbortSignal,
): Promise<void> {
  const partial = `${destination}.ingot-partial`;
  await rm(partial, { force: true });
  try {
    const target = await open(partial, "wx", mode); // a stream's own opening may come after the abort that ends it
    await pipeline(Readable.from(readFileAt(root, path)), target.createWriteStream(), signal ? { signal } : {});
    await rename(partial, destination);
  } catch (error) {
    await rm(partial, { force: true });
    throw signal?.aborted ? signal.reason : error;
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
  { signal }: TransferOptions = {},
): Promise<void> {
  const path = await resolveInRoot(root, bytePath(source));
  const node = await readNode(root, path);
  if (node?.kind !== "directory")
    throw downloadError(`Cannot download ${source} from the image as a directory: it is none.`);
  const into = source.endsWith("/") ? destination : join(destination, basename(posix.resolve("/", source)));
  await makeDirectory(into);
  await downloadContents(root, path, into, signal);
}

function downloadContents(root: string, directory: BytePath, into: string, signal?: AbortSignal): Promise<void> {
  return withAccess(root, directory, async () => {
    for (const name of await readdir(placeOf(root, directory), { encoding: "buffer" })) {
      signal?.throwIfAborted();
      const path = joinPath(directory, name.toString("latin1"));
      const node = await readNode(root, path);
      if (node) await downloadNode(root, path, node, join(into, localName(name, path)), signal);
    }
  });
}

/** A local path is text here; a name that is no UTF-8 would become another one. */
function localName(name: Buffer, path: BytePath): string {
  const text = name.toString("utf8");
  if (Buffer.from(text, "utf8").equals(name)) return text;
  throw downloadError(`Cannot download /${shownPath(path)} from the image, because its name is not UTF-8.`);
}

async function downloadNode(
  root: string,
  path: BytePath,
  node: TreeNode,
  local: string,
  signal?: AbortSignal,
): Promise<void> {
  if (node.kind === "directory") {
    await requireOwnDirectory(local, node.mode);
    await downloadContents(root, path, local, signal);
  } else if (node.kind === "symlink") {
    await rm(local, { force: true });
    await symlink(Buffer.from(node.target!, "latin1"), local);
  } else if (node.kind === "file") await writeLocal(root, path, local, node.mode & 0o777, signal);
}

/** Never through a link that an earlier download may have left there. */
async function requireOwnDirectory(local: string, mode: number): Promise<void> {
  const found = await lstat(local).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (found) await rm(local, { force: true });
  await mkdir(local, { mode: (mode & 0o777) | 0o700 });
}
