import { type FileHandle, open } from "node:fs/promises";

/** What an ELF program or library says of the others that it needs. */
export interface ElfNeeds {
  /** The loader, which a library does not name. */
  readonly interpreter?: string;
  /** Names without directories. */
  readonly needed: readonly string[];
  /** Directories of its own to search; they may begin with `$ORIGIN`. */
  readonly searchPath: readonly string[];
}

const segment = { load: 1, dynamic: 2, interpreter: 3 } as const;
const tag = { needed: 1, strings: 5, rpath: 15, runpath: 29 } as const;

/** More than any real one has; a damaged header must not make us read gigabytes. */
const largestTable = 16 * 1024 * 1024;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

interface Elf {
  readonly file: FileHandle;
  readonly is64: boolean;
  readonly isLittle: boolean;
}

/** Undefined when the file is not an ELF file. */
export async function readElfNeeds(path: string): Promise<ElfNeeds | undefined> {
  const file = await open(path, "r");
  try {
    const ident = await bytesAt(file, 0, 64);
    if (ident.length < 52 || ident.readUInt32BE(0) !== 0x7f454c46) return undefined;
    const elf = { file, is64: ident[4] === 2, isLittle: ident[5] === 1 };
    return await needsOf(elf, await readSegments(elf, ident));
  } finally {
    await file.close();
  }
}

async function needsOf(elf: Elf, segments: readonly Segment[]): Promise<ElfNeeds> {
  const named = segments.find((each) => each.type === segment.interpreter);
  const interpreter = named && cString(await bytesAt(elf.file, named.offset, named.size), 0);
  const dynamic = segments.find((each) => each.type === segment.dynamic);
  const entries = dynamic ? await readDynamic(elf, dynamic) : [];
  const strings = await stringTable(elf, segments, entries);
  const texts = (wanted: number) =>
    entries.filter(([key]) => key === wanted).map(([, value]) => cString(strings, value));
  const paths = [...texts(tag.runpath), ...texts(tag.rpath)].flatMap((path) => path.split(":"));
  return { ...(interpreter && { interpreter }), needed: texts(tag.needed), searchPath: paths.filter(Boolean) };
}

async function readSegments(elf: Elf, header: Buffer): Promise<Segment[]> {
  const [tableAt, sizeAt, countAt] = elf.is64 ? [32, 54, 56] : [28, 42, 44];
  const offset = word(elf, header, tableAt);
  const size = half(elf, header, sizeAt);
  const count = half(elf, header, countAt);
  const table = await bytesAt(elf.file, offset, size * count);
  return Array.from({ length: Math.floor(table.length / Math.max(size, 1)) }, (_, at) => {
    const entry = table.subarray(at * size);
    const [offsetAt, addressAt, lengthAt] = elf.is64 ? [8, 16, 32] : [4, 8, 16];
    return {
      type: elf.isLittle ? entry.readUInt32LE(0) : entry.readUInt32BE(0),
      offset: word(elf, entry, offsetAt),
      address: word(elf, entry, addressAt),
      size: word(elf, entry, lengthAt),
    };
  });
}

async function readDynamic(elf: Elf, { offset, size }: Segment): Promise<(readonly [number, number])[]> {
  const table = await bytesAt(elf.file, offset, size);
  const step = elf.is64 ? 8 : 4;
  const count = Math.floor(table.length / (2 * step));
  return Array.from({ length: count }, (_, at) => [
    word(elf, table, 2 * at * step),
    word(elf, table, (2 * at + 1) * step),
  ]);
}

/** The table is named by its address in memory, which a loaded segment gives a place in the file. */
async function stringTable(elf: Elf, segments: readonly Segment[], entries: readonly (readonly [number, number])[]) {
  const address = entries.find(([key]) => key === tag.strings)?.[1] ?? 0;
  const holder = segments.find(
    (each) => each.type === segment.load && address >= each.address && address < each.address + each.size,
  );
  if (!holder) return Buffer.alloc(0);
  const start = address - holder.address;
  return bytesAt(elf.file, holder.offset + start, holder.size - start);
}

const half = ({ isLittle }: Elf, bytes: Buffer, at: number): number =>
  isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);

/** As wide as an address. */
function word({ is64, isLittle }: Elf, bytes: Buffer, at: number): number {
  if (is64) return Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  return isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}

async function bytesAt(file: FileHandle, offset: number, size: number): Promise<Buffer> {
  const wanted = Math.min(size, largestTable);
  if (!Number.isSafeInteger(offset)) return Buffer.alloc(0);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, offset);
  return buffer.subarray(0, bytesRead);
}

function cString(bytes: Buffer, at: number): string {
  const end = bytes.indexOf(0, at);
  return bytes.toString("utf8", at, end < 0 ? bytes.length : end);
}
