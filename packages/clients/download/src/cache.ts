import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Host } from "@ingot/core/plugin";
import { type Checksum, checksumText } from "./checksum.js";

/** Where downloads are kept: `INGOT_CACHE_DIR`, `PACKER_CACHE_DIR`, or where Packer keeps its own. */
export function cacheDirectory({ env, resolve }: Pick<Host, "env" | "resolve">): string {
  const named = env.INGOT_CACHE_DIR ?? env.PACKER_CACHE_DIR;
  return resolve(named || join(env.XDG_CACHE_HOME || "~/.cache", "packer"));
}

export const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");

/** Packer's name for an image in the cache, so that both use the same files. */
export function cachedName(url: string, checksum: Checksum | undefined, extension: string): string {
  return `${sha1(checksum ? checksumText(checksum) : url)}.${extension}`;
}
