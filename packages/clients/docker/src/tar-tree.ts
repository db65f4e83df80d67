import { createReadStream } from "node:fs";
import { lstat, readdir, readlink } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { IngotError } from "@ingot/core/plugin";
import { type Header, type Pack, pack } from "tar-stream";

/** Who is to own what is unpacked: numbers of the container's own. */
export interface TarOwner {
  readonly uid: number;
  readonly gid: number;
}

export interface TreeOptions {
  /** Default: root. */
  readonly owner?: TarOwner;
  /** Permission bits of all files; default: their own. */
  readonly mode?: number;
  /** Names are relative, with "/"; a directory that is left out is not entered. Default: all. */
  include?(name: string, isDirectory: boolean): boolean;
}

/** The archive of a local directory's contents, sorted, with `extra` files (name to text) after them. */
export function archiveDirectory(
  directory: string,
  options: TreeOptions & { readonly extra?: Readonly<Record<string, string>> } = {},
): Readable {
  return archiveOf(async (tar) => {
    await addTree(tar, directory, "", options);
    for (const [name, text] of Object.entries(options.extra ?? {}))
      tar.entry({ ...rootOwner, name, mode: 0o644 }, text);
  });
}

/** A stream that `fill` writes while it is read; its failure is the stream's. */
export function archiveOf(fill: (tar: Pack) => Promise<void>): Readable {
  const tar = pack();
  fill(tar).then(
    () => tar.finalize(),
    (error) => tar.destroy(error),
  );
  return tar as unknown as Readable;
}

type EntryHeader = Partial<Header> & Pick<Header, "name">;

/** The engine gives what it unpacks to the numbers in the header. */
const rootOwner: TarOwner = { uid: 0, gid: 0 };

export function addFile(tar: Pack, header: EntryHeader, content: Readable): Promise<void> {
  return pipeline(content, tar.entry({ ...rootOwner, ...header, type: "file" }));
}

function addEmpty(tar: Pack, header: EntryHeader): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry({ ...rootOwner, ...header }, (error) => (error ? reject(error) : resolve()));
  });
}

/** Depth first and sorted, so that the same directory always gives the same archive. Links stay links. */
export async function addTree(tar: Pack, path: string, name: string, options: TreeOptions): Promise<void> {
  const stats = await lstat(path);
  if (name !== "" && options.include?.(name, stats.isDirectory()) === false) return;
  const header = { name, mode: stats.mode & 0o7777, mtime: stats.mtime, ...options.owner };
  if (stats.isSymbolicLink() && !path.endsWith("/")) {
    await addEmpty(tar, { ...header, type: "symlink", linkname: await readlink(path) });
  } else if (stats.isFile()) {
    await addFile(tar, { ...header, mode: options.mode ?? header.mode, size: stats.size }, createReadStream(path));
  } else if (stats.isDirectory()) {
    if (name !== "") await addEmpty(tar, { ...header, name: `${name}/`, type: "directory" });
    const children = (await readdir(path, { encoding: "buffer" })).map((child) => nameIn(path, child)).sort();
    for (const child of children) await addTree(tar, join(path, child), posix.join(name, child), options);
  } else {
    throw notArchivable(path);
  }
}

/** A name is text here; bytes that are no UTF-8 would name another file. */
function nameIn(directory: string, name: Buffer): string {
  const text = name.toString("utf8");
  if (Buffer.from(text, "utf8").equals(name)) return text;
  throw new IngotError({
    code: "UPLOAD_FAILED",
    source: "user",
    message: `Cannot upload ${join(directory, text)}, because its name is not UTF-8. Rename it, or upload it in an archive.`,
  });
}

const notArchivable = (path: string) =>
  new IngotError({
    code: "UPLOAD_FAILED",
    source: "user",
    message: `Cannot upload ${path}, because it is neither a file, a directory nor a link.`,
  });
