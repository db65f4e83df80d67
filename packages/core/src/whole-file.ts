import type { Stats } from "node:fs";
import { chmod, chown, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { IngotError } from "./errors.js";
import { explainFileError } from "./file-error.js";
import { makeDirectory } from "./make-directory.js";
import type { BuildContext } from "./plugin.js";

/**
 * Makes the file `path` (absolute) so that it is never seen half-written: `write` fills a new file beside it, named
 * `<path>.<runId>.partial` and journalled as "local.file", which then takes its place. When `write` fails, the new file goes and
 * what stood at `path` stays. A link stands for the file that it leads to. What takes the place of a file has that file's mode and
 * owner. A device or a pipe is never replaced: `write` gets `path` itself. `mode` is of a new file, subject to the umask; default
 * 0644. Throws OUTPUT_IN_USE when the run is already writing it.
 */
export async function writeWholeFile<T>(
  path: string,
  run: Pick<BuildContext, "acquire" | "runId">,
  write: (partial: string) => Promise<T>,
  mode = 0o644,
): Promise<T> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return replaceFile({ path, place: path, mode }, run, write);
  if (!found.isFile() && !found.isDirectory()) return write(path).catch(explainAbout(path, path));
  return replaceFile({ path, place: await realpath(path), mode }, run, async (partial) => {
    const result = await write(partial);
    await keepMarks(partial, found);
    return result;
  });
}

/** Who may not give files away owns it himself. */
async function keepMarks(file: string, { mode, uid, gid }: Stats): Promise<void> {
  await chown(file, uid, gid).catch(() => undefined);
  await chmod(file, mode & 0o777);
}

interface Output {
  /** What the user calls it. */
  readonly path: string;
  /** Where it is: what `path` leads to. */
  readonly place: string;
  readonly mode: number;
}

async function replaceFile<T>(
  { path, place, mode }: Output,
  run: Pick<BuildContext, "acquire" | "runId">,
  write: (partial: string) => Promise<T>,
): Promise<T> {
  const partial = `${place}.${run.runId}.partial`;
  const intent = { kind: "local.file", description: `file ${partial}`, handle: { path: partial } };
  const explained = explainAbout(path, partial);
  await makeDirectory(dirname(place)).catch(explained);
  const file = await run
    .acquire(
      intent,
      () => createEmpty(path, partial, mode),
      () => rm(partial, { force: true }),
    )
    .catch(explained);
  try {
    const result = await write(partial);
    await rename(partial, place);
    await file.keep();
    return result;
  } catch (error) {
    await file.release();
    return explained(error);
  }
}

/** The file that the user knows is named, not the one beside it. What other files' errors say is not touched. */
function explainAbout(path: string, partial: string) {
  return (error: unknown): never => {
    const named = (error as NodeJS.ErrnoException | undefined)?.path;
    throw explainFileError(error, named === undefined || named === partial ? { what: `write "${path}"` } : {});
  };
}

async function createEmpty(path: string, partial: string, mode: number): Promise<void> {
  try {
    await (await open(partial, "wx", mode)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new IngotError({
      code: "OUTPUT_IN_USE",
      source: "user",
      message: `Another build of this run is writing "${path}" at this moment, and one file cannot hold both. Give each build an output of its own, for example with {{.BuildName}} in its name.`,
      cause: error,
    });
  }
}
