import {
  chmod,
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { IngotError } from "@ingot/core/plugin";
import { type BytePath, baseName, joinPath, parentPath, pathBuffer, shownPath, tidyPath } from "../byte-path.js";

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
  const freePlace = async (name: BytePath) => {
    const place = await placeFor(name);
    await rm(pathBuffer(place), { force: true });
    return pathBuffer(place);
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
      await writeLocalFile(pathBuffer(await placeFor(name)), content, { ...marks, mode: mode ?? marks.mode });
      onFile?.(tidyPath(name));
    },
    symlink: async (name, target) => symlink(pathBuffer(target), await freePlace(name)),
    link: async (name, target) => {
      const source = await placeFor(target);
      if (!(await statsOf(source))?.isFile())
        throw unsafe(target, "a hard link leads to it, but it is not a file of the same directory");
      await link(pathBuffer(source), await freePlace(name));
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
  let place = top;
  for (const part of parentPath(inner) === "" ? [] : parentPath(inner).split("/")) {
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
async function writeLocalFile(place: Buffer, content: Buffer | AsyncIterable<Buffer>, marks: Marks): Promise<void> {
  if (Buffer.isBuffer(content)) return writeNewFile(place, content, marks);
  const temporary = Buffer.concat([place, Buffer.from(".ingot-partial")]);
  await writeNewFile(temporary, content, marks);
  await rename(temporary, place);
}

async function writeNewFile(path: Buffer, content: Buffer | AsyncIterable<Buffer>, marks: Marks): Promise<void> {
  const file = await createFile(path);
  try {
    await writeFile(file, content);
    await file.chmod(marks.mode & 0o777);
    await file.utimes(marks.mtime, marks.mtime);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** In the place of a file or a link that is there, never through it. */
async function createFile(path: Buffer): Promise<FileHandle> {
  try {
    return await open(path, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    await rm(path);
    return open(path, "wx", 0o600);
  }
}

const unsafe = (name: BytePath, why: string) =>
  new IngotError({
    code: "UNSAFE_ARCHIVE",
    source: "outside",
    message: `The machine sent "${shownPath(name)}", which is not unpacked: ${why}.`,
    data: { name: shownPath(name) },
  });
