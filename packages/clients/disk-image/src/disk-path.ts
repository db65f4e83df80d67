import { posix } from "node:path";

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

/** Where the parts of a local path go on the disk; `top` is a path of the template, `inner` what is below it. */
export type Placing = (top: string, inner: string) => string;

/** In the root, whatever directory it is from. */
export const flat: Placing = (top, inner) => posix.basename(inner || top);

/** Below the last name of its path. */
export const nested: Placing = (top, inner) => posix.join(posix.basename(top), inner);

/** As `nested`; with a slash at the end of its path, its contents go into the root. */
export const nestedOrContents: Placing = (top, inner) => (top.endsWith("/") ? inner : nested(top, inner));
