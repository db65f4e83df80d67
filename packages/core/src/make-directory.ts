import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes `path` (absolute) a directory, with those above it; content when it is one already, or becomes one meanwhile. Node's own
 * recursive `mkdir` never ends where a file system refuses new names with ENOENT, as `/proc` does.
 */
export async function makeDirectory(path: string, mode = 0o755): Promise<void> {
  try {
    await makeOne(path, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await makeDirectory(dirname(path), mode);
    await makeOne(path, mode);
  }
}

async function makeOne(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (!(await isDirectory(path))) throw error;
  }
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
