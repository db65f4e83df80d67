import { createHash } from "node:crypto";
import { IngotError } from "@ingot/core/plugin";
import { type DiskDirectory, type DiskEntry, type DiskFile, sortedEntries } from "../disk-tree.js";
import { attributes, longNameEntries, shortEntry } from "./directory-entries.js";
import * as geometry from "./geometry.js";
import { shortName } from "./short-name.js";

/** What a file holds; it must be as long as it was said to be. */
export type ReadFile = (file: DiskFile) => Promise<Buffer>;

/** A floppy disk with these files. It is made in memory: there is not much of it. */
export async function fatImage(root: DiskDirectory, label: string, read: ReadFile): Promise<Buffer> {
  const disk = new FatDisk();
  const entries = await disk.fill(root, undefined, read);
  if (label !== "") entries.unshift(shortEntry(label, { attribute: attributes.label, time: root.time }));
  return disk.finish(Buffer.concat(entries), label);
}

/** A disk whose clusters are given out one after the other. */
class FatDisk {
  readonly #image = Buffer.alloc(geometry.imageSize);
  /** By cluster number: the next one of the same file, or the end. */
  readonly #next: number[] = [0xff0, 0xfff];

  /** Writes what is in a directory, and returns its entries. `own` is its first cluster; the root has none. */
  async fill(directory: DiskDirectory, own: number | undefined, read: ReadFile): Promise<Buffer[]> {
    const entries: Buffer[] = [];
    for (const { name, short, entry } of namedEntries(directory)) {
      const cluster = entry.kind === "file" ? this.#write(await read(entry)) : await this.#fillBelow(entry, own, read);
      entries.push(...longNameEntries(name, short), shortEntry(short, factsOf(entry, cluster)));
    }
    return entries;
  }

  finish(rootEntries: Buffer, label: string): Buffer {
    if (rootEntries.length > geometry.rootEntries * geometry.entrySize) throw tooManyNames();
    rootEntries.copy(this.#image, geometry.rootStart);
    for (let copy = 0; copy < geometry.fats; copy++) this.#writeFat(copy);
    const serial = createHash("sha1").update(this.#image).digest().readUInt32LE();
    bootSector(label, serial).copy(this.#image);
    return this.#image;
  }

  /** A directory's clusters are reserved before those of what is in it, which points back to it. */
  async #fillBelow(directory: DiskDirectory, parent: number | undefined, read: ReadFile): Promise<number> {
    const facts = { attribute: attributes.directory, time: directory.time };
    const cluster = this.#reserve(directorySize(directory));
    const dots = [shortEntry(".", { ...facts, cluster }), shortEntry("..", { ...facts, cluster: parent ?? 0 })];
    const entries = await this.fill(directory, cluster, read);
    Buffer.concat([...dots, ...entries]).copy(this.#image, offsetOf(cluster));
    return cluster;
  }

  /** An empty file has no cluster. */
  #write(content: Buffer): number {
    if (content.length === 0) return 0;
    const cluster = this.#reserve(content.length);
    content.copy(this.#image, offsetOf(cluster));
    return cluster;
  }

  #reserve(size: number): number {
    const first = this.#next.length;
    const count = geometry.clustersFor(size);
    for (let index = 1; index < count; index++) this.#next.push(first + index);
    this.#next.push(0xfff);
    return first;
  }

  /** Twelve bits for each cluster: two entries share three bytes. */
  #writeFat(copy: number): void {
    const start = (geometry.reservedSectors + copy * geometry.sectorsPerFat) * geometry.sectorSize;
    this.#next.forEach((value, cluster) => {
      const at = start + Math.floor(cluster * 1.5);
      const [shifted, mask] = cluster % 2 === 0 ? [value, 0xf000] : [value << 4, 0x000f];
      this.#image.writeUInt16LE((this.#image.readUInt16LE(at) & mask) | shifted, at);
    });
  }
}

const offsetOf = (cluster: number): number =>
  geometry.dataStart + (cluster - geometry.firstCluster) * geometry.sectorSize;

const factsOf = (entry: DiskEntry, cluster: number) =>
  entry.kind === "file"
    ? { attribute: attributes.file, time: entry.time, cluster, size: entry.size }
    : { attribute: attributes.directory, time: entry.time, cluster };

interface NamedEntry {
  readonly name: string;
  readonly short: string;
  readonly entry: DiskEntry;
}

function namedEntries(directory: DiskDirectory): readonly NamedEntry[] {
  const taken = new Set<string>();
  return sortedEntries(directory).map(([name, entry]) => {
    const short = shortName(name, taken);
    taken.add(short);
    return { name, short, entry };
  });
}

/** Of its entries, with "." and "..". */
function directorySize(directory: DiskDirectory): number {
  const counts = namedEntries(directory).map(({ name, short }) => 1 + longNameEntries(name, short).length);
  return counts.reduce((sum, count) => sum + count, 2) * geometry.entrySize;
}

/** How many bytes of the disk's `capacity` all of it takes. */
export function spaceFor(entry: DiskEntry, isRoot = true): number {
  if (entry.kind === "file") return geometry.clustersFor(entry.size) * geometry.sectorSize;
  const own = isRoot ? 0 : geometry.clustersFor(directorySize(entry)) * geometry.sectorSize;
  return [...entry.entries.values()].reduce((sum, each) => sum + spaceFor(each, false), own);
}

export const capacity = geometry.clusters * geometry.sectorSize;

const tooManyNames = () =>
  new IngotError({
    code: "FLOPPY_FULL",
    source: "user",
    message: `The root of a floppy disk has room for ${geometry.rootEntries} entries, and long names take several. Put files into folders with floppy_dirs.`,
  });

/** `int 18h`: the BIOS goes on to the next device. */
const notBootable = Buffer.from([0xcd, 0x18, 0xeb, 0xfe]);

function bootSector(label: string, serial: number): Buffer {
  const sector = Buffer.alloc(geometry.sectorSize);
  Buffer.from([0xeb, 0x3c, 0x90]).copy(sector); // a jump to the code
  sector.write("MSDOS5.0", 3, "latin1");
  sector.writeUInt16LE(geometry.sectorSize, 11);
  sector.writeUInt8(1, 13); // sectors of a cluster
  sector.writeUInt16LE(geometry.reservedSectors, 14);
  sector.writeUInt8(geometry.fats, 16);
  sector.writeUInt16LE(geometry.rootEntries, 17);
  sector.writeUInt16LE(geometry.sectors, 19);
  sector.writeUInt8(0xf0, 21); // the kind of medium
  sector.writeUInt16LE(geometry.sectorsPerFat, 22);
  sector.writeUInt16LE(18, 24); // sectors of a track
  sector.writeUInt16LE(2, 26); // heads
  sector.writeUInt8(0x29, 38); // the next three are there
  sector.writeUInt32LE(serial, 39);
  sector.write((label || "NO NAME").padEnd(11), 43, "latin1");
  sector.write("FAT12   ", 54, "latin1");
  notBootable.copy(sector, 62);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}
