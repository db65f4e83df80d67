import { closeSync, constants, openSync, readSync } from "node:fs";
import { type BytePath, pathBuffer, shownPath } from "../byte-path.js";
import { readExactly } from "../content.js";
import { paddingOf } from "../tar/header.js";
import { tarEnd, tarHeader, tarPadding } from "../tar/write-tar.js";
import { uploadError } from "../transfer-error.js";
import type { TreeStep } from "./local-tree.js";

/** Who is to own what is unpacked: numbers of the machine's own. */
export interface TarOwner {
  readonly uid: number;
  readonly gid: number;
}

export interface PackOptions {
  /** Default: root. */
  readonly owner?: TarOwner | undefined;
  /** Permission bits of all files; default: their own. */
  readonly mode?: number | undefined;
  /**
   * Directories come twice: open to their owner before what is in them, and as they are to be after it. Unpackers that set modes
   * and times at once need it.
   */
  readonly directoriesTwice?: boolean;
  /** Bytes of files that were read. */
  onRead?(bytes: number): void;
}

/** One file that is not in a directory. */
export interface PackedFile {
  readonly path: BytePath;
  readonly size: number;
  readonly mode: number;
  readonly mtime: Date;
  open(): AsyncIterable<Buffer>;
}

/** The archive of what was met, and of more files after it, in pieces of a good size for a network. */
export async function* packTree(
  steps: AsyncIterable<TreeStep>,
  options: PackOptions = {},
  more: readonly PackedFile[] = [],
): AsyncGenerator<Buffer> {
  yield* gathered(archiveOf(steps, options, more));
}

async function* archiveOf(steps: AsyncIterable<TreeStep>, options: PackOptions, more: readonly PackedFile[]) {
  for await (const entry of steps) {
    if (entry.path === "") continue; // the top itself is there already
    if (entry.step === "enter" || options.directoriesTwice) yield headerOf(entry, options);
    if (entry.kind !== "file" || entry.size === 0) continue;
    if (entry.size > smallSize) yield* body(readExactly(pathBuffer(entry.place), entry.size), entry.size, options);
    else {
      yield smallBody(entry);
      options.onRead?.(entry.size);
    }
  }
  for (const file of more) {
    yield headerOf({ ...file, kind: "file", step: "enter", target: "" }, options);
    yield* body(file.open(), file.size, options);
  }
  yield tarEnd();
}

const smallSize = 64 * 1024;

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** With its padding, and at once: threads would cost several times the reading. What is no longer a file is not waited for. */
function smallBody({ place, size }: TreeStep): Buffer {
  const blocks = Buffer.alloc(size + paddingOf(size));
  const file = openSync(pathBuffer(place), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    for (let at = 0, read = 0; at < size; at += read) {
      read = readSync(file, blocks, at, size - at, at);
      if (read === 0) throw uploadError(`Cannot upload ${shownPath(place)}: it became shorter while it was read.`);
    }
  } finally {
    closeSync(file);
  }
  return blocks;
}

async function* body(content: AsyncIterable<Buffer>, size: number, { onRead }: PackOptions) {
  for await (const chunk of content) {
    yield chunk;
    onRead?.(chunk.length);
  }
  yield tarPadding(size);
}

function headerOf(
  entry: Pick<TreeStep, "path" | "kind" | "mode" | "mtime" | "size" | "target" | "step">,
  options: PackOptions,
): Buffer {
  const { kind, path, mtime } = entry;
  return tarHeader({
    path,
    kind,
    linkPath: entry.target,
    mode: modeOf(entry, options),
    size: kind === "file" ? entry.size : 0,
    mtime: Math.max(0, Math.floor(mtime.getTime() / 1000)),
    ...(options.owner ?? { uid: 0, gid: 0 }),
  });
}

function modeOf({ kind, mode, step }: Pick<TreeStep, "kind" | "mode" | "step">, options: PackOptions): number {
  if (kind === "file") return options.mode ?? mode;
  return kind === "directory" && options.directoriesTwice && step === "enter" ? mode | 0o700 : mode;
}

const pieceSize = 256 * 1024;

/** Thousands of headers and small files, each sent alone, would cost more than their bytes. */
async function* gathered(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    waiting.push(piece);
    size += piece.length;
    if (size < pieceSize) continue;
    yield waiting.length === 1 ? piece : Buffer.concat(waiting, size);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting, size);
}
