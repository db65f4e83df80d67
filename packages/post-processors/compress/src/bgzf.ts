import { promisify } from "node:util";
import { crc32, deflateRaw, type InputType, type ZlibOptions } from "node:zlib";
import { blocksOf } from "./blocks.js";
import { blocksInFlight, trailer } from "./gzip.js";
import { mapInOrder } from "./map-in-order.js";

const deflate = promisify<InputType, ZlibOptions, Buffer>(deflateRaw);

/** A block's whole length must fit into 16 bits, even where nothing can be compressed. */
const blockSize = 0xff00;

/** SAM format 4.1.2: an empty block marks the end, so that a cut file is known as one. */
const endMarker = Buffer.from("1f8b08040000000000ff0600424302001b0003000000000000000000", "hex");

/** Blocked gzip: small members of their own, each with its length in front, so that readers can jump. */
export async function* bgzf(source: AsyncIterable<Uint8Array>, cores: number, level = 6): AsyncGenerator<Uint8Array> {
  yield* mapInOrder(blocksOf(source, blockSize), 4 * blocksInFlight(cores), (data) => member(data, level));
  yield endMarker;
}

async function member(data: Buffer, level: number): Promise<Buffer> {
  const body = await deflate(data, { level, chunkSize: data.length + 1024 });
  const header = Buffer.from("1f8b08040000000000ff060042430200ffff", "hex");
  header.writeUInt16LE(header.length + body.length + 8 - 1, 16);
  return Buffer.concat([header, body, trailer(crc32(data), data.length)]);
}
