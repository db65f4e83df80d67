import { chmod, lstat, readdir, rmdir, unlink } from "node:fs/promises";
import { errorCode, ignoring } from "./place.js";

/**
 * Removes what stands at `place`, with all below it, never following a link. A tree of ours may hold directories that
 * their owner may not write to or read; those are opened first. Nothing there is no error.
 */
export async function removeTree(place: Buffer | string): Promise<void> {
  const path = Buffer.from(place);
  const found = await lstat(path).catch(ignoring("ENOENT", "ENOTDIR"));
  if (!found) return;
  if (!found.isDirectory()) return unlink(path).catch(ignoring("ENOENT"));
  for (let attempt = 0; ; attempt++) {
    for (const name of await readNames(path, found.mode))
      await removeTree(Buffer.concat([path, Buffer.from("/"), name]));
    if (await removeEmpty(path, attempt)) return;
  }
}

async function readNames(path: Buffer, mode: number): Promise<Buffer[]> {
  if ((mode & 0o700) !== 0o700) await chmod(path, 0o700);
  return readdir(path, { encoding: "buffer" });
}

/** A process that is just being killed may still write: then the directory is gone through again, a few times. */
async function removeEmpty(path: Buffer, attempt: number): Promise<boolean> {
  try {
    await rmdir(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return true;
    if (errorCode(error) === "ENOTEMPTY" && attempt < 5) return false;
    throw error;
  }
}
