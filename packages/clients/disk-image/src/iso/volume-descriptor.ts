import { both16, both32, longTime, sectorSize } from "./fields.js";
import { ucs2 } from "./names.js";

export interface VolumeFacts {
  readonly label: string;
  /** Sectors of the whole disk. */
  readonly sectors: number;
  readonly pathTableSize: number;
  /** First sectors. */
  readonly pathTables: { readonly little: number; readonly big: number };
  readonly rootRecord: Buffer;
  readonly time: Date;
}

/** For everybody (ECMA-119, 8.4). */
export const primaryDescriptor = (facts: VolumeFacts): Buffer => descriptor(1, facts, Buffer.alloc(32), latin);

/** For those who know Joliet (8.5): its escape sequence says UCS-2, level 3. */
export const jolietDescriptor = (facts: VolumeFacts): Buffer =>
  descriptor(2, facts, Buffer.from("%/E".padEnd(32, "\0"), "latin1"), unicode);

/** There are no more. */
export function lastDescriptor(): Buffer {
  const bytes = Buffer.alloc(sectorSize);
  begin(255).copy(bytes);
  return bytes;
}

const begin = (kind: number): Buffer => Buffer.concat([Buffer.from([kind]), Buffer.from("CD001\u0001", "latin1")]);

/** A text field, filled with blanks. */
type Text = (text: string, length: number) => Buffer;

const latin: Text = (text, length) => Buffer.from(text.slice(0, length).padEnd(length), "latin1");

const unicode: Text = (text, length) =>
  Buffer.concat([ucs2(text.slice(0, length >> 1).padEnd(length >> 1)), Buffer.alloc(length % 2)]);

function descriptor(kind: number, facts: VolumeFacts, escapes: Buffer, text: Text): Buffer {
  const { label, sectors, pathTableSize, pathTables, rootRecord, time } = facts;
  const tables = Buffer.alloc(16);
  tables.writeUInt32LE(pathTables.little, 0);
  tables.writeUInt32BE(pathTables.big, 8);
  const numbers = [both16(1), both16(1), both16(sectorSize), both32(pathTableSize), tables];
  const names = [
    text("", 128),
    text("", 128),
    text("", 128),
    text("INGOT", 128),
    text("", 37),
    text("", 37),
    text("", 37),
  ];
  const times = [longTime(time), longTime(time), longTime(), longTime()];
  const bytes = Buffer.alloc(sectorSize);
  const space = [text("", 32), text(label, 32), Buffer.alloc(8), both32(sectors), escapes];
  const version = Buffer.from([1]);
  Buffer.concat([begin(kind), Buffer.alloc(1), ...space, ...numbers, rootRecord, ...names, ...times, version]).copy(
    bytes,
  );
  return bytes;
}
