/** Takes exact numbers of bytes from a stream; what is skipped is not held. */
export interface ByteReader {
  read(size: number): Promise<Buffer>;
  skip(size: number): Promise<void>;
}

/** A stream that ends too early is an error, as one that breaks. */
export function byteReader(source: AsyncIterable<Buffer>): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  async function next(): Promise<Buffer> {
    const { done, value } = await chunks.next();
    if (done) throw new Error("the server closed it");
    return value;
  }

  async function read(size: number): Promise<Buffer> {
    while (held.length < size) held = Buffer.concat([held, await next()]);
    const taken = held.subarray(0, size);
    held = held.subarray(size);
    return taken;
  }

  async function skip(size: number): Promise<void> {
    let left = size;
    for (; left > held.length; held = await next()) left -= held.length;
    held = held.subarray(left);
  }

  return { read, skip };
}
