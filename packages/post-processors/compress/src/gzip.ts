import { promisify } from "node:util";
import { constants, crc32, deflateRaw, type InputType, type ZlibOptions } from "node:zlib";
import { blocksOf } from "./blocks.js";
import { mapInOrder } from "./map-in-order.js";

const deflate = promisify<InputType, ZlibOptions, Buffer>(deflateRaw);

/** Large enough that starting a compressor costs nothing, small enough that all that are in flight fit anywhere. */
const blockSize = 1 << 19;

/** What a block may refer back to in the one before it. */
const windowSize = 1 << 15;

/** RFC 1952: no name, no time, made on Unix; so equal inputs give equal files. */
const header = Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);

/** An empty last block, then nothing but the trailer. */
const lastBlock = Buffer.of(3, 0);

/** How many blocks are being compressed at once: one more than cores, so that none waits for the writer. */
export const blocksInFlight = (cores: number): number => cores + 1;

interface Block {
  readonly data: Buffer;
  /** The end of the block before; empty for the first. */
  readonly dictionary: Buffer;
}

/**
 * One gzip member whose blocks are compressed side by side: each starts with the end of the one before as its dictionary and ends
 * at a byte boundary, so that they can be joined.
 */
export async function* gzip(source: AsyncIterable<Uint8Array>, cores: number, level = 6): AsyncGenerator<Uint8Array> {
  const sum = { crc: 0, length: 0 };
  yield header;
  yield* mapInOrder(linkedBlocks(source, sum), blocksInFlight(cores), ({ data, dictionary }) =>
    deflate(data, {
      level,
      chunkSize: data.length + 1024,
      finishFlush: constants.Z_SYNC_FLUSH,
      ...(dictionary.length > 0 && { dictionary }),
    }),
  );
  yield lastBlock;
  yield trailer(sum.crc, sum.length);
}

async function* linkedBlocks(
  source: AsyncIterable<Uint8Array>,
  sum: { crc: number; length: number },
): AsyncGenerator<Block> {
  let dictionary: Buffer = Buffer.alloc(0);
  for await (const data of blocksOf(source, blockSize)) {
    sum.crc = crc32(data, sum.crc);
    sum.length += data.length;
    yield { data, dictionary };
    dictionary = data.subarray(-windowSize);
  }
}

/** The checksum and the length modulo 2^32, least significant byte first. */
export function trailer(crc: number, length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(crc, 0);
  bytes.writeUInt32LE(length % 2 ** 32, 4);
  return bytes;
}
