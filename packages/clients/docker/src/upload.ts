import { basename, posix } from "node:path";
import type { Readable } from "node:stream";
import {
  bytePath,
  contentOfFile,
  contentOfStream,
  countProgress,
  openLocalDirectory,
  packTree,
  type TarOwner,
  uploadError,
  walkTree,
} from "@ingot/client-transfer";
import type { Host, TransferOptions } from "@ingot/core/plugin";
import { putArchive, statInContainer } from "./archive.js";
import type { DockerEngine } from "./engine.js";
import { hiddenMount } from "./hidden-mount.js";
import { streamOf } from "./tar-tree.js";
import { verifyDirectory, verifyFile } from "./verify-upload.js";

/** Where files go. */
export interface UploadTarget {
  readonly engine: DockerEngine;
  readonly container: string;
  readonly host: Pick<Host, "now">;
  /** Who is to own what is uploaded, directories of the tree included, and nothing else. Default: root. */
  readonly owner?: TarOwner;
  /** A private directory for streams too long for memory. */
  spoolDirectory(): Promise<string>;
}

/** A local file's path, or a stream, to one file. */
export async function uploadFile(
  target: UploadTarget,
  source: string | Readable,
  destination: string,
  options: TransferOptions = {},
): Promise<void> {
  const { signal, mode } = options;
  const path = await fileDestination(target, source, destination, signal);
  const content = await (typeof source === "string" ? contentOfFile(source) : contentOfStream(source, target, signal));
  const progress = countProgress(options);
  progress.expect(content.size);
  const file = { ...content, mode: mode ?? content.mode, path: bytePath(posix.basename(path)) };
  const archive = packTree(nothing(), { owner: target.owner, onRead: progress.onBytes }, [file]);
  await putArchive(target.engine, target.container, posix.dirname(path), streamOf(archive), signal);
  await verifyFile(target, content, path, options);
}

async function* nothing(): AsyncGenerator<never> {}

/**
 * Like rsync: with a trailing "/" the contents of `source`, without it the directory itself, into `destination`, whose last
 * part is made where it is missing.
 */
export async function uploadDirectory(
  target: UploadTarget,
  source: string,
  destination: string,
  options: TransferOptions = {},
): Promise<void> {
  const { signal, mode } = options;
  const local = await openLocalDirectory(source, mode);
  const progress = countProgress(options);
  progress.expect(local.size);
  const into = absolute(destination);
  await requireSeen(target, into, signal);
  const isThere = await isDirectory(target, into, signal);
  if (!isThere) await requireDirectory(target, posix.dirname(into), into, signal);
  const prefix = [isThere ? "" : bytePath(posix.basename(into)), local.prefix].filter((part) => part !== "").join("/");
  const archive = packTree(walkTree(local.place, prefix), { owner: target.owner, mode, onRead: progress.onBytes });
  const directory = isThere ? into : posix.dirname(into);
  await putArchive(target.engine, target.container, directory, streamOf(archive), signal);
  if (options.verify === "sha256") await verifyDirectory(target, local, into, signal);
}

/** Relative to the root, as with `docker cp`; without a trailing "/". */
export const absolute = (path: string): string => posix.resolve("/", path);

async function fileDestination(
  target: UploadTarget,
  source: string | Readable,
  destination: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const named = destination.endsWith("/") ? destination + nameOf(source, destination) : destination;
  const path = absolute(named);
  await requireSeen(target, path, signal);
  await requireDirectory(target, posix.dirname(path), path, signal);
  if (await isDirectory(target, path, signal)) throw destinationIsDirectory(destination);
  return path;
}

function nameOf(source: string | Readable, destination: string): string {
  if (typeof source === "string") return basename(source);
  throw uploadError(`"${destination}" ends in "/", but what is uploaded has no name of its own. Name the file.`);
}

/** What no command of the container would see is not uploaded. */
async function requireSeen(target: UploadTarget, path: string, signal: AbortSignal | undefined): Promise<void> {
  const mount = await hiddenMount(target, path, signal);
  if (mount === undefined) return;
  throw uploadError(
    `Cannot upload to ${path}, because ${mount} is a mount that only the container's own processes see: a Docker engine would put the file below it, into the image. Upload to another directory; for scripts set remote_folder.`,
  );
}

const destinationIsDirectory = (path: string) =>
  uploadError(
    `Cannot upload a file to ${path}, because a directory of that name is in the container. Write "${path}/" to put the file into it.`,
  );

/** Follows links, as the engine does when it unpacks. */
async function isDirectory(target: UploadTarget, path: string, signal: AbortSignal | undefined): Promise<boolean> {
  const found = await statInContainer(target.engine, target.container, path, signal);
  if (found?.kind !== "link") return found?.kind === "directory";
  const behind = await statInContainer(target.engine, target.container, found.target, signal);
  return behind?.kind === "directory";
}

async function requireDirectory(
  target: UploadTarget,
  directory: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (await isDirectory(target, directory, signal)) return;
  throw uploadError(
    `Cannot upload to ${path}, because there is no directory ${directory} in the container. Create it first, for example with a shell provisioner: mkdir -p ${directory}.`,
  );
}
