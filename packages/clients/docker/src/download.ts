import { realpath } from "node:fs/promises";
import { join, posix } from "node:path";
import {
  type CountedProgress,
  countProgress,
  downloadError,
  type FetchedFile,
  type LocalFile,
  localDestination,
  readTar,
  unpackTree,
  writeFetchedFile,
} from "@ingot/client-transfer";
import { type Host, makeDirectory, type TransferOptions } from "@ingot/core/plugin";
import { behindInContainer } from "./archive.js";
import type { DockerEngine } from "./engine.js";
import { hiddenMount } from "./hidden-mount.js";
import { readArchive } from "./read-archive.js";
import { absolute } from "./upload.js";

export interface DownloadSource {
  readonly engine: DockerEngine;
  readonly container: string;
  readonly host: Pick<Host, "randomBytes">;
}

/** One file of the container to the local path `destination`, which appears only when it is whole. Links are followed. */
export async function downloadFile(
  from: DownloadSource,
  source: string,
  destination: string,
  options: TransferOptions = {},
): Promise<void> {
  const path = await fileBehind(from, absolute(source), options.signal);
  const name = Buffer.from(from.host.randomBytes(16)).toString("hex");
  const progress = countProgress(options);
  await writeFetchedFile(destination, name, options, (file) =>
    readArchive(from, path, options.signal, (archive) => onlyFile(archive, path, file, progress)),
  );
}

/**
 * Like rsync: with a trailing "/" the contents of `source`, without it the directory itself, into `destination`. What is neither
 * a file, a directory nor a link is left out.
 */
export async function downloadDirectory(
  from: DownloadSource,
  source: string,
  destination: string,
  options: TransferOptions = {},
): Promise<void> {
  const { signal, mode } = options;
  const path = await directoryBehind(from, absolute(source), signal);
  const into = source.endsWith("/") ? destination : join(destination, posix.basename(absolute(source)));
  await makeDirectory(into);
  const tree = localDestination(await realpath(into), mode === undefined ? {} : { mode });
  const { onBytes } = countProgress(options);
  await readArchive(from, path, signal, (archive) => unpackTree(archive, tree, { strip: 1, onWritten: onBytes }));
}

async function fileBehind(from: DownloadSource, path: string, signal: AbortSignal | undefined): Promise<string> {
  const { real, kind } = await behind(from, path, signal);
  if (kind === "file") return real;
  const hint = kind === "directory" ? `it is a directory; write "${path}/" to download it` : "it is not a file";
  throw downloadError(`Cannot download ${path} from the container: ${hint}.`);
}

async function directoryBehind(from: DownloadSource, path: string, signal: AbortSignal | undefined): Promise<string> {
  const { real, kind } = await behind(from, path, signal);
  if (kind === "directory") return real;
  throw downloadError(`Cannot download ${path} from the container as a directory: it is none.`);
}

async function behind(from: DownloadSource, path: string, signal: AbortSignal | undefined) {
  const mount = await hiddenMount(from, path, signal);
  if (mount !== undefined)
    throw downloadError(
      `Cannot download ${path} from the container, because ${mount} is a mount that only the container's own processes see, not the Docker engine. Copy the file to another directory first, with a command.`,
    );
  const found = await behindInContainer(from.engine, from.container, path, signal);
  if (found) return found;
  throw downloadError(`Cannot download ${path} from the container: there is no such file.`);
}

async function onlyFile(
  archive: AsyncIterable<Buffer>,
  path: string,
  file: LocalFile,
  progress: CountedProgress,
): Promise<FetchedFile> {
  let marks: FetchedFile | undefined;
  for await (const { kind, size, mode, mtime, body } of readTar(archive)) {
    if (marks || kind !== "file") throw downloadError(`Cannot download ${path}: it is not one file.`);
    marks = { size, mode, mtime: new Date(mtime * 1000) };
    progress.expect(size);
    for await (const chunk of body) {
      await file.append(chunk);
      progress.onBytes(chunk.length);
    }
  }
  if (!marks) throw downloadError(`Cannot download ${path}: the Docker engine sent no file.`);
  return marks;
}
