import { type Aws, deleteSnapshot, type Image, isAwsError, snapshotsOf } from "@ingot/client-aws";
import type { BuildContext, ReapContext } from "@ingot/core/plugin";
import { runTagKey } from "../tags.js";
import { type ImagePlace, imageTagKey, type MadeImage } from "./made-image.js";
import { sideBySide } from "./side-by-side.js";

/** Who removes: a build, a clean-up, or whoever replaces an artifact. */
export interface Remover {
  readonly aws: Aws;
  readonly run: BuildContext | ReapContext;
}

/** An AMI that is ours: by the tags that only a build's own AMIs carry, or by its id where that is known. */
export interface OwnedImage extends ImagePlace {
  readonly token?: string | undefined;
  readonly id?: string | undefined;
  readonly snapshots?: readonly string[] | undefined;
}

/** Deregisters what a run has made of `image`, and deletes its snapshots. True where there was something. */
export async function removeOwned(image: OwnedImage, runId: string, remover: Remover): Promise<boolean> {
  const { region } = image;
  const found = await findOwned(image, runId, remover);
  for (const each of found) await deregister(region, each, remover);
  const begun = await snapshotsBegun(image, found, remover);
  const snapshots = [...new Set([...found.flatMap(snapshotsOf), ...begun])];
  await deleteSnapshots(region, snapshots, remover);
  return found.length + snapshots.length > 0;
}

/** The AMIs of that name that carry the tags; of one with an id, that one. */
export async function findOwned({ region, name, ...proof }: OwnedImage, runId: string, { aws }: Remover) {
  const { id, token = "" } = proof;
  const marks = [
    { Name: `tag:${runTagKey}`, Values: [runId] },
    { Name: `tag:${imageTagKey}`, Values: [token] },
  ];
  const ec2 = await aws.ec2(region);
  const { Images = [] } = await ec2.describeImages({
    Owners: ["self"],
    Filters: [{ Name: "name", Values: [name] }, ...(id === undefined ? marks : [{ Name: "image-id", Values: [id] }])],
  });
  return Images;
}

/** An AMI that is still being made names no snapshots yet, but they name it, in the description that Amazon gives them. */
async function snapshotsBegun(
  { region, id }: OwnedImage,
  found: readonly Image[],
  { aws }: Remover,
): Promise<string[]> {
  const images = id === undefined ? found.flatMap(({ ImageId }) => ImageId ?? []) : [id];
  if (images.length === 0) return [];
  const Filters = [{ Name: "description", Values: images.map((each) => `*${each}*`) }];
  const ec2 = await aws.ec2(region);
  const { Snapshots = [] } = await ec2.describeSnapshots({ OwnerIds: ["self"], Filters });
  return Snapshots.flatMap(({ SnapshotId }) => SnapshotId ?? []);
}

/** AMIs that are known for certain, such as those of an artifact, and their snapshots. */
export async function destroyImages(images: readonly MadeImage[], remover: Remover): Promise<void> {
  await sideBySide(images, async ({ region, id, snapshots }) => {
    await deregister(region, { ImageId: id }, remover);
    await deleteSnapshots(region, snapshots, remover);
  });
}

async function deregister(region: string, { ImageId, DeregistrationProtection: protection }: Image, { aws }: Remover) {
  const ec2 = await aws.ec2(region);
  if (protection?.startsWith("enabled")) await ec2.disableImageDeregistrationProtection({ ImageId });
  await ec2.deregisterImage({ ImageId }).catch(unlessGone);
}

function unlessGone(error: unknown): void {
  if (!isAwsError(error, "InvalidAMIID.NotFound", "InvalidAMIID.Unavailable")) throw error;
}

const deleteSnapshots = (region: string, snapshots: readonly string[], { aws, run }: Remover) =>
  sideBySide(snapshots, (id) => deleteSnapshot(aws, region, id, run));
