import { byteReader } from "@ingot/client-transfer";

/** Takes exact numbers of bytes from a stream; what is skipped is not held. */
export interface ExactReader {
  read(size: number): Promise<Buffer>;
  skip(size: number): Promise<void>;
}

/** A stream that ends too early is an error, as one that breaks. */
export function exactReader(source: AsyncIterable<Buffer>): ExactReader {
  const { take, chunks } = byteReader(source);

  async function read(size: number): Promise<Buffer> {
    const bytes = await take(size);
    if (bytes.length < size) throw closed();
    return bytes;
  }

  async function skip(size: number): Promise<void> {
    let left = size;
    for await (const chunk of chunks(size)) left -= chunk.length;
    if (left > 0) throw closed();
  }

  return { read, skip };
}

const closed = () => new Error("the server closed it");
