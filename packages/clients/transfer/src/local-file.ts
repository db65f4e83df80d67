import { constants } from "node:fs";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileReasonOf, isIngotError, type TransferOptions } from "@ingot/core/plugin";
import { readExactly } from "./content.js";
import { sumOf } from "./sum.js";
import { downloadError } from "./transfer-error.js";
import { type WriteBehind, type WriteSome, writeBehind } from "./write-behind.js";

/** What a machine says of a file. */
export interface FetchedFile {
  readonly size: number;
  /** Permission bits; undefined where the machine cannot tell. */
  readonly mode: number | undefined;
  readonly mtime: Date | undefined;
}

/** A local file that is being filled. It stays where it is between attempts, so that the next one can go on. */
export interface LocalFile {
  /** Bytes that are there, or on their way. */
  readonly size: number;
  /** The chunk must stay as it is from now on: it is written later. */
  append(chunk: Buffer): Promise<void>;
  /** Forgets what is there. */
  restart(): Promise<void>;
  sum(): Promise<string>;
}

type Fill = (file: LocalFile) => Promise<FetchedFile>;

/**
 * Has `fill` write the file `destination`, which appears only when it is whole, unless the caller sees to that (`inPlace`); a device
 * or a pipe that is there is written to directly.
 */
export async function writeFetchedFile(
  destination: string,
  name: string,
  options: Pick<TransferOptions, "mode" | "inPlace">,
  fill: Fill,
): Promise<void> {
  if (await isDeviceOrPipe(destination)) return passOn(destination, fill);
  const { inPlace = false } = options;
  const path = inPlace ? destination : join(dirname(destination), `.ingot-${name}`);
  try {
    await fillFile(await open(path, inPlace ? "w" : "wx", 0o600), path, fill, options);
    if (!inPlace) await rename(path, destination);
  } catch (error) {
    if (!inPlace) await rm(path, { force: true });
    throw inPlace ? error : explained(error, destination);
  }
}

const isDeviceOrPipe = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => !found.isFile() && !found.isDirectory(),
    () => false,
  );

async function passOn(path: string, fill: Fill): Promise<void> {
  try {
    const file = await openWithReader(path);
    await filled(file, path, fill, false).finally(() => file.close());
  } catch (error) {
    throw explained(error, path);
  }
}

const { O_NONBLOCK, O_WRONLY } = constants;

/** Opening a pipe waits for its reader, and nothing could end that, not even the end of this process. */
async function openWithReader(path: string): Promise<FileHandle> {
  const probe = await open(path, O_WRONLY | O_NONBLOCK).catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === "ENXIO" ? withoutReader(path, error) : error;
  });
  return open(path, "w").finally(() => probe.close());
}

const withoutReader = (path: string, cause: unknown) =>
  downloadError(
    `Cannot download to ${path}: nobody reads from it. Start its reader first, or choose another path.`,
    cause,
  );

async function fillFile(
  file: FileHandle,
  path: string,
  fill: Fill,
  { mode, inPlace }: Pick<TransferOptions, "mode" | "inPlace">,
): Promise<void> {
  try {
    const marks = await filled(file, path, fill, true);
    if (!inPlace) await file.chmod(mode ?? (marks.mode ?? 0o644) & 0o777);
    if (marks.mtime) await file.utimes(marks.mtime, marks.mtime);
  } finally {
    await file.close();
  }
}

/** When this settles, nothing is being written any more. */
async function filled(file: FileHandle, path: string, fill: Fill, hasPlaces: boolean): Promise<FetchedFile> {
  const writer = writeBehind(writingTo(file, hasPlaces));
  try {
    const marks = await fill(localFile(file, path, hasPlaces, writer));
    await writer.settled();
    return marks;
  } finally {
    await writer.restart();
  }
}

const writingTo =
  (file: FileHandle, hasPlaces: boolean): WriteSome =>
  async (chunks, position) =>
    (await file.writev(chunks, hasPlaces ? position : undefined)).bytesWritten;

function localFile(file: FileHandle, path: string, hasPlaces: boolean, writer: WriteBehind): LocalFile {
  let size = 0;
  return {
    get size() {
      return size;
    },
    append: (chunk) => {
      size += chunk.length;
      return writer.append(chunk);
    },
    restart: async () => {
      await writer.restart();
      size = 0;
      if (hasPlaces) await file.truncate(0);
    },
    sum: async () => {
      await writer.settled();
      return sumOf(readExactly(path, size));
    },
  };
}

function explained(error: unknown, destination: string): unknown {
  const isLocal = !isIngotError(error) && typeof (error as NodeJS.ErrnoException | undefined)?.syscall === "string";
  return isLocal ? downloadError(`Cannot download to ${destination}: ${fileReasonOf(error)}`, error) : error;
}
