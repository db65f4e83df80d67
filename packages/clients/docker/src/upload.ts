import { createReadStream, createWriteStream, type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Host, IngotError, type TransferOptions } from "@ingot/core/plugin";
import { putArchive, statInContainer } from "./archive.js";
import type { DockerEngine } from "./engine.js";
import { addFile, addTree, archiveOf, type TarOwner } from "./tar-tree.js";

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
  const path = await fileDestination(target, source, destination, options.signal);
  const content = typeof source === "string" ? await localFile(source) : await spooled(target, source, options.signal);
  const mode = options.mode ?? content.mode;
  const header = { name: posix.basename(path), mode, mtime: content.mtime, ...target.owner };
  const archive = archiveOf(async (tar) => addFile(tar, { ...header, size: content.size }, content.open()));
  await putArchive(target.engine, target.container, posix.dirname(path), archive, options.signal);
}

/**
 * Like rsync: with a trailing "/" the contents of `source`, without it the directory itself, into `destination`, whose last
 * part is made where it is missing.
 */
export async function uploadDirectory(
  target: UploadTarget,
  source: string,
  destination: string,
  { signal, mode }: TransferOptions = {},
): Promise<void> {
  const into = absolute(destination);
  const isThere = await isDirectory(target, into, signal);
  if (!isThere) await requireDirectory(target, posix.dirname(into), into, signal);
  const prefix = posix.join(isThere ? "" : posix.basename(into), source.endsWith("/") ? "" : basename(source));
  const tree = { ...(mode !== undefined && { mode }), ...(target.owner && { owner: target.owner }) };
  const archive = archiveOf((tar) => addTree(tar, source, prefix, tree));
  await putArchive(target.engine, target.container, isThere ? into : posix.dirname(into), archive, signal);
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
  await requireDirectory(target, posix.dirname(path), path, signal);
  if (await isDirectory(target, path, signal)) throw destinationIsDirectory(destination);
  return path;
}

function nameOf(source: string | Readable, destination: string): string {
  if (typeof source === "string") return basename(source);
  throw uploadError(`"${destination}" ends in "/", but what is uploaded has no name of its own. Name the file.`);
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

const uploadError = (message: string) => new IngotError({ code: "UPLOAD_FAILED", source: "user", message });

/** Something to write into an archive. */
interface Content {
  readonly size: number;
  readonly mode: number;
  readonly mtime: Date;
  open(): Readable;
}

async function localFile(path: string): Promise<Content> {
  const stats = await stat(path).catch((error) => {
    throw new IngotError({
      code: "UPLOAD_FAILED",
      source: "user",
      message: `Cannot upload ${path}: ${error.code === "ENOENT" ? "there is no such file" : error.message}.`,
      cause: error,
    });
  });
  if (!stats.isFile()) throw uploadError(`Cannot upload ${path}, because it is not a file.`);
  return contentOfFile(path, stats);
}

const contentOfFile = (path: string, stats: Stats): Content => ({
  size: stats.size,
  mode: stats.mode & 0o7777,
  mtime: stats.mtime,
  open: () => createReadStream(path),
});

/** A tar entry begins with its size, so a stream is read to its end first: in memory, or when it is long, in a file. */
const spoolAbove = 4 * 1024 * 1024;

async function spooled(target: UploadTarget, source: Readable, signal: AbortSignal | undefined): Promise<Content> {
  const start: Buffer[] = [];
  let size = 0;
  const chunks = source[Symbol.asyncIterator]();
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    signal?.throwIfAborted();
    start.push(Buffer.from(next.value));
    size += start.at(-1)!.length;
    if (size > spoolAbove) return spoolToFile(target, start, chunks, signal);
  }
  const data = Buffer.concat(start);
  return { size, mode: 0o644, mtime: target.host.now(), open: () => Readable.from([data], { objectMode: false }) };
}

async function spoolToFile(
  target: UploadTarget,
  start: readonly Buffer[],
  rest: AsyncIterator<Buffer | string>,
  signal: AbortSignal | undefined,
): Promise<Content> {
  const file = join(await target.spoolDirectory(), "upload");
  const all = async function* () {
    yield* start;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  };
  await pipeline(all, createWriteStream(file, { mode: 0o600 }), signal ? { signal } : {});
  const stats = await stat(file);
  return { ...contentOfFile(file, stats), mode: 0o644, mtime: target.host.now() };
}
