import { realpath, rename, rm } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Readable } from "node:stream";
import { type Host, IngotError, makeDirectory, type TransferOptions } from "@ingot/core/plugin";
import { getArchive, statInContainer } from "./archive.js";
import { type ArchiveEntry, eachEntry, writeEntry } from "./archive-entries.js";
import type { DockerEngine } from "./engine.js";
import { unpack } from "./unpack.js";
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
  { signal, mode = 0o644 }: TransferOptions = {},
): Promise<void> {
  const path = await fileBehind(from, absolute(source), signal);
  const archive = await getArchive(from.engine, from.container, path, signal);
  const partial = `${destination}.${Buffer.from(from.host.randomBytes(16)).toString("hex")}.partial`;
  try {
    await firstFile(archive, path, (entry) => writeEntry(entry, partial, mode), signal);
    await rename(partial, destination);
  } finally {
    archive.destroy();
    await rm(partial, { force: true });
  }
}

/** Like rsync: with a trailing "/" the contents of `source`, without it the directory itself, into `destination`. */
export async function downloadDirectory(
  from: DownloadSource,
  source: string,
  destination: string,
  { signal }: TransferOptions = {},
): Promise<void> {
  const path = await directoryBehind(from, absolute(source), signal);
  const into = source.endsWith("/") ? destination : join(destination, posix.basename(absolute(source)));
  await makeDirectory(into);
  const root = await realpath(into);
  const archive = await getArchive(from.engine, from.container, path, signal);
  try {
    await eachEntry(archive, path, signal, (entry) => unpack(entry, root));
  } finally {
    archive.destroy();
  }
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

async function behind({ engine, container }: DownloadSource, path: string, signal: AbortSignal | undefined) {
  const found = await statInContainer(engine, container, path, signal);
  const real = found?.kind === "link" ? found.target : path;
  const target = found?.kind === "link" ? await statInContainer(engine, container, real, signal) : found;
  if (target) return { real, kind: target.kind };
  throw downloadError(`Cannot download ${path} from the container: there is no such file.`);
}

const downloadError = (message: string) => new IngotError({ code: "DOWNLOAD_FAILED", source: "user", message });

async function firstFile(
  archive: Readable,
  path: string,
  write: (entry: ArchiveEntry) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let isFound = false;
  await eachEntry(archive, path, signal, async (entry) => {
    if (isFound || entry.header.type !== "file") throw downloadError(`Cannot download ${path}: it is not one file.`);
    isFound = true;
    await write(entry);
  });
  if (!isFound) throw downloadError(`Cannot download ${path}: the Docker engine sent no file.`);
}
