import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Where the loader looks for libraries when a program names no directory of its own, first to last. */
export async function loaderDirectories(interpreter: string | undefined): Promise<string[]> {
  const configured = interpreter?.includes("ld-musl")
    ? await muslPath(interpreter)
    : await readLoaderConfig("/etc/ld.so.conf", 0);
  const beside = interpreter ? [dirname(interpreter)] : [];
  return [...new Set([...configured, ...beside, "/lib64", "/usr/lib64", "/lib", "/usr/lib"])];
}

async function muslPath(interpreter: string): Promise<string[]> {
  const architecture = /ld-musl-(\w+)/.exec(interpreter)?.[1];
  const written = await readFile(`/etc/ld-musl-${architecture}.path`, "utf8").catch(
    () => "/lib:/usr/local/lib:/usr/lib",
  );
  return written.split(/[:\n]/).filter((path) => path.startsWith("/"));
}

/** One directory for each line; `include` names more files, with `*` in the last part. */
async function readLoaderConfig(path: string, depth: number): Promise<string[]> {
  const text = depth > 4 ? "" : await readFile(path, "utf8").catch(() => "");
  const directories: string[] = [];
  for (const line of text.split("\n").map((each) => each.replace(/#.*/, "").trim())) {
    const included = /^include\s+(.+)$/.exec(line)?.[1];
    if (included) {
      for (const file of await expand(join(dirname(path), "."), included))
        directories.push(...(await readLoaderConfig(file, depth + 1)));
    } else if (line.startsWith("/")) directories.push(line);
  }
  return directories;
}

async function expand(base: string, pattern: string): Promise<string[]> {
  const path = pattern.startsWith("/") ? pattern : join(base, pattern);
  const last = path.slice(path.lastIndexOf("/") + 1);
  const [before, after] = last.split("*", 2);
  if (after === undefined) return [path];
  const names = await readdir(dirname(path)).catch(() => []);
  const matching = names.filter(
    (name) => name.startsWith(before!) && name.endsWith(after) && name.length >= last.length - 1,
  );
  return matching.sort().map((name) => join(dirname(path), name));
}
