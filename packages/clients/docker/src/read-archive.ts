import { isIngotError } from "@ingot/core/plugin";
import { getArchive } from "./archive.js";
import { connectionLost } from "./docker-error.js";
import type { DockerEngine } from "./engine.js";

/** The archive of a file or directory of a container, read to its end or not at all. */
export async function readArchive<T>(
  from: { readonly engine: DockerEngine; readonly container: string },
  path: string,
  signal: AbortSignal | undefined,
  read: (archive: AsyncIterable<Buffer>) => Promise<T>,
): Promise<T> {
  const archive = await getArchive(from.engine, from.container, path, signal);
  try {
    return await read(archive);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw isCut(error) ? connectionLost(`GET archive of ${path}`, error) : error;
  } finally {
    archive.destroy();
  }
}

const isCut = (error: unknown): boolean =>
  isIngotError(error, "TAR_TRUNCATED") ||
  ["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"].includes(String((error as NodeJS.ErrnoException | undefined)?.code));
