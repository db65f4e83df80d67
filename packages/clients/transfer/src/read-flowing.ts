import { finished, type Readable } from "node:stream";

/** A stream's chunks as they come, to be read once. */
export interface FlowingChunks extends AsyncIterable<Buffer> {
  /** From now on the stream is read to its end, and what comes is dropped. */
  discard(): void;
}

const mostHeld = 1024 * 1024;

/**
 * Reads a stream without what its own iterator costs, which copies all chunks that wait into one. Leaving off early does
 * not destroy the stream; one that breaks off makes the reader fail.
 */
export function readFlowing(stream: Readable): FlowingChunks {
  let held: Buffer[] = [];
  let size = 0;
  let isDropping = false;
  let end: { readonly error: Error | null | undefined } | undefined;
  let wake = () => {};

  stream.on("data", (chunk: Buffer) => {
    if (isDropping) return;
    held.push(chunk);
    size += chunk.length;
    if (size >= mostHeld) stream.pause();
    wake();
  });
  finished(stream, { writable: false }, (error) => {
    end = { error };
    wake();
  });

  function take(): readonly Buffer[] {
    const taken = held;
    held = [];
    size = 0;
    if (stream.isPaused()) stream.resume();
    return taken;
  }

  async function* chunks(): AsyncGenerator<Buffer> {
    while (held.length > 0 || !end) {
      for (const chunk of take()) yield chunk;
      if (held.length === 0 && !end) await new Promise<void>((settle) => (wake = settle));
    }
    if (end.error) throw end.error;
  }

  const discard = () => {
    isDropping = true;
    take();
  };
  return { [Symbol.asyncIterator]: chunks, discard };
}
