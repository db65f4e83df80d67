import type { DiskDirectory } from "../disk-tree.js";

/** What Windows refuses. */
const forbidden = /["*:<>?\\|\u0000-\u001f]/;

/** Why one of the names cannot stand on a FAT disk. */
export function unfitName(directory: DiskDirectory): string | undefined {
  for (const [name, entry] of directory.entries) {
    if (forbidden.test(name) || name.length > 255)
      return `"${name}" cannot be a name on a floppy disk. Rename the file.`;
    const below = entry.kind === "directory" ? unfitName(entry) : undefined;
    if (below !== undefined) return below;
  }
  return undefined;
}

/** FAT does not tell "README" from "readme". */
export function sameButForCase(directory: DiskDirectory): string | undefined {
  const seen = new Map<string, string>();
  for (const [name, entry] of directory.entries) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined)
      return `"${other}" and "${name}" differ in case alone, which a floppy disk does not tell. Rename one of them.`;
    seen.set(name.toLowerCase(), name);
    const below = entry.kind === "directory" ? sameButForCase(entry) : undefined;
    if (below !== undefined) return below;
  }
  return undefined;
}
