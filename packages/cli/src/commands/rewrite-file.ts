import { access, chmod, chown, constants, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import type { Host } from "@ingot/core";

/**
 * Gives an existing file a new text, so that a full disk or a crash leaves the old one: a file beside it is filled, and takes its
 * place. A link stays one; mode and owner stay. Throws, with the file untouched, where the user may not write.
 */
export async function rewriteFile(path: string, text: string, host: Host): Promise<void> {
  const target = await realpath(path);
  await access(target, constants.W_OK); // a rename would not ask
  const { mode, uid, gid } = await stat(target);
  await fillBeside(target, 0o600, text, host, async (beside) => {
    await chown(beside, uid, gid).catch(() => {}); // another user's file, which we may write but not give back
    await chmod(beside, mode & 0o7777);
  });
}

/** Makes the file, or gives it a new text where it is there; in either case nobody sees a part of it. */
export async function writeFileWhole(path: string, text: string, host: Host): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false, // whatever else is wrong, writing tells
  );
  if (isThere) return rewriteFile(path, text, host);
  await fillBeside(path, 0o666, text, host, async () => {});
}

async function fillBeside(
  target: string,
  mode: number,
  text: string,
  host: Host,
  finish: (beside: string) => Promise<void>,
): Promise<void> {
  const beside = `${target}.${Buffer.from(host.randomBytes(16)).toString("hex")}.partial`;
  try {
    await writeFile(beside, text, { flag: "wx", mode, flush: true });
    await finish(beside);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
