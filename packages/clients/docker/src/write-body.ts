import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { connectionLost } from "./docker-error.js";

/** Pipes an answer's body, and tells a broken connection from a full disk. */
export async function writeBody(
  body: Readable,
  destination: Writable,
  action: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await pipeline(body, destination, signal ? { signal } : {});
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw isLostConnection(error) ? connectionLost(action, error) : error;
  }
}

const isLostConnection = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";
};
