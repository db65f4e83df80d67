/** A 3½ inch floppy disk of 1.44 MB, formatted as DOS does it. */
export const sectorSize = 512;
export const sectors = 2880;
export const reservedSectors = 1;
export const fats = 2;
export const sectorsPerFat = 9;
export const rootEntries = 224;
export const entrySize = 32;

export const rootStart = (reservedSectors + fats * sectorsPerFat) * sectorSize;
export const dataStart = rootStart + rootEntries * entrySize;
export const imageSize = sectors * sectorSize;

/** A cluster is a sector. The first has the number 2. */
export const firstCluster = 2;
export const clusters = (imageSize - dataStart) / sectorSize;

export const clustersFor = (size: number): number => Math.ceil(size / sectorSize);
