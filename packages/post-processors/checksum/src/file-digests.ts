import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { IngotError, reasonOf } from "@ingot/core/plugin";

/** Hexadecimal digests of one file by type; the file is read once. */
export async function digestFile(
  name: string,
  path: string,
  types: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const hashes = types.map((type) => [type, createHash(type)] as const);
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
      for (const [, hash] of hashes) hash.update(chunk);
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : unreadable(name, error);
  }
  return new Map(hashes.map(([type, hash]) => [type, hash.digest("hex")]));
}

const unreadable = (name: string, cause: unknown) =>
  new IngotError({
    code: "ARTIFACT_UNREADABLE",
    source: "outside",
    message: `Cannot read the artifact's file "${name}": ${reasonOf(cause)}`,
    cause,
  });
