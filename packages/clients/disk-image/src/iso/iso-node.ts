import { type DiskDirectory, type DiskFile, sortedEntries } from "../disk-tree.js";
import { sectorsFor } from "./fields.js";

/** A file or directory of the disk, and where its bytes are. */
export type IsoNode = IsoDirectory | IsoFile;

export interface IsoFile {
  readonly kind: "file";
  readonly name: string;
  readonly file: DiskFile;
  /** Sectors from the beginning of the data. */
  readonly offset: number;
}

export interface IsoDirectory {
  readonly kind: "directory";
  readonly name: string;
  readonly directory: DiskDirectory;
  readonly children: readonly IsoNode[];
}

export interface IsoTree {
  readonly root: IsoDirectory;
  /** In the order of their data. */
  readonly files: readonly IsoFile[];
  /** Sectors of all data. */
  readonly sectors: number;
}

export function isoTree(directory: DiskDirectory): IsoTree {
  const files: IsoFile[] = [];
  let sectors = 0;
  const addFile = (name: string, file: DiskFile): IsoFile => {
    const node: IsoFile = { kind: "file", name, file, offset: sectors };
    sectors += sectorsFor(file.size);
    files.push(node);
    return node;
  };
  const add = (name: string, below: DiskDirectory): IsoDirectory => {
    const children = sortedEntries(below).map(([child, entry]) =>
      entry.kind === "file" ? addFile(child, entry) : add(child, entry),
    );
    return { kind: "directory", name, directory: below, children };
  };
  return { root: add("", directory), files, sectors };
}
