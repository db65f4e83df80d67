import { partsOf } from "../disk-path.js";

/** What Windows refuses. */
const forbidden = /["*:<>?\\|\u0000-\u001f]/;

/** Says of one path after another why it cannot stand on a FAT disk, beside those before it; undefined where it can. */
export function fatPathProblems(): (path: string) => string | undefined {
  const seen = new Map<string, string>(); // FAT does not tell "README" from "readme"
  const problemOf = (path: string, name: string): string | undefined => {
    if (forbidden.test(name) || name.length > 255)
      return `"${name}" cannot be a name on a floppy disk. Rename the file.`;
    const other = seen.get(path.toLowerCase()) ?? path;
    seen.set(path.toLowerCase(), other);
    return other === path ? undefined : sameButForCase(other, path);
  };
  return (path) => {
    const parts = partsOf(path);
    const problems = parts.map((name, index) => problemOf(parts.slice(0, index + 1).join("/"), name));
    return problems.find((problem) => problem !== undefined);
  };
}

const sameButForCase = (one: string, other: string) =>
  `"${one}" and "${other}" differ in case alone, which a floppy disk does not tell. Rename one of them.`;
