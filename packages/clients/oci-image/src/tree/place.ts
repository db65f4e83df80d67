import { chmod, lstat } from "node:fs/promises";
import { type BytePath, parentPath, pathBuffer } from "@ingot/client-transfer";

/** Where `path` of the tree at `root` lies on this machine, byte for byte. `path` must hold no links and no `..`. */
export const placeOf = (root: string, path: BytePath): Buffer =>
  path === "" ? Buffer.from(root) : Buffer.concat([Buffer.from(`${root}/`), pathBuffer(path)]);

export const errorCode = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;

/** Passes over errors with these codes only. */
export function ignoring(...codes: string[]): (error: unknown) => undefined {
  return (error) => {
    if (codes.includes(errorCode(error) ?? "")) return undefined;
    throw error;
  };
}

export const lstatAt = (root: string, path: BytePath) =>
  lstat(placeOf(root, path), { bigint: true }).catch(ignoring("ENOENT", "ENOTDIR"));

/**
 * Inside the sandbox its root may read a directory of mode 0000; outside, the same user may not. So where permission is
 * missing, the file at `path` and the directories above it are opened for their owner while `work` runs.
 */
export async function withAccess<T>(root: string, path: BytePath, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (errorCode(error) !== "EACCES" && errorCode(error) !== "EPERM") throw error;
  }
  const opened = await openUp(root, path);
  try {
    return await work();
  } finally {
    for (const { place, mode } of opened.reverse()) await chmod(place, mode).catch(ignoring("ENOENT"));
  }
}

async function openUp(root: string, path: BytePath): Promise<{ place: Buffer; mode: number }[]> {
  const opened: { place: Buffer; mode: number }[] = [];
  for (const each of [...ancestors(path), path]) {
    const place = placeOf(root, each);
    const found = await lstat(place).catch(ignoring("ENOENT", "ENOTDIR"));
    if (!found || !(found.isDirectory() || found.isFile())) break;
    const mode = found.mode & 0o7777;
    if ((mode & 0o700) === 0o700) continue;
    await chmod(place, mode | 0o700);
    opened.push({ place, mode });
  }
  return opened;
}

/** From the root down, without `path` itself. */
function ancestors(path: BytePath): BytePath[] {
  if (path === "") return [];
  const parent = parentPath(path);
  return [...ancestors(parent), parent];
}
