import { type FileHandle, link, lstat, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { type BuildContext, explainingFileErrors, makeDirectory, writeWholeFile } from "@ingot/core/plugin";

export type TargetContent = { readonly content: string } | { readonly path: string };

export interface TargetFile {
  /** The build has succeeded: the file stays. */
  keep(): Promise<void>;
}

/**
 * Writes `target`, never half-way. What was there before is replaced, and stays; a new file goes with the build unless it is kept.
 */
export async function createTarget(target: string, from: TargetContent, run: BuildContext): Promise<TargetFile> {
  const path = run.host.resolve(target);
  if (!(await exists(path))) return createNew(path, target, from, run);
  await writeWholeFile(path, run, (place) => fill(place, target, from, run), 0o600);
  return { keep: async () => {} };
}

/** Until it is kept, the file's second name, `<path>.<runId>.partial`, tells, also after a crash, whose it is. */
async function createNew(path: string, target: string, from: TargetContent, run: BuildContext): Promise<TargetFile> {
  const partial = `${path}.${run.runId}.partial`;
  let isKept = false;
  await makeDirectory(dirname(path));
  const file = await run.acquire(
    { kind: "local.file", description: `file ${target}`, handle: { path: partial, alias: path } },
    () => fillOrRemove(partial, target, from, run),
    () => removeTarget(partial, path),
  );
  const hasTwoNames = await explainingFileErrors(() => publish(partial, path), writing(target));
  if (!hasTwoNames) {
    run.defer(() => (isKept ? undefined : rm(path, { force: true })));
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

async function fillOrRemove(...[partial, ...rest]: Parameters<typeof fill>): Promise<void> {
  try {
    await fill(partial, ...rest);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function fill(place: string, target: string, from: TargetContent, run: BuildContext): Promise<void> {
  if ("content" in from)
    return explainingFileErrors(() => writeFile(place, from.content, { mode: 0o600 }), writing(target));
  run.say(`Copying ${from.path} to ${target}`);
  const task = { what: `copy "${from.path}" to "${target}"` };
  const source = await explainingFileErrors(() => open(run.host.resolve(from.path)), { what: `read "${from.path}"` });
  await explainingFileErrors(() => copy(source, place, run.signal), task);
  run.say(`Copied ${(await stat(place)).size} bytes`);
}

const writing = (target: string) => ({ what: `write "${target}"` });

/** With the permissions of the source: what was private stays private. */
async function copy(reader: FileHandle, place: string, signal: AbortSignal): Promise<void> {
  try {
    const { mode } = await reader.stat();
    const writer = await open(place, "w", mode & 0o777); // a stream's own opening may come after the abort that ends it
    await pipeline(reader.createReadStream({ autoClose: false }), writer.createWriteStream(), { signal });
  } finally {
    await reader.close();
  }
}

/** Gives the file its name. True when it has both now: not where there are no links. */
async function publish(partial: string, path: string): Promise<boolean> {
  try {
    await link(partial, path);
    return true;
  } catch {
    // a file system without links, or another build was faster: the last one wins, as with Packer
  }
  await rename(partial, path);
  return false;
}

/** The target goes only while it is still the file that this build wrote. */
async function removeTarget(partial: string, target: string): Promise<void> {
  if (await isSameFile(partial, target)) await rm(target, { force: true });
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
