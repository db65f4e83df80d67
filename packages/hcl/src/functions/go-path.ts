import { posix } from "node:path";

/** As Go's filepath.Clean: no `.`, `..` or doubled slashes where they can go, and no slash at the end. */
export function cleanPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

/** The last part; `.` of nothing, `/` of slashes only. */
export function baseName(path: string): string {
  if (path === "") return ".";
  const bare = path.replace(/(?<!\/)\/+$/, "");
  return bare === "" ? "/" : bare.slice(bare.lastIndexOf("/") + 1);
}

/** All up to the last slash, cleaned; so the directory of `a/b/` is `a/b`. */
export function directoryName(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf("/") + 1));
}

/** `~` and `~/…` with the home directory; undefined for another user's, which is not known. */
export function expandHome(path: string, home: string): string | undefined {
  if (!path.startsWith("~")) return path;
  if (path === "~") return home;
  return path[1] === "/" ? cleanPath(posix.join(home, path.slice(1))) : undefined;
}
