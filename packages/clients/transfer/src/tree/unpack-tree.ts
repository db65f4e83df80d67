import { type BytePath, tidyPath } from "../byte-path.js";
import { readTar, type TarEntry } from "../tar/read-tar.js";
import type { LocalDestination } from "./local-destination.js";
import { turn } from "./turn.js";

export interface UnpackOptions {
  /** Leading parts of names that are left out. Default: none. */
  readonly strip?: number;
  /** Bytes of files that came. */
  onWritten?(bytes: number): void;
}

const smallSize = 64 * 1024;
/** How many small files are written before others have their turn. */
const atOnce = 32;

/** Unpacks an archive into `destination`. What is neither a file, a directory nor a link is left out. */
export async function unpackTree(
  archive: AsyncIterable<Buffer>,
  destination: LocalDestination,
  { strip = 0, onWritten }: UnpackOptions = {},
): Promise<void> {
  let written = 0;
  for await (const entry of readTar(archive)) {
    const name = stripped(entry.path, strip);
    if (entry.kind !== "file") await placeEntry(entry, name, destination, strip);
    else if (entry.size > smallSize) await destination.file(name, counted(entry.body, onWritten), marksOf(entry));
    else {
      await destination.file(name, await entry.bytes(), marksOf(entry));
      onWritten?.(entry.size);
      if (++written % atOnce === 0) await turn();
    }
  }
  await destination.finish();
}

async function placeEntry(
  entry: TarEntry,
  name: BytePath,
  destination: LocalDestination,
  strip: number,
): Promise<void> {
  if (entry.kind === "directory") await destination.directory(name, marksOf(entry));
  if (entry.kind === "symlink") await destination.symlink(name, entry.linkPath);
  if (entry.kind === "link") await destination.link(name, stripped(entry.linkPath, strip));
}

const marksOf = ({ mode, mtime }: TarEntry) => ({ mode, mtime: new Date(mtime * 1000) });

/** A name that leads upwards or to the root is left as it is, to be refused. */
function stripped(path: BytePath, strip: number): BytePath {
  if (strip === 0 || path.startsWith("/") || path.split("/").includes("..")) return path;
  return tidyPath(path).split("/").slice(strip).join("/");
}

async function* counted(body: AsyncIterable<Buffer>, onWritten: UnpackOptions["onWritten"]): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    yield chunk;
    onWritten?.(chunk.length);
  }
}
