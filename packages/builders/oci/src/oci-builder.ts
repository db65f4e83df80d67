import { lchown, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mergeEnv, splitVariable, takeBaseline, unpackImage } from "@ingot/client-oci-image";
import { type BuildContext, defineBuilder, IngotError, type Machine } from "@ingot/core/plugin";
import { checkConfig } from "./check-config.js";
import { type OciConfig, ociArtifact, ociConfigSchema } from "./config.js";
import { copyFiles } from "./files/copy-files.js";
import { type Base, openBase } from "./open-base.js";
import type { Rootfs } from "./rootfs.js";
import { canKeepOwners } from "./sandbox/id-maps.js";
import { ociCommunicator } from "./sandbox/oci-communicator.js";
import { checkOutput, saveImage } from "./save-image.js";
import { workingDirectory } from "./working-directory.js";

/** Builds OCI images on Linux by itself: no daemon, no root, no registry. */
export const ociBuilder = defineBuilder<OciConfig>({
  type: "oci",
  description: "Builds an OCI image without a daemon and without root, from an image on disk or from nothing.",
  config: ociConfigSchema,
  artifact: ociArtifact,
  exports: ["SourceImageDigest"],
  check: checkConfig,
  start,
});

async function start(config: OciConfig, run: BuildContext): Promise<Machine> {
  await checkOutput(config, run);
  const epoch = epochOf(config, run);
  const { value: workDirectory } = await workingDirectory(run);
  const base = await openBase(config, run, workDirectory);
  const rootfs = await run.step("Unpacking the base", () => unpackBase(base, workDirectory, run));
  await run.step("Copying files", async () => {
    for (const copy of config.copy) await copyFiles(rootfs, copy, run);
  });
  const { network, mount: mounts } = config;
  const where = { workingDirectory: config.workdir ?? (base.image.config.config?.WorkingDir || "/") };
  const environment = environmentOf(config, base);
  const communicator = ociCommunicator({
    host: run.host,
    rootfs,
    workDirectory,
    network,
    mounts,
    environment,
    ...where,
  });
  run.defer(communicator.close);
  return {
    communicator,
    exports: { ID: `oci-${run.runId}`, ConnType: "oci", SourceImageDigest: base.digest },
    save: (context) => saveImage({ config, base, rootfs, workDirectory, epoch }, context),
  };
}

async function unpackBase({ image }: Base, workDirectory: string, run: BuildContext): Promise<Rootfs> {
  const root = join(workDirectory, "root");
  const keepOwners = await canKeepOwners(() => giveFileAway(join(workDirectory, "owned")));
  const records = await unpackImage(image, root, { keepOwners, signal: run.signal, warn: run.warn });
  return { root, baseline: await takeBaseline(root, records, keepOwners), mountPoints: [] };
}

async function giveFileAway(path: string): Promise<void> {
  await writeFile(path, "");
  try {
    await lchown(path, 1, 1);
  } finally {
    await rm(path);
  }
}

/** What every shell counts on, then the base's, then the template's. */
function environmentOf({ env = {} }: OciConfig, { image }: Base): Record<string, string> {
  const usual = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"];
  const based = Object.fromEntries((image.config.config?.Env ?? []).map(splitVariable));
  return Object.fromEntries(mergeEnv(mergeEnv(usual, based), env).map(splitVariable));
}

function epochOf({ source_date_epoch }: OciConfig, { host }: BuildContext): number {
  if (source_date_epoch !== undefined) return source_date_epoch;
  const written = host.env.SOURCE_DATE_EPOCH;
  if (written === undefined || written === "") return 0;
  if (/^\d{1,11}$/.test(written)) return Number(written);
  throw new IngotError({
    code: "OCI_EPOCH_INVALID",
    source: "user",
    message: `SOURCE_DATE_EPOCH is "${written}"; it must be a number of seconds since 1970.`,
  });
}
