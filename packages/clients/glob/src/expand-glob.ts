import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Host } from "@ingot/core/plugin";
import picomatch from "picomatch";

/**
 * Paths that match, written like the pattern (relative ones relative to `host.cwd`), sorted. Without magic: the path, if it
 * exists. A link that leads nowhere is there too: whoever opens it can say so.
 */
export async function expandGlob(pattern: string, host: Host): Promise<string[]> {
  if (await exists(host.resolve(pattern))) return [pattern];
  const segments = pattern.split("/");
  const fixed = segments.findIndex((segment) => /[*?[\]{}()!\\]/.test(segment));
  if (fixed === -1) return [];
  const matches = await descend(
    segments.slice(0, fixed).join("/"),
    segments.slice(fixed),
    pattern.startsWith("/"),
    host,
  );
  return [...new Set(matches)].sort();
}

/** `base` holds no magic; `rest` begins with a segment that does, or is empty. */
async function descend(base: string, rest: readonly string[], isRooted: boolean, host: Host): Promise<string[]> {
  const [segment, ...after] = rest;
  if (segment === undefined) return (await exists(host.resolve(base))) ? [base] : [];
  if (segment === "**") return descendAnywhere(base, after, isRooted, host);
  const isMatch = picomatch(segment, { dot: true, nonegate: true, noextglob: true });
  const names = (await list(base, isRooted, host)).filter((name) => isMatch(name));
  const found = await Promise.all(names.map((name) => descend(child(base, name, isRooted), after, isRooted, host)));
  return found.flat();
}

/** `**` is any number of directories, none included; links to directories are not followed, so there is an end. */
async function descendAnywhere(
  base: string,
  after: readonly string[],
  isRooted: boolean,
  host: Host,
): Promise<string[]> {
  const here = after.length === 0 ? ["*"] : after;
  const found = await descend(base, here, isRooted, host);
  for (const name of await list(base, isRooted, host, true)) {
    found.push(...(await descendAnywhere(child(base, name, isRooted), after, isRooted, host)));
  }
  return found;
}

const child = (base: string, name: string, isRooted: boolean) =>
  base === "" ? (isRooted ? `/${name}` : name) : join(base, name);

async function list(base: string, isRooted: boolean, host: Host, directoriesOnly = false): Promise<string[]> {
  try {
    const path = base === "" && isRooted ? "/" : host.resolve(base);
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => !directoriesOnly || (entry.isDirectory() && !entry.name.startsWith(".")))
      .map((entry) => entry.name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return [];
    throw error;
  }
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );
