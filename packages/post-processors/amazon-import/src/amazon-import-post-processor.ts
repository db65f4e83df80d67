import { openAws, refuseTakenName, removeRunTag } from "@ingot/client-aws";
import { type Acquired, type Artifact, type BuildContext, definePostProcessor, reasonOf } from "@ingot/core/plugin";
import { checkImport, type ImportConfig, importConfig } from "./config.js";
import { importableDisk } from "./converted-disk.js";
import { finishImage } from "./finished-image.js";
import { imageArtifact, importedImage } from "./image-artifact.js";
import { startImport, waitForImport } from "./import-task.js";
import type { Importing } from "./importing.js";
import { copyUnderName } from "./named-image.js";
import { type SourceDisk, sourceDisk } from "./source-disk.js";
import { uploadDisk } from "./upload/upload-disk.js";

/** Makes an Amazon Machine Image of a disk. */
export const amazonImportPostProcessor = definePostProcessor<ImportConfig>({
  type: "amazon-import",
  description:
    "Sends a disk, or an archive of a virtual machine, to Amazon S3, and has Amazon make an AMI of it by VM Import.",
  config: importConfig,
  artifact: importedImage,
  check: checkImport,
  async process(config, artifact, run) {
    const source = sourceDisk(artifact, config, run);
    const importing: Importing = { config, aws: await openAws(config, run), run };
    return { artifact: await importDisk(source, importing), keepInput: false };
  },
});

async function importDisk(source: SourceDisk, importing: Importing): Promise<Artifact> {
  const { config, aws, run } = importing;
  await aws.validate([aws.region]);
  if (config.ami_name !== "") await refuseTakenName(config.ami_name, aws.region, "deregister that AMI", aws);
  const disk = await importableDisk(source, run);
  const object = await run.step("upload", () => uploadDisk(disk, importing));
  const task = await startImport(disk, object.value, importing);
  const imported = await run.step("import", () => waitForImport(task.value, importing));
  if (!config.skip_clean) await clear(object, run);
  const artifact = await (config.ami_name === ""
    ? asImported(imported, task, importing)
    : renamed(imported, task, importing));
  if (config.skip_clean) await object.keep();
  return artifact;
}

/** The import is done all the same when this fails; the build's end tries again, and says so. */
async function clear(object: Acquired<unknown>, run: BuildContext): Promise<void> {
  try {
    await object.release();
  } catch (error) {
    run.signal.throwIfAborted();
    run.warn(
      `The object in the bucket cannot be deleted now: ${reasonOf(error)} It is tried again when the build ends.`,
    );
  }
}

/** The image belongs to its task, by which it is found, until it is kept. */
async function asImported(imageId: string, task: Acquired<string>, importing: Importing): Promise<Artifact> {
  const image = await finishImage(imageId, importing);
  await task.keep();
  return imageArtifact(image, importing);
}

async function renamed(imageId: string, task: Acquired<string>, importing: Importing): Promise<Artifact> {
  const copy = await copyUnderName(imageId, importing);
  await task.release();
  const image = await finishImage(copy.value, importing);
  await removeRunTag({ ids: [image.id, ...image.snapshots] }, importing.aws, importing.run);
  await copy.keep();
  return imageArtifact(image, importing);
}
