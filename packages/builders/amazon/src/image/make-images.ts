import type { Tag } from "@ingot/client-aws";
import type { Artifact, BuildContext } from "@ingot/core/plugin";
import { runTag } from "../tags.js";
import { awaitImage } from "./await-image.js";
import { copyImage } from "./copy-image.js";
import { enableDeprecation, enableProtection } from "./deprecation.js";
import { deregisterOld } from "./deregister-old.js";
import { enableFastLaunch } from "./fast-launch.js";
import { type HeldImages, holdImages } from "./hold-images.js";
import { imageArtifact } from "./image-artifact.js";
import type { ImageJob, ImagePlace, MadeImage } from "./made-image.js";
import { shareImage } from "./share-image.js";
import { sideBySide } from "./side-by-side.js";
import { removeRunTag, tagImage } from "./tag-image.js";
import { finalRegions, isIntermediary } from "./target-regions.js";

/** How a builder asks for an AMI, and whose artifact it is. */
export interface ImageMaker extends ImageJob {
  /** As manifests name it: "mitchellh.amazonebs". */
  readonly builderId: string;
  /** Makes the one call, CreateImage or RegisterImage, with these tags from the first moment; gives the AMI's id. */
  request(image: { readonly name: string; readonly tags: readonly Tag[] }): Promise<string | undefined>;
}

/** From a machine that is ready, or from its snapshots, to AMIs in all regions that lack nothing: all of them, or none. */
export async function makeImages(maker: ImageMaker, run: BuildContext): Promise<Artifact> {
  const { aws, config } = maker;
  const finals = finalRegions(config, aws.region).map((region) => ({ region, name: config.ami_name }));
  const first = firstPlace(maker, run);
  await deregisterOld(maker, finals, run);
  const held = await holdImages([...new Set([first, ...finals])], aws, run);
  const images = await makeAll(maker, first, finals, held, run);
  await sideBySide(images, (image) => complete(image, maker, run));
  const finished = await held.finish(images);
  await sideBySide(images, (image) => seal(image, maker, run));
  await finished.keep();
  return imageArtifact(images, maker, run);
}

/** What is only copied from has a name that nobody else uses. */
function firstPlace({ config, aws: { region } }: ImageMaker, { runId, host }: BuildContext): ImagePlace {
  if (!isIntermediary(config)) return { region, name: config.ami_name };
  return { region, name: `ingot-${runId}-${Buffer.from(host.randomBytes(4)).toString("hex")}` };
}

async function makeAll(
  maker: ImageMaker,
  first: ImagePlace,
  finals: readonly ImagePlace[],
  held: HeldImages,
  run: BuildContext,
): Promise<readonly MadeImage[]> {
  const { aws, config, runTags } = maker;
  const tags = [...runTags, runTag(run)];
  run.say(`Creating AMI ${first.name}...`);
  const begun = await held.make(first, () => maker.request({ name: first.name, tags }));
  run.say(`AMI: ${begun.id}`);
  run.say("Waiting for AMI to become ready...");
  const source = await awaitImage(begun, aws);
  const targets = isIntermediary(config) ? finals : finals.slice(1);
  if (targets.length === 0) return [source];
  run.say(`Copying AMI ${source.id} to ${targets.map(({ region }) => region).join(", ")}...`);
  const copies = await sideBySide(targets, (place, checkpoint) =>
    copyImage({ source, place, tags, checkpoint }, maker, held, run),
  );
  if (!isIntermediary(config)) return [source, ...copies];
  run.say(`Deregistering AMI ${source.id}, of which the others are copies...`);
  await held.remove(source);
  return copies;
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
  await removeRunTag(image, job, run);
  await enableProtection(image, job, run);
}
