import { zlibModule } from "./lazy-module.js";

const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** What Go writes when it closes a stream that has just been flushed: an empty last block. */
const emptyLastBlock = Buffer.from([1, 0, 0, 0xff, 0xff]);

/** A gzip file without a time or a system, flushed before it is closed, so that the same text always gives the same bytes. */
export function gzip(bytes: Uint8Array): Buffer {
  const { constants, crc32, deflateRawSync } = zlibModule();
  const body = deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length % 2 ** 32, 4);
  return Buffer.concat([header, body, emptyLastBlock, trailer]);
}
