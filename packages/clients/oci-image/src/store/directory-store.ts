import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type BlobStore, missingBlob } from "./blob-store.js";

/** An image layout that lies unpacked at `directory`. */
export function directoryStore(directory: string): BlobStore {
  const sizeOf = async (name: string) => {
    if (name.split("/").includes("..")) return undefined;
    const found = await stat(join(directory, name)).catch(() => undefined);
    return found?.isFile() ? found.size : undefined;
  };
  async function* open(name: string): AsyncGenerator<Buffer> {
    if ((await sizeOf(name)) === undefined) throw missingBlob(name);
    yield* createReadStream(join(directory, name), { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  }
  return { sizeOf, open, close: async () => {} };
}
