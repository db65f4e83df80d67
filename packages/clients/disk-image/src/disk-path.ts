/** The names that lead to a file of a disk; slashes at the beginning and twice in a row say nothing. */
export const partsOf = (path: string): readonly string[] =>
  path.split("/").filter((part) => part !== "" && part !== ".");

/** Why nothing can stand at such a path of a disk. */
export function pathProblem(path: string): string | undefined {
  const parts = partsOf(path);
  if (parts.length === 0 || path.endsWith("/"))
    return `"${path}" names no file. Write the path of the file on the disk.`;
  return parts.includes("..") ? `"${path}" leads out of the disk. Write it without "..".` : undefined;
}
