import { both16, both32, sectorSize, sectorsFor, shortTime } from "./fields.js";
import type { IsoDirectory, IsoFile, IsoNode } from "./iso-node.js";
import { isoName, jolietName, ucs2 } from "./names.js";
import { childUse, nothing, ownUse, pointingTo, type SystemUse } from "./rock-ridge.js";

/** How the files are named, and what is said of them. A disk has two hierarchies of the same data. */
export interface Naming {
  nameOf(name: string, isDirectory: boolean, taken: ReadonlySet<string>): string;
  bytesOf(name: string): Buffer;
  ownUse(node: IsoNode, isRoot: boolean): SystemUse;
  childUse(node: IsoNode, room: number): SystemUse;
}

/** For everybody: names in capitals, with the real ones in Rock Ridge's. */
export const primaryNaming: Naming = {
  nameOf: isoName,
  bytesOf: (name) => Buffer.from(name, "latin1"),
  ownUse,
  childUse,
};

/** For Windows. */
export const jolietNaming: Naming = {
  nameOf: jolietName,
  bytesOf: ucs2,
  ownUse: () => nothing,
  childUse: () => nothing,
};

/** A record points to at most this much; larger files have several. */
const largestExtent = 2 ** 32 - sectorSize;

const longestRecord = 254;
const recordHead = 33;

interface PlannedRecord {
  readonly target: IsoNode;
  readonly identifier: Buffer;
  readonly use: SystemUse;
  /** Of the target's bytes. */
  readonly start: number;
  readonly size: number | undefined;
  readonly isLast: boolean;
}

interface PlannedDirectory {
  readonly node: IsoDirectory;
  readonly parent: IsoDirectory;
  readonly identifier: Buffer;
  readonly records: readonly PlannedRecord[];
  readonly size: number;
}

/** The directories of one naming, and how much room they take; where they stand is known only later. */
export interface Hierarchy {
  readonly directories: readonly PlannedDirectory[];
  readonly pathTableSize: number;
  /** Sectors of directories, and of what their records have no room for. */
  readonly sectors: number;
}

/** Level by level, as the path table wants them: it names a parent by its number. */
export function planHierarchy(root: IsoDirectory, naming: Naming): Hierarchy {
  const rootIdentifier = Buffer.from([0]);
  const directories = [planDirectory(root, root, rootIdentifier, naming)];
  for (const { node, records } of directories) {
    for (const { target, identifier } of records.slice(2))
      if (target.kind === "directory") directories.push(planDirectory(target, node, identifier, naming));
  }
  const sizes = directories.map(({ size }) => sectorsFor(size));
  const overflow = placeOverflow(directories).at(-1)?.end ?? 0;
  return {
    directories,
    pathTableSize: directories.reduce((sum, { identifier }) => sum + evenly(8 + identifier.length), 0),
    sectors: sizes.reduce((sum, size) => sum + size, 0) + sectorsFor(overflow),
  };
}

const evenly = (length: number): number => length + (length % 2);

function planDirectory(node: IsoDirectory, parent: IsoDirectory, identifier: Buffer, naming: Naming): PlannedDirectory {
  const whole = { start: 0, size: undefined, isLast: true };
  const own = { target: node, identifier: Buffer.from([0]), use: naming.ownUse(node, node === parent), ...whole };
  const above = { target: parent, identifier: Buffer.from([1]), use: naming.ownUse(parent, false), ...whole };
  const taken = new Set<string>();
  const children = node.children.map((child) => {
    const name = naming.nameOf(child.name, child.kind === "directory", taken);
    taken.add(name);
    return planRecords(child, naming.bytesOf(name), naming);
  });
  const sorted = children.sort(([one], [other]) => Buffer.compare(one!.identifier, other!.identifier)).flat();
  const records = [own, above, ...sorted];
  return { node, parent, identifier, records, size: placeRecords(records).end };
}

function planRecords(target: IsoNode, identifier: Buffer, naming: Naming): PlannedRecord[] {
  const use = naming.childUse(target, longestRecord - headLength(identifier));
  if (target.kind === "directory") return [{ target, identifier, use, start: 0, size: undefined, isLast: true }];
  const { size } = target.file;
  const count = Math.max(1, Math.ceil(size / largestExtent));
  return Array.from({ length: count }, (_, index) => {
    const start = index * largestExtent;
    return { target, identifier, use, start, size: Math.min(size - start, largestExtent), isLast: index === count - 1 };
  });
}

const headLength = (identifier: Buffer): number => evenly(recordHead + identifier.length);

const recordLength = ({ identifier, use }: PlannedRecord): number => evenly(headLength(identifier) + use.inline.length);

/** No record crosses the end of a sector. */
function placeRecords(records: readonly PlannedRecord[]): {
  readonly offsets: readonly number[];
  readonly end: number;
} {
  return place(records.map(recordLength));
}

function place(lengths: readonly number[]): { readonly offsets: readonly number[]; readonly end: number } {
  let end = 0;
  const offsets = lengths.map((length) => {
    const room = sectorSize - (end % sectorSize);
    const offset = length > room ? end + room : end;
    end = offset + length;
    return offset;
  });
  return { offsets, end };
}

/** What has no room in the records of all directories stands behind them, one after the other. */
function placeOverflow(directories: readonly PlannedDirectory[]) {
  const uses = directories
    .flatMap(({ records }) => records.map(({ use }) => use))
    .filter(({ overflow }) => overflow.length > 0);
  const { offsets } = place(uses.map(({ overflow }) => overflow.length));
  return uses.map((use, index) => ({ use, offset: offsets[index]!, end: offsets[index]! + use.overflow.length }));
}

/** Where things stand, in sectors. */
export interface Places {
  /** Of this hierarchy's directories. */
  readonly directories: number;
  /** Of the files' data. */
  readonly data: number;
}

export interface WrittenHierarchy {
  /** Directories and overflow. */
  readonly sectors: Buffer;
  readonly pathTables: { readonly little: Buffer; readonly big: Buffer };
  /** The root's record as the volume descriptor has it. */
  readonly rootRecord: Buffer;
}

export function writeHierarchy({ directories, sectors }: Hierarchy, places: Places): WrittenHierarchy {
  const extents = new Map<IsoNode, { readonly sector: number; readonly size: number }>();
  let next = places.directories;
  for (const { node, size } of directories) {
    extents.set(node, { sector: next, size: sectorsFor(size) * sectorSize });
    next += sectorsFor(size);
  }
  const overflow = new Map(placeOverflow(directories).map(({ use, offset }) => [use, offset]));
  const context: WriteContext = { extents, overflow, overflowSector: next, data: places.data };
  const bytes = Buffer.alloc(sectors * sectorSize);
  const sectorOf = (node: IsoNode) => extents.get(node)!.sector - places.directories;
  for (const directory of directories)
    writeRecords(directory, context).copy(bytes, sectorOf(directory.node) * sectorSize);
  for (const [use, offset] of overflow) use.overflow.copy(bytes, (next - places.directories) * sectorSize + offset);
  const [root] = directories;
  const rootRecord = writeRecord({ ...root!.records[0]!, use: nothing }, context);
  return { sectors: bytes, pathTables: writePathTables(directories, extents), rootRecord };
}

interface WriteContext {
  readonly extents: ReadonlyMap<IsoNode, { readonly sector: number; readonly size: number }>;
  readonly overflow: ReadonlyMap<SystemUse, number>;
  readonly overflowSector: number;
  readonly data: number;
}

function writeRecords({ records, size }: PlannedDirectory, context: WriteContext): Buffer {
  const bytes = Buffer.alloc(sectorsFor(size) * sectorSize);
  const { offsets } = placeRecords(records);
  for (const [index, record] of records.entries()) writeRecord(record, context).copy(bytes, offsets[index]);
  return bytes;
}

const flags = { directory: 0x02, goesOn: 0x80 } as const;

/** A directory record (ECMA-119, 9.1). */
function writeRecord(record: PlannedRecord, context: WriteContext): Buffer {
  const { target, identifier, use, isLast } = record;
  const { sector, size } = extentOf(record, context);
  const bytes = Buffer.alloc(recordLength(record));
  const flag = (target.kind === "directory" ? flags.directory : 0) | (isLast ? 0 : flags.goesOn);
  const time = target.kind === "file" ? target.file.time : target.directory.time;
  const parts = [both32(sector), both32(size), shortTime(time), Buffer.from([flag, 0, 0]), both16(1)];
  bytes.writeUInt8(bytes.length, 0);
  Buffer.concat([...parts, Buffer.from([identifier.length]), identifier]).copy(bytes, 2);
  const at = context.overflow.get(use) ?? 0;
  const inline = pointingTo(use, context.overflowSector + Math.floor(at / sectorSize), at % sectorSize);
  inline.copy(bytes, headLength(identifier));
  return bytes;
}

function extentOf({ target, start, size }: PlannedRecord, { extents, data }: WriteContext) {
  if (target.kind === "directory") return extents.get(target)!;
  return { sector: data + (target as IsoFile).offset + start / sectorSize, size: size! };
}

/** The path table (9.4), once for either byte order. */
function writePathTables(directories: readonly PlannedDirectory[], extents: WriteContext["extents"]) {
  const numbers = new Map(directories.map(({ node }, index) => [node, index + 1]));
  const rows = directories.map(({ node, parent, identifier }) => {
    const little = Buffer.alloc(evenly(8 + identifier.length));
    little.writeUInt8(identifier.length, 0);
    identifier.copy(little, 8);
    const big = Buffer.from(little);
    little.writeUInt32LE(extents.get(node)!.sector, 2);
    big.writeUInt32BE(extents.get(node)!.sector, 2);
    little.writeUInt16LE(numbers.get(parent)!, 6);
    big.writeUInt16BE(numbers.get(parent)!, 6);
    return { little, big };
  });
  return { little: Buffer.concat(rows.map(({ little }) => little)), big: Buffer.concat(rows.map(({ big }) => big)) };
}
