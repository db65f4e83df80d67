import { open } from "node:fs/promises";
import { IngotError, isIngotError, reasonOf } from "@ingot/core/plugin";

/**
 * Writes `bytes` over the file `path` and onto the disk, so that what they were made from may go. `name` is for messages. Throws
 * the signal's reason when aborted.
 */
export async function writeBytes(
  name: string,
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(path, "r+");
  try {
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      await file.appendFile(chunk);
    }
    signal.throwIfAborted();
    await file.datasync();
  } catch (error) {
    throw signal.aborted ? signal.reason : explained(name, error);
  } finally {
    await file.close();
  }
}

function explained(name: string, error: unknown): unknown {
  if (isIngotError(error)) return error;
  return new IngotError({
    code: "OUTPUT_NOT_WRITTEN",
    source: "outside",
    message: `Cannot write "${name}": ${reasonOf(error)}. The input files are untouched.`,
    cause: error,
  });
}
