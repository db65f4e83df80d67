import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Extract, extract } from "tar-stream";
import { connectionLost } from "./docker-error.js";

/** One thing of an archive: its header, and its content as a stream. */
export type ArchiveEntry = Extract extends AsyncIterable<infer Source> ? Source : never;

/** Reads to the archive's end: one that is cut short is an error, even after the last entry. */
export async function eachEntry(
  archive: Readable,
  path: string,
  signal: AbortSignal | undefined,
  use: (entry: ArchiveEntry) => Promise<void>,
): Promise<void> {
  const entries = extract();
  const lost = (error: unknown) => {
    throw connectionLost(`GET archive of ${path}`, error);
  };
  const fed = pipeline(archive, entries, signal ? { signal } : {}).catch(lost);
  fed.catch(() => undefined);
  try {
    for await (const entry of checked(entries, lost)) {
      await use(entry);
      entry.resume();
    }
    await fed;
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}

async function* checked(entries: AsyncIterable<ArchiveEntry>, lost: (error: unknown) => never) {
  try {
    yield* entries;
  } catch (error) {
    lost(error);
  }
}

/** Creates `path`, which must not be there. When it rejects the file is closed, and its name can be removed for good. */
export async function writeEntry(entry: ArchiveEntry, path: string, mode: number): Promise<void> {
  const file = await open(path, "wx", mode); // a stream's own opening may come after the failure that ends it
  await pipeline(contentOf(entry), file.createWriteStream());
}

/** By iteration, which notices an archive that broke before anyone listened; a pipe from it would wait for ever. */
async function* contentOf(entry: ArchiveEntry): AsyncGenerator<Buffer> {
  try {
    yield* entry as AsyncIterable<Buffer>;
  } catch (error) {
    throw connectionLost(`GET archive, in ${entry.header.name}`, error);
  }
}
