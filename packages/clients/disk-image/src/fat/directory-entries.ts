import { entrySize } from "./geometry.js";
import { shortNameChecksum, shownShortName } from "./short-name.js";

export const attributes = { label: 0x08, directory: 0x10, file: 0x20, longName: 0x0f } as const;

export interface EntryFacts {
  readonly attribute: number;
  readonly time: Date;
  readonly cluster?: number;
  readonly size?: number;
}

/** One entry of a directory, by its short name (11 bytes). */
export function shortEntry(name: string, { attribute, time, cluster = 0, size = 0 }: EntryFacts): Buffer {
  const entry = Buffer.alloc(entrySize);
  const [day, clock] = dosTime(time);
  entry.write(name.padEnd(11), "latin1");
  entry.writeUInt8(attribute, 11);
  entry.writeUInt16LE(clock, 14); // made
  entry.writeUInt16LE(day, 16);
  entry.writeUInt16LE(day, 18); // last read
  entry.writeUInt16LE(clock, 22); // last written
  entry.writeUInt16LE(day, 24);
  entry.writeUInt16LE(cluster, 26);
  entry.writeUInt32LE(size, 28);
  return entry;
}

/** Days and seconds (by twos) as DOS counts them. DOS knows no zones; it is UTC, so that disks repeat. */
function dosTime(time: Date): readonly [day: number, clock: number] {
  const day = ((time.getUTCFullYear() - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate();
  const clock = (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1);
  return [day, clock];
}

/** UTF-16 units of a name in one entry, and where they stand. */
const perEntry = 13;
const places = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30];

/** The entries that say the long name, last part first, as they stand before the short one; none where that says it all. */
export function longNameEntries(name: string, short: string): readonly Buffer[] {
  if (shownShortName(short) === name) return [];
  const checksum = shortNameChecksum(short);
  const count = Math.ceil(name.length / perEntry);
  return Array.from({ length: count }, (_, index) => longNameEntry(name, count - index, index === 0, checksum));
}

function longNameEntry(name: string, number: number, isLast: boolean, checksum: number): Buffer {
  const entry = Buffer.alloc(entrySize);
  entry.writeUInt8(number | (isLast ? 0x40 : 0), 0);
  entry.writeUInt8(attributes.longName, 11);
  entry.writeUInt8(checksum, 13);
  places.forEach((place, index) => {
    const at = (number - 1) * perEntry + index;
    entry.writeUInt16LE(at < name.length ? name.charCodeAt(at) : at === name.length ? 0 : 0xffff, place);
  });
  return entry;
}
