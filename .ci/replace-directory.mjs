// Puts a directory in the place of another, whose readers may be at work.
import { mkdir, rename, rm } from "node:fs/promises";

/** `target` becomes what `made` is. It is missing for the moment between two renames, and not while files are removed or written. */
export async function replaceDirectory(target, made) {
  const old = `${made}.old`;
  await mkdir(target, { recursive: true });
  await rename(target, old);
  await rename(made, target);
  await rm(old, { recursive: true, force: true });
}
