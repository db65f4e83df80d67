import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import {
  type BuildContext,
  type DestroyOutcome,
  defineReaper,
  type Host,
  IngotError,
  isSameProcess,
  makeDirectory,
  ownProcess,
  type ProcessIdentity,
  type ResourceRecord,
} from "@ingot/core/plugin";

const kind = "qemu.output";

/** Tells, while the build goes on, whose the directory is: its name cannot. */
const markerOf = (runId: string): string => `.ingot-${runId}`;

export interface OutputDirectory {
  /** Absolute. */
  readonly path: string;
  /** It is the artifact now, whole: the directory stays. */
  keep(): Promise<void>;
}

/**
 * Makes the directory `written`, which must not exist; with `force` what stands there goes first, unless `image`, which the machine
 * starts from, is in it. If it is not kept it goes with the build, and after a crash with `clean`.
 */
export async function makeOutputDirectory(written: string, image: string, run: BuildContext): Promise<OutputDirectory> {
  const path = run.host.resolve(written);
  if (await exists(path)) await makeWay(path, written, image, run);
  const partial = `${path}.${run.runId}.partial`;
  const marker = markerOf(run.runId);
  await makeDirectory(dirname(path));
  const intent = { kind, description: `directory ${path}`, handle: { path, partial } };
  const acquired = await run.acquire(
    intent,
    () => makeMarked(path, partial, marker).catch((error) => throwExplained(error, written)),
    async () => {
      run.say("Deleting output directory...");
      await remove(path);
    },
  );
  const keep = async () => {
    await rm(join(path, marker), { force: true }); // without its mark the directory is nobody's but the user's
    await acquired.keep();
    keptBy(run).add(path);
  };
  return { path, keep };
}

/** It gets its name with its mark inside, so that at no moment there is one without. */
async function makeMarked(path: string, partial: string, marker: string): Promise<void> {
  try {
    await mkdir(partial);
    await writeFile(join(partial, marker), JSON.stringify(ownProcess()), { flag: "wx" });
    await rename(partial, path);
  } catch (error) {
    await remove(partial);
    throw error;
  }
}

/** Somebody was faster. */
function throwExplained(error: unknown, written: string): never {
  throw ["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(String((error as NodeJS.ErrnoException).code))
    ? inUse(written)
    : error;
}

const kept = new WeakMap<Host, Map<string, Set<string>>>();

/** The directories that builds of this run have finished: not even with `force` does a later one remove them. */
function keptBy({ host, runId }: BuildContext): Set<string> {
  const runs = kept.get(host) ?? new Map<string, Set<string>>();
  const paths = runs.get(runId) ?? new Set();
  kept.set(host, runs.set(runId, paths));
  return paths;
}

async function makeWay(path: string, written: string, image: string, run: BuildContext): Promise<void> {
  if (!run.force) throw alreadyThere(written);
  if (keptBy(run).has(path)) throw taken(written);
  if (await isInUse(path)) throw inUse(written);
  if (isWithin(image, path)) throw holdsImage(written);
  run.say("Deleting previous output directory...");
  await remove(path);
}

const remove = (path: string) => rm(path, { recursive: true, force: true });

/** Whether `path` is `directory` or below it; both absolute. */
export const isWithin = (path: string, directory: string): boolean =>
  `${path}${sep}`.startsWith(directory.endsWith(sep) ? directory : directory + sep);

export const losesImage =
  "The image lies in output_directory, which is made afresh: with -force it would be deleted. Choose another output_directory.";

/** A link that leads nowhere stands there, too. */
const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** Whether a live build, of this run or of another, is writing it. */
async function isInUse(path: string): Promise<boolean> {
  const names = await readdir(path).catch(() => []);
  const markers = names.filter((name) => /^\.ingot-[0-9a-f]{32}$/.test(name));
  for (const marker of markers) {
    const text = await readFile(join(path, marker), "utf8").catch(() => "");
    if (text !== "" && isSameProcess(JSON.parse(text) as ProcessIdentity)) return true;
  }
  return false;
}

const alreadyThere = (written: string) =>
  new IngotError({
    code: "OUTPUT_EXISTS",
    source: "user",
    message: `Output directory "${written}" already exists, and it must not exist. Remove it, choose another output_directory, or use -force to replace it.`,
  });

const holdsImage = (written: string) =>
  new IngotError({
    code: "OUTPUT_HOLDS_IMAGE",
    source: "user",
    message: `${losesImage} It is "${written}".`,
  });

const taken = (written: string) =>
  new IngotError({
    code: "OUTPUT_IN_USE",
    source: "user",
    message: `The output directory "${written}" is that of another build of this run. Give each build an output_directory of its own.`,
  });

const inUse = (written: string) =>
  new IngotError({
    code: "OUTPUT_IN_USE",
    source: "user",
    message: `Another build is writing the output directory "${written}" at this moment. Give each build an output_directory of its own.`,
  });

/** Removes the output directories of dead runs that were not done: those that still have their mark. */
export const qemuReaper = defineReaper({
  kinds: [kind],
  reap: async (record): Promise<DestroyOutcome> => {
    const { path, partial } = pathsOf(record);
    const isLeft = (await exists(partial)) || (await exists(join(path, markerOf(record.runId))));
    await remove(partial);
    if (await exists(join(path, markerOf(record.runId)))) await remove(path);
    return isLeft ? "destroyed" : "absent";
  },
});

/** A damaged or forged journal must not delete what is not the run's. */
function pathsOf({ handle, runId }: ResourceRecord): { readonly path: string; readonly partial: string } {
  const { path, partial } = handle;
  if (
    typeof path === "string" &&
    typeof partial === "string" &&
    basename(partial) === `${basename(path)}.${runId}.partial`
  )
    return { path, partial };
  throw new IngotError({
    code: "JOURNAL_INVALID",
    source: "engine",
    message: `The journal names ${JSON.stringify(path)} as an output directory of its run, and what it says of it is not what a run would write. It is left alone.`,
  });
}
