import type { DiskDirectory, DiskFile } from "../disk-tree.js";
import { padToSector, sectorSize, sectorsFor } from "./fields.js";
import { jolietNaming, planHierarchy, primaryNaming, writeHierarchy } from "./hierarchy.js";
import { isoTree } from "./iso-node.js";
import { jolietDescriptor, lastDescriptor, primaryDescriptor } from "./volume-descriptor.js";

/** The bytes of a file; they must be as many as it was said to have. */
export type OpenFile = (file: DiskFile) => AsyncIterable<Buffer>;

/** Kept for what boots. */
const systemArea = 16;
const descriptors = 3;

/**
 * A CD of ISO 9660 (ECMA-119) with Rock Ridge's names, modes and times for Unix, and Joliet's names for Windows. Only what tells of
 * the files is held in memory, not they.
 */
export async function* isoImage(directory: DiskDirectory, label: string, open: OpenFile): AsyncGenerator<Buffer> {
  const tree = isoTree(directory);
  yield* structures(tree, label);
  for (const { file } of tree.files) {
    yield* open(file);
    yield padToSector(file.size);
  }
}

function* structures({ root, sectors }: ReturnType<typeof isoTree>, label: string): Generator<Buffer> {
  const plans = [primaryNaming, jolietNaming].map((naming) => planHierarchy(root, naming));
  let next = systemArea + descriptors;
  const reserve = (count: number) => {
    next += count;
    return next - count;
  };
  const places = plans.map(({ pathTableSize, sectors: size }) => {
    const [little, big] = [reserve(sectorsFor(pathTableSize)), reserve(sectorsFor(pathTableSize))];
    return { pathTables: { little, big }, directories: reserve(size) };
  });
  const written = plans.map((plan, index) => writeHierarchy(plan, { ...places[index]!, data: next }));
  const factsOf = (index: number) => ({
    label,
    sectors: next + sectors,
    pathTableSize: plans[index]!.pathTableSize,
    pathTables: places[index]!.pathTables,
    rootRecord: written[index]!.rootRecord,
    time: root.directory.time,
  });
  yield Buffer.alloc(systemArea * sectorSize);
  yield* [primaryDescriptor(factsOf(0)), jolietDescriptor(factsOf(1)), lastDescriptor()];
  for (const { pathTables, sectors: directories } of written) {
    for (const table of [pathTables.little, pathTables.big]) yield* [table, padToSector(table.length)];
    yield directories;
  }
}
