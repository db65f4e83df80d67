/** Writes what is appended while more comes. Its buffers must stay as they are until then. */
export interface WriteBehind {
  /** Resolves when there is room for more; rejects, at the latest when there is none, if something before could not be written. */
  append(chunk: Buffer): Promise<void>;
  /** Resolves when all that was appended is written. */
  settled(): Promise<void>;
  /** Lets go of what is not yet written, waits for what is being written, and begins at the start again. */
  restart(): Promise<void>;
}

/** Writes some or all of `chunks`, `position` bytes from the start, and tells how many bytes it wrote. */
export type WriteSome = (chunks: readonly Buffer[], position: number) => Promise<number>;

/** Fewer and larger writes cost less than as many as a network has packets. */
const worthWriting = 512 * 1024;
const mostHeld = 4 * 1024 * 1024;

/** `write` gets all that has come since it was called last, and is called again only when it is done. */
export function writeBehind(write: WriteSome): WriteBehind {
  let held: Buffer[] = [];
  let size = 0;
  let position = 0;
  let writing: Promise<void> | undefined;

  async function writeHeld(): Promise<void> {
    let rest: readonly Buffer[] = held;
    held = [];
    size = 0;
    while (rest.length > 0) {
      const written = await write(rest, position);
      position += written;
      rest = without(rest, written);
    }
  }

  /** A write that fails is never over, so that whoever comes next fails too. */
  function begin(least: number): Promise<void> | undefined {
    if (writing || held.length === 0 || size < least) return writing;
    writing = writeHeld().then(() => {
      writing = undefined;
      begin(worthWriting);
    });
    writing.catch(() => undefined);
    return writing;
  }

  return {
    append: async (chunk) => {
      held.push(chunk);
      size += chunk.length;
      const isWritten = begin(worthWriting);
      if (size >= mostHeld) await isWritten;
    },
    settled: async () => {
      while (writing || held.length > 0) await begin(0);
    },
    restart: async () => {
      held = [];
      size = 0;
      await writing?.catch(() => undefined);
      writing = undefined;
      position = 0;
    },
  };
}

function without(chunks: readonly Buffer[], size: number): readonly Buffer[] {
  let left = size;
  const at = chunks.findIndex((chunk) => {
    if (chunk.length > left) return true;
    left -= chunk.length;
    return false;
  });
  return at < 0 ? [] : [chunks[at]!.subarray(left), ...chunks.slice(at + 1)];
}
