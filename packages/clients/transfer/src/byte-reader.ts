/** Takes exact numbers of bytes from a stream of chunks, holding back no more than one of them. */
export interface ByteReader {
  /** Exactly `size` bytes, or all that is left when the stream ends before. */
  take(size: number): Promise<Buffer>;
  /** `size` bytes in chunks as they come; fewer when the stream ends before. */
  chunks(size: number): AsyncGenerator<Buffer>;
}

export function byteReader(source: AsyncIterable<Buffer>): ByteReader {
  const iterator = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function some(limit: number): Promise<Buffer | undefined> {
    while (rest.length === 0) {
      const next = await iterator.next();
      if (next.done) return undefined;
      rest = next.value;
    }
    const taken = rest.subarray(0, limit);
    rest = rest.subarray(taken.length);
    return taken;
  }

  async function* chunks(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      const chunk = await some(left);
      if (!chunk) return;
      left -= chunk.length;
      yield chunk;
    }
  }

  async function take(size: number): Promise<Buffer> {
    if (rest.length >= size) return (await some(size)) ?? rest;
    const parts: Buffer[] = [];
    for await (const chunk of chunks(size)) parts.push(chunk);
    return Buffer.concat(parts);
  }

  return { take, chunks };
}
