import { chmod, link, lstat, mkdir, rm, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { IngotError } from "@ingot/core/plugin";
import { type ArchiveEntry, writeEntry } from "./archive-entries.js";

/** The first part of each name is the directory's own. What leaves `root`, or passes through a link, is refused. */
export async function unpack(entry: ArchiveEntry, root: string): Promise<void> {
  const { type, mode = 0o644, linkname } = entry.header;
  const name = innerName(entry.header.name);
  if (name === "") return;
  const path = await placeFor(root, name);
  if (type === "directory") return makeDirectory(path, mode);
  await rm(path, { force: true });
  if (type === "file") await writeEntry(entry, path, mode & 0o777);
  else if (type === "symlink") await symlink(linkname ?? "", path);
  else if (type === "link") await link(await linkTarget(root, linkname ?? ""), path);
  else throw unsafe(entry.header.name, `it is a ${type}, which is neither a file, a directory nor a link`);
}

async function makeDirectory(path: string, mode: number): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found && !found.isDirectory()) await rm(path);
  if (!found?.isDirectory()) await mkdir(path);
  await chmod(path, (mode & 0o777) | 0o700);
}

/** "dir/a/b" → "a/b". */
function innerName(name: string): string {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..") || name.startsWith("/") || name.includes("\0")) {
    throw unsafe(name, "its name leads out of the directory");
  }
  return parts.slice(1).join("/");
}

/** Makes sure that every directory on the way is a real one, so that nothing is written through a link. */
async function placeFor(root: string, name: string): Promise<string> {
  let path = root;
  for (const part of dirname(name) === "." ? [] : dirname(name).split("/")) {
    path = join(path, part);
    const found = await lstat(path).catch(() => undefined);
    if (!found) await mkdir(path);
    else if (!found.isDirectory()) throw unsafe(name, `${path} on its way is not a directory`);
  }
  return join(path, basename(name));
}

async function linkTarget(root: string, linkname: string): Promise<string> {
  const target = await placeFor(root, innerName(linkname));
  if ((await lstat(target).catch(() => undefined))?.isFile()) return target;
  throw unsafe(linkname, "a hard link leads to it, but it is not a file of the same directory");
}

const unsafe = (name: string, why: string) =>
  new IngotError({
    code: "UNSAFE_ARCHIVE",
    source: "outside",
    message: `The container's archive holds "${name}", which is not unpacked: ${why}.`,
    data: { name },
  });
