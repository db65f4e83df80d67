import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes `path` (absolute) a directory, with those above it; content when it is one already. Node's own recursive `mkdir` never
 * ends where a file system refuses new names with ENOENT, as `/proc` does.
 */
export async function makeDirectory(path: string, mode = 0o755): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !(await isDirectory(dirname(path)))) {
      await makeDirectory(dirname(path), mode);
      return makeDirectory(path, mode);
    }
    if (code === "ENOENT" || !(await isDirectory(path))) throw error;
  }
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
