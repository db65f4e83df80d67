import { createReadStream } from "node:fs";
import { access, lstat, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  diffTree,
  type ImageLayer,
  mediaTypes,
  nextConfig,
  removeTree,
  type WrittenImage,
  writeImage,
  writeLayer,
} from "@ingot/client-oci-image";
import {
  type Artifact,
  artifactOfFiles,
  type BuildContext,
  IngotError,
  makeDirectory,
  writeWholeFile,
} from "@ingot/core/plugin";
import type { OciConfig } from "./config.js";
import type { Base } from "./open-base.js";
import type { Rootfs } from "./rootfs.js";
import { removeMountPoints } from "./sandbox/mount-points.js";

export interface Saving {
  readonly config: OciConfig;
  readonly base: Base;
  readonly rootfs: Rootfs;
  readonly workDirectory: string;
  /** Seconds since 1970. */
  readonly epoch: number;
}

/** Refuses to overwrite an earlier image, before any work is done for it. */
export async function checkOutput({ output }: OciConfig, run: BuildContext): Promise<void> {
  const isThere = await lstat(run.host.resolve(output)).catch(() => undefined);
  if (!isThere || run.force) return;
  throw new IngotError({
    code: "OUTPUT_EXISTS",
    source: "user",
    message: `There is something at "${output}" already. Remove it, choose another output, or overwrite it with -force.`,
  });
}

/** Writes what the build changed as one layer upon the base's, and the image as the user wants it. */
export async function saveImage(saving: Saving, run: BuildContext): Promise<Artifact> {
  const { config, base, epoch } = saving;
  await checkOutput(config, run);
  const layer = await run.step("Writing the layer", () => makeLayer(saving, run));
  const changes = { ...config, stopSignal: config.stop_signal };
  const createdBy = `ingot build: ${run.build.builderType}.${run.build.sourceName}`;
  const imageConfig = nextConfig(base.image.config, { changes, diffId: layer?.diffId, epoch, createdBy });
  const layers = [...base.image.layers, ...(layer ? [layer] : [])];
  const name = config.name && `${config.name}:${config.tag}`;
  const options = { format: config.format, name, epoch, signal: run.signal };
  const write = (path: string) => writeImage(imageConfig, layers, { ...options, path });
  const written = await run.step("Writing the image", () => writeOutput(config, run, write));
  return artifactOf(config, base, written, name, run);
}

/** Undefined when no file changed. */
async function makeLayer(
  { config, rootfs, workDirectory, epoch }: Saving,
  run: BuildContext,
): Promise<ImageLayer | undefined> {
  await removeMountPoints(rootfs);
  const changes = await diffTree(rootfs.baseline, run.signal);
  if (changes.put.size === 0 && changes.deleted.length === 0) return undefined;
  run.say(`Writing a layer of ${changes.put.size} files and directories, ${changes.deleted.length} deleted`);
  const path = join(workDirectory, "layer.tar.gz");
  await rm(path, { force: true });
  const compressionLevel = config.compression_level;
  const layer = await writeLayer(rootfs.baseline, changes, { path, epoch, compressionLevel, signal: run.signal });
  return {
    ...layer,
    mediaType: mediaTypes.gzipLayer,
    open: () => createReadStream(path, { highWaterMark: 512 * 1024 }),
  };
}

type Write = (path: string) => Promise<WrittenImage>;

async function writeOutput(config: OciConfig, run: BuildContext, write: Write): Promise<WrittenImage> {
  const output = run.host.resolve(config.output);
  if (config.format === "layout") return writeLayout(output, run, write);
  if ((await lstat(output).catch(() => undefined))?.isDirectory()) throw isDirectory(config.output);
  return writeWholeFile(output, run, write);
}

/** A directory takes its place as a file does: made beside it, journalled, renamed. */
async function writeLayout(output: string, run: BuildContext, write: Write): Promise<WrittenImage> {
  const partial = `${output}.${run.runId}.partial`;
  await makeDirectory(dirname(output));
  const directory = await run.acquire(
    { kind: "local.directory", description: `directory ${partial}`, handle: { path: partial } },
    () => mkdir(partial, { mode: 0o755 }),
    () => removeTree(partial),
  );
  try {
    const written = await write(partial);
    if (run.force) await clearLayout(output);
    await rename(partial, output);
    await directory.keep();
    return written;
  } catch (error) {
    await directory.release();
    throw error;
  }
}

/** `-force` replaces an image, never a directory that holds something else. */
async function clearLayout(output: string): Promise<void> {
  const isThere = await lstat(output).catch(() => undefined);
  if (!isThere) return;
  const isLayout = await access(join(output, "oci-layout")).then(
    () => true,
    () => false,
  );
  if (!isLayout && isThere.isDirectory()) throw isDirectory(output);
  await removeTree(output);
}

const isDirectory = (output: string) =>
  new IngotError({
    code: "OUTPUT_EXISTS",
    source: "user",
    message: `"${output}" is a directory that holds no image, and it is not replaced by one. Choose another output.`,
  });

function artifactOf(
  { output, format }: OciConfig,
  base: Base,
  written: WrittenImage,
  name: string | undefined,
  run: BuildContext,
): Artifact {
  const parts = {
    builderId: "ingot.oci",
    id: written.digest,
    files: [output],
    description: `OCI image: ${output} (${written.digest})${name ? ` ${name}` : ""}`,
    values: {
      path: output,
      ImageDigest: written.digest,
      ConfigDigest: written.configDigest,
      SourceImageDigest: base.digest,
      Name: name ?? "",
      Format: format,
    },
  };
  if (format === "archive") return artifactOfFiles(run.host.resolve, parts);
  return { ...parts, destroy: () => removeTree(run.host.resolve(output)) };
}
