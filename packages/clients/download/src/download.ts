import { copyFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type BuildContext, makeDirectory, withFileLock, writeWholeFile } from "@ingot/core/plugin";
import { cacheDirectory, cachedName, sha1 } from "./cache.js";
import { type Checksum, checksumText } from "./checksum.js";
import { mismatch } from "./checksum-mismatch.js";
import type { IsoConfig } from "./iso-fields.js";
import type { WebOrigin } from "./origin.js";
import { digestOfFile, PartialFile, type Provenance } from "./partial-file.js";
import { transfer } from "./transfer.js";

interface Download {
  readonly origin: WebOrigin;
  readonly checksum: Checksum | undefined;
  /** Where the whole file goes. */
  readonly target: string;
  /** What has come so far is at this path, with extensions; it is locked as well. */
  readonly base: string;
}

/** The path of the whole file, downloaded unless it is there. Builds and processes that want the same address take turns. */
export async function download(
  origin: WebOrigin,
  checksum: Checksum | undefined,
  config: IsoConfig,
  run: BuildContext,
): Promise<string> {
  const cache = cacheDirectory(run.host);
  const name = cachedName(origin.url, checksum, config.iso_target_extension);
  const target = config.iso_target_path ? run.host.resolve(config.iso_target_path) : join(cache, name);
  const it: Download = { origin, checksum, target, base: join(cache, sha1(origin.url)) };
  if (await hasChecksum(target, checksum, run.signal)) return target;
  const onWait = () => run.say("Waiting for another build, which downloads it already");
  const options = { patience: Number.POSITIVE_INFINITY, onWait };
  await withFileLock(`${it.base}.partial`, run, () => fill(it, run), options);
  return target;
}

async function hasChecksum(path: string, checksum: Checksum | undefined, signal: AbortSignal): Promise<boolean> {
  if (!checksum || (await sizeOf(path)) === undefined) return false;
  return (await digestOfFile(path, checksum.algorithm, signal)) === checksum.digest;
}

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  );

async function fill(it: Download, run: BuildContext): Promise<void> {
  if (await hasChecksum(it.target, it.checksum, run.signal)) return; // somebody else was faster
  const partial = await PartialFile.open(it.base, it.checksum?.algorithm);
  try {
    if ((await complete(it, partial, run)) === "unchanged") return;
    if (it.checksum) await refuseMismatch(it, it.checksum, partial, run.signal);
    else await partial.sync();
  } finally {
    await partial.close();
  }
  await publish(it, partial, run);
}

/** Bytes that are all there need not come again, unless they are known to be wrong; a server is asked where no checksum tells. */
async function complete(it: Download, partial: PartialFile, run: BuildContext): Promise<"whole" | "unchanged"> {
  const { refuted = [] } = partial.provenance;
  if (partial.isWhole && it.checksum && !refuted.includes(checksumText(it.checksum))) return "whole";
  if (partial.isWhole) await partial.restart({});
  return transfer(it.origin, partial, run, await knownTarget(it, partial));
}

/** Where the file at the target is from, if nothing tells whether it is right, and it is what was downloaded last. */
async function knownTarget({ target, checksum }: Download, partial: PartialFile): Promise<Provenance | undefined> {
  const { size, provenance } = partial;
  if (checksum || size > 0 || provenance.total === undefined) return undefined;
  return provenance.total === (await sizeOf(target)) ? provenance : undefined;
}

/** The bytes stay: when the checksum was wrong, the next run needs them. */
async function refuseMismatch({ origin }: Download, checksum: Checksum, partial: PartialFile, signal: AbortSignal) {
  const digest = await partial.digest(signal);
  if (digest === undefined || digest === checksum.digest) return;
  const { provenance } = partial;
  await partial.note({ ...provenance, refuted: [...(provenance.refuted ?? []), checksumText(checksum)] });
  throw mismatch(origin, checksum, digest);
}

/** Gives the whole file its name. Where no checksum tells what it is, it stays known where it is from. */
async function publish({ target, base, checksum }: Download, { path }: PartialFile, run: BuildContext): Promise<void> {
  await makeDirectory(dirname(target));
  try {
    await rename(path, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    await writeWholeFile(target, run, (partial) => copyFile(path, partial));
    await rm(path);
  }
  if (checksum) await rm(`${base}.json`, { force: true });
}
