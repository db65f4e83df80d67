import { link, lstat, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { type BuildContext, IngotError, makeDirectory } from "@ingot/core/plugin";

export type TargetContent = { readonly content: string } | { readonly path: string };

export interface TargetFile {
  /** The build has succeeded: the file stays. */
  keep(): Promise<void>;
}

/**
 * Writes `target`, never half-way. Unless it is kept it goes with the build, if it is this build that made it: until then its second
 * name, `<target>.<runId>.partial`, tells, also after a crash, whose it is. A file that was there before is replaced, and stays.
 */
export async function createTarget(target: string, from: TargetContent, run: BuildContext): Promise<TargetFile> {
  const path = run.host.resolve(target);
  const partial = `${path}.${run.runId}.partial`;
  const isNew = !(await exists(path));
  let isKept = false;
  await reportingErrors(() => makeDirectory(dirname(path)));
  const file = await run.acquire(
    { kind: "local.file", description: `file ${target}`, handle: { path: partial, ...(isNew && { alias: path }) } },
    () => reportingErrors(() => fill(partial, target, from, run)),
    () => removeTarget(partial, isNew ? path : undefined),
  );
  const hasTwoNames = await reportingErrors(() => publish(partial, path, isNew));
  if (!hasTwoNames) {
    if (isNew) run.defer(() => (isKept ? undefined : rm(path, { force: true })));
    await file.keep();
  }
  return {
    keep: async () => {
      isKept = true;
      await rm(partial, { force: true });
      await file.keep();
    },
  };
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function fill(partial: string, target: string, from: TargetContent, run: BuildContext): Promise<void> {
  if ("content" in from) return writeFile(partial, from.content, { flag: "wx", mode: 0o600 });
  run.say(`Copying ${from.path} to ${target}`);
  await copy(run.host.resolve(from.path), partial, run.signal);
  run.say(`Copied ${(await stat(partial)).size} bytes`);
}

/** With the permissions of the source: what was private stays private. */
async function copy(source: string, partial: string, signal: AbortSignal): Promise<void> {
  const reader = await open(source);
  try {
    const { mode } = await reader.stat();
    const writer = await open(partial, "wx", mode & 0o777); // a stream's own opening may come after the abort that ends it
    await pipeline(reader.createReadStream({ autoClose: false }), writer.createWriteStream(), { signal });
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await reader.close();
  }
}

/** Gives the file its name. True when it has both now: not when it replaces another, nor where there are no links. */
async function publish(partial: string, path: string, isNew: boolean): Promise<boolean> {
  try {
    if (isNew) {
      await link(partial, path);
      return true;
    }
  } catch {
    // a file system without links, or another build was faster: the last one wins, as with Packer
  }
  await rename(partial, path);
  return false;
}

/** The target goes only while it is still the file that this build wrote. */
async function removeTarget(partial: string, target: string | undefined): Promise<void> {
  if (target !== undefined && (await isSameFile(partial, target))) await rm(target, { force: true });
  await rm(partial, { force: true });
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  try {
    const [first, second] = await Promise.all([lstat(one), lstat(other)]);
    return first.ino === second.ino && first.dev === second.dev;
  } catch {
    return false;
  }
}

/** System errors name the file and the reason already; what they lack is a code of ours. */
async function reportingErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, name, path = "" } = cause as NodeJS.ErrnoException;
    if (name === "AbortError") throw cause;
    throw new IngotError({
      code: "FILE_BUILDER",
      source: code === "ENOSPC" || code === "EIO" ? "outside" : "user",
      message: reasons[code ?? ""]?.(path) ?? (cause instanceof Error ? cause.message : String(cause)),
      cause,
    });
  }
}

const reasons: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `open ${path}: no such file or directory`,
  EACCES: (path) => `open ${path}: permission denied`,
  EISDIR: () => "source and target must be files, and one of them is a directory",
};
