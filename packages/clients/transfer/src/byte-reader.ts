/** Takes exact numbers of bytes from a stream of chunks, holding back no more than one of them. */
export interface ByteReader {
  /** Exactly `size` bytes, or all that is left when the stream ends before. */
  take(size: number): Promise<Buffer>;
  /** `size` bytes in chunks as they come; fewer when the stream ends before. */
  chunks(size: number): AsyncGenerator<Buffer>;
  /** Up to the next line end, which is not part of it: the first `limit` bytes of a longer line, or all that is left. */
  line(limit: number): Promise<Buffer>;
}

export function byteReader(source: AsyncIterable<Buffer>): ByteReader {
  const iterator = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function isMore(): Promise<boolean> {
    while (rest.length === 0) {
      const next = await iterator.next();
      if (next.done) return false;
      rest = next.value;
    }
    return true;
  }

  function cut(limit: number): Buffer {
    const taken = rest.subarray(0, limit);
    rest = rest.subarray(taken.length);
    return taken;
  }

  async function* chunks(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0 && (await isMore()); ) {
      const chunk = cut(left);
      left -= chunk.length;
      yield chunk;
    }
  }

  async function take(size: number): Promise<Buffer> {
    if (rest.length >= size) return cut(size);
    const parts: Buffer[] = [];
    for await (const chunk of chunks(size)) parts.push(chunk);
    return Buffer.concat(parts);
  }

  async function line(limit: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = limit; left > 0 && (await isMore()); left -= parts.at(-1)!.length) {
      const end = rest.indexOf(0x0a);
      const isWhole = end >= 0 && end < left;
      parts.push(cut(isWhole ? end : left));
      if (!isWhole) continue;
      cut(1);
      break;
    }
    return Buffer.concat(parts);
  }

  return { take, chunks, line };
}
