/** The parts of ECMA-119 that everything else is made of. */

export const sectorSize = 2048;

export const sectorsFor = (size: number): number => Math.ceil(size / sectorSize);

/** In both byte orders, as ECMA-119 has most numbers (7.2.3). */
export function both16(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(value, 0);
  bytes.writeUInt16BE(value, 2);
  return bytes;
}

/** In both byte orders (7.3.3). */
export function both32(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(value, 0);
  bytes.writeUInt32BE(value, 4);
  return bytes;
}

/** A time of seven bytes (9.1.5), in UTC. */
export const shortTime = (time: Date): Buffer =>
  Buffer.from([
    Math.min(time.getUTCFullYear() - 1900, 255),
    time.getUTCMonth() + 1,
    time.getUTCDate(),
    time.getUTCHours(),
    time.getUTCMinutes(),
    time.getUTCSeconds(),
    0,
  ]);

/** A time in digits (8.4.26.1), in UTC. Without one: none. */
export function longTime(time?: Date): Buffer {
  const digits = time ? time.toISOString().replace(/\D/g, "").slice(0, 16) : "0".repeat(16);
  return Buffer.concat([Buffer.from(digits, "latin1"), Buffer.alloc(1)]);
}

export const padToSector = (size: number): Buffer => Buffer.alloc(sectorsFor(size) * sectorSize - size);
