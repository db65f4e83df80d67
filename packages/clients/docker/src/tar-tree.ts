import { Readable } from "node:stream";
import { bytePath, packTree, pathBuffer, walkTree } from "@ingot/client-transfer";

export interface ArchiveOptions {
  /** Names are relative, with "/"; a directory that is left out is not entered. Default: all. */
  include?(name: string, isDirectory: boolean): boolean;
  /** More files, name to text. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** The archive of a local directory's contents, sorted, with `extra` files after them. All is root's. */
export function archiveDirectory(directory: string, { include, extra = {} }: ArchiveOptions = {}): Readable {
  const kept = include && {
    include: (path: string, isDirectory: boolean) => include(pathBuffer(path).toString("utf8"), isDirectory),
  };
  const files = Object.entries(extra).map(([name, text]) => ({
    path: bytePath(name),
    size: Buffer.byteLength(text),
    mode: 0o644,
    mtime: new Date(0),
    open: async function* () {
      yield Buffer.from(text);
    },
  }));
  return streamOf(packTree(walkTree(bytePath(directory), "", kept), {}, files));
}

export const streamOf = (chunks: AsyncIterable<Buffer>): Readable =>
  Readable.from(chunks, { objectMode: false, highWaterMark: 1024 * 1024 });
