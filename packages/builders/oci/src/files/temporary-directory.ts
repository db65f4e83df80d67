import { lstatAt } from "@ingot/client-oci-image";
import type { Rootfs } from "../rootfs.js";
import { putDirectory } from "./put-file.js";

/**
 * Provisioners and programs count on `/tmp`. It is made when a command is run or a file is put there, and stays in the
 * image, as in any other system; an image that is only copied together does not get it.
 */
export async function makeTemporaryDirectory(rootfs: Rootfs): Promise<void> {
  if (await lstatAt(rootfs.root, "tmp")) return;
  await putDirectory(rootfs, "tmp", { mode: 0o1777 });
}

export const isTemporary = (destination: string): boolean => /^\/+tmp\//.test(destination);
