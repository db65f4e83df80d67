import { closeSync, fchmodSync, futimesSync, openSync, rmSync, writeSync, writev } from "node:fs";
import { chmod, link, lstat, mkdir, rename, rm, symlink, utimes } from "node:fs/promises";
import { promisify } from "node:util";
import { explainingFileErrors, IngotError } from "@ingot/core/plugin";
import {
  type BytePath,
  baseName,
  joinPath,
  parentPath,
  partialPath,
  pathBuffer,
  shownPath,
  tidyPath,
} from "../byte-path.js";
import { writeBehind } from "../write-behind.js";

export interface Marks {
  /** Only the bits of `rwx` are taken over. */
  readonly mode: number;
  readonly mtime: Date;
}

/**
 * A directory of this machine that is filled by names from elsewhere. What would leave it, or pass through a link, is refused
 * with UNSAFE_ARCHIVE. A file or link takes the place of another, never of a directory.
 */
export interface LocalDestination {
  directory(name: BytePath, marks: Marks): Promise<void>;
  file(name: BytePath, content: Buffer | AsyncIterable<Buffer>, marks: Marks): Promise<void>;
  symlink(name: BytePath, target: BytePath): Promise<void>;
  /** A second name of a file that is there already. */
  link(name: BytePath, target: BytePath): Promise<void>;
  /** Gives directories their modes and times, which filling them would have changed. */
  finish(): Promise<void>;
}

export interface DestinationOptions {
  /** Permission bits of all files; default: their own. */
  readonly mode?: number;
  /** Called for each file that is whole. */
  onFile?(name: BytePath): void;
}

/** `root` must be a real directory's resolved path. */
export function localDestination(root: string, { mode, onFile }: DestinationOptions = {}): LocalDestination {
  const top = Buffer.from(root, "utf8").toString("latin1");
  const real = new Set<BytePath>([top]);
  const marked = new Map<BytePath, Marks>();
  const placeFor = (name: BytePath) => findPlace(top, name, real);
  const fill = async (name: BytePath, write: (place: BytePath) => Promise<void>) => {
    const place = await placeFor(name);
    try {
      await explainingFileErrors(() => write(place), { what: `write "${shownPath(place)}"` });
    } catch (error) {
      throw (await statsOf(place))?.isDirectory() ? unsafe(name, "a directory of that name is there") : error;
    }
  };
  return {
    directory: async (name, marks) => {
      const place = innerName(name) === "" ? top : await placeFor(name);
      if (place === top) return;
      await makeRealDirectory(place);
      real.add(place);
      marked.set(place, marks);
    },
    file: async (name, content, marks) => {
      await fill(name, (place) => writeLocalFile(place, content, { ...marks, mode: mode ?? marks.mode }));
      onFile?.(tidyPath(name));
    },
    symlink: (name, target) =>
      fill(name, async (place) => {
        await rm(pathBuffer(place), { force: true });
        await symlink(pathBuffer(target), pathBuffer(place));
      }),
    link: async (name, target) => {
      const source = await placeFor(target);
      if (!(await statsOf(source))?.isFile())
        throw unsafe(target, "a hard link leads to it, but it is not a file of the same directory");
      await fill(name, async (place) => {
        await rm(pathBuffer(place), { force: true });
        await link(pathBuffer(source), pathBuffer(place));
      });
    },
    finish: async () => {
      for (const [place, { mode, mtime }] of [...marked].reverse()) {
        await chmod(pathBuffer(place), (mode & 0o777) | 0o700);
        await utimes(pathBuffer(place), mtime, mtime);
      }
    },
  };
}

const statsOf = (place: BytePath) => lstat(pathBuffer(place)).catch(() => undefined);

function innerName(name: BytePath): BytePath {
  if (name.split("/").includes("..") || name.startsWith("/") || name.includes("\0")) {
    throw unsafe(name, "its name leads out of the directory");
  }
  return tidyPath(name);
}

/** Makes sure that every directory on the way is a real one, so that nothing is written through a link. */
async function findPlace(top: BytePath, name: BytePath, real: Set<BytePath>): Promise<BytePath> {
  const inner = innerName(name);
  const parent = parentPath(inner);
  const known = parent === "" ? top : `${top}/${parent}`;
  if (real.has(known)) return joinPath(known, baseName(inner));
  let place = top;
  for (const part of parent.split("/")) {
    place = `${place}/${part}`;
    if (real.has(place)) continue;
    const found = await statsOf(place);
    if (!found) await mkdir(pathBuffer(place));
    else if (!found.isDirectory()) throw unsafe(name, `${shownPath(place)} on its way is not a directory`);
    real.add(place);
  }
  return joinPath(place, baseName(inner));
}

async function makeRealDirectory(place: BytePath): Promise<void> {
  const found = await statsOf(place);
  if (found && !found.isDirectory()) await rm(pathBuffer(place));
  if (!found?.isDirectory()) await mkdir(pathBuffer(place), { mode: 0o700 });
}

/** What is long is written under another name until it is whole. */
async function writeLocalFile(place: BytePath, content: Buffer | AsyncIterable<Buffer>, marks: Marks): Promise<void> {
  if (Buffer.isBuffer(content)) return writeNewFile(pathBuffer(place), (file) => writeWhole(file, content), marks);
  const temporary = pathBuffer(partialPath(place));
  await writeNewFile(temporary, (file) => writeChunks(file, content), marks);
  await rename(temporary, pathBuffer(place)).catch((error: unknown) => {
    rmSync(temporary, { force: true });
    throw error;
  });
}

/** By calls of its own: for thousands of small files, having threads do them costs several times as much as what they do. */
async function writeNewFile(path: Buffer, fill: (file: number) => Promise<void> | void, marks: Marks): Promise<void> {
  const file = createFile(path);
  try {
    await fill(file);
    fchmodSync(file, marks.mode & 0o777);
    futimesSync(file, marks.mtime, marks.mtime);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function writeWhole(file: number, content: Buffer): void {
  for (let at = 0; at < content.length; ) at += writeSync(file, content, at);
}

async function writeChunks(file: number, chunks: AsyncIterable<Buffer>): Promise<void> {
  const writer = writeBehind(async (some, position) => (await writeAt(file, some, position)).bytesWritten);
  try {
    for await (const chunk of chunks) await writer.append(chunk);
    await writer.settled();
  } finally {
    await writer.restart();
  }
}

const writeAt = promisify(writev);

/** In the place of a file or a link that is there, never through it. */
function createFile(path: Buffer): number {
  try {
    return openSync(path, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    rmSync(path);
    return openSync(path, "wx", 0o600);
  }
}

const unsafe = (name: BytePath, why: string) =>
  new IngotError({
    code: "UNSAFE_ARCHIVE",
    source: "outside",
    message: `The machine sent "${shownPath(name)}", which is not unpacked: ${why}.`,
    data: { name: shownPath(name) },
  });
