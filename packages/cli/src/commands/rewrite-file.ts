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
  const beside = `${target}.${Buffer.from(host.randomBytes(16)).toString("hex")}.partial`;
  try {
    await writeFile(beside, text, { flag: "wx", mode: 0o600, flush: true });
    await chown(beside, uid, gid).catch(() => {}); // another user's file, which we may write but not give back
    await chmod(beside, mode & 0o7777);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
