import { removeRunTag, runTag, sideBySide, type Tag } from "@ingot/client-aws";
import type { Artifact, BuildContext } from "@ingot/core/plugin";
import { copyImage } from "./copy-image.js";
import { enableDeprecation, enableProtection } from "./deprecation.js";
import { deregisterOld } from "./deregister-old.js";
import { enableFastLaunch } from "./fast-launch.js";
import { type HeldImages, holdImages } from "./hold-images.js";
import { imageArtifact } from "./image-artifact.js";
import { type ImageJob, type ImagePlace, imageTagKey, type MadeImage } from "./made-image.js";
import { shareImage } from "./share-image.js";
import { tagImage } from "./tag-image.js";
import { finalRegions, isIntermediary } from "./target-regions.js";
import { usableImage } from "./usable-image.js";

/** How a builder asks for an AMI, and whose artifact it is. */
export interface ImageMaker extends ImageJob {
  /** As manifests name it: "mitchellh.amazonebs". */
  readonly builderId: string;
  /** Keeps what the AMIs are made of, when they are kept. */
  keep?(): Promise<void>;
  /** Ends the machine, which costs money, when the AMIs are there: post-processors may take long. */
  release?(): Promise<void>;
  /** Makes the one call, CreateImage or RegisterImage, with these tags from the first moment; gives the AMI's id. */
  request(image: { readonly name: string; readonly tags: readonly Tag[] }): Promise<string | undefined>;
}

/** From a machine that is ready, or from its snapshots, to AMIs in all regions that lack nothing: all of them, or none. */
export async function makeImages(maker: ImageMaker, run: BuildContext): Promise<Artifact> {
  const { aws, config } = maker;
  const token = Buffer.from(run.host.randomBytes(8)).toString("hex");
  const finals = finalRegions(config, aws.region).map((region) => ({ region, name: config.ami_name }));
  const first = firstPlace(maker, `ingot-${run.runId}-${token}`);
  await deregisterOld(maker, finals, run);
  const held = holdImages(token, aws, run);
  const tags = [...maker.runTags, runTag(run), { Key: imageTagKey, Value: token }];
  const images = await makeAll({ ...maker, tags, held }, first, finals, run);
  await sideBySide(images, (image) => complete(image, maker, run));
  const finished = await held.finish(images);
  await sideBySide(images, (image) => seal(image, maker, run));
  await finished.keep();
  await maker.keep?.();
  await maker.release?.().catch(() => {}); // the build's end tries again, and tells of it
  return imageArtifact(images, maker, run);
}

/** What is only copied from has a name that nobody else uses. */
const firstPlace = ({ config, aws: { region } }: ImageMaker, unique: string): ImagePlace => ({
  region,
  name: isIntermediary(config) ? unique : config.ami_name,
});

/** AMIs in the making: how they are registered, and what they are born with. */
export interface Making extends ImageMaker {
  readonly held: HeldImages;
  readonly tags: readonly Tag[];
}

async function makeAll(making: Making, first: ImagePlace, finals: readonly ImagePlace[], run: BuildContext) {
  const { config, held } = making;
  const source = await makeFirst(making, first, run);
  const targets = isIntermediary(config) ? finals : finals.slice(1);
  if (targets.length === 0) return [source];
  run.say(`Copying AMI ${source.id} to ${targets.map(({ region }) => region).join(", ")}...`);
  const copies = await sideBySide(targets, (place, checkpoint) =>
    copyImage({ source, place, checkpoint }, making, run),
  );
  if (!isIntermediary(config)) return [source, ...copies];
  run.say(`Deregistering AMI ${source.id}, of which the others are copies...`);
  await held.remove(source);
  return copies;
}

async function makeFirst({ held, request, tags, aws }: Making, first: ImagePlace, run: BuildContext) {
  run.say(`Creating AMI ${first.name}...`);
  const begun = await held.make(first, () => request({ name: first.name, tags }));
  run.say(`AMI: ${begun.id}`);
  run.say("Waiting for AMI to become ready...");
  return usableImage(begun, aws, run);
}

/** What can still fail, and does not stand in the way of removing the AMI. */
async function complete(image: MadeImage, job: ImageJob, run: BuildContext): Promise<void> {
  await enableFastLaunch(image, job, run);
  await enableDeprecation(image, job, run);
  await shareImage(image, job, run);
  await tagImage(image, job, run);
}

/** What makes it hard to remove, at the very end. */
async function seal(image: MadeImage, job: ImageJob, run: BuildContext): Promise<void> {
  const { id, region, snapshots } = image;
  await removeRunTag({ ids: [id, ...snapshots], region, keys: [imageTagKey] }, job.aws, run);
  await enableProtection(image, job, run);
}
