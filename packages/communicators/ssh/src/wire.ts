/** SSH's encoding of strings: their length in four bytes, then they themselves. */
export function wireString(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The string that begins at `from`, and where the next thing does. Throws a RangeError when `bytes` end before it does. */
export function readWireString(bytes: Buffer, from: number): { readonly value: Buffer; readonly next: number } {
  const next = from + 4 + bytes.readUInt32BE(from);
  if (next > bytes.length) throw new RangeError("the string is cut off");
  return { value: bytes.subarray(from + 4, next), next };
}

/** A positive number of SSH's: no leading zeros, but one byte of zero before a set highest bit. */
export function wireNumber(magnitude: Buffer): Buffer {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Buffer.alloc(0) : magnitude.subarray(first);
  return wireString(digits[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits);
}
