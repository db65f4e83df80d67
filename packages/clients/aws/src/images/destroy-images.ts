import type { Image } from "@aws-sdk/client-ec2";
import type { DestroyOutcome } from "@ingot/core/plugin";
import type { Aws } from "../aws.js";
import type { AwsContext } from "../context.js";
import { isAwsError } from "../failure.js";
import { onceKnown } from "../once-known.js";
import { retryUntil } from "../retry-until.js";
import { sideBySide } from "../side-by-side.js";
import { type ImageSearch, ownImages } from "./own-images.js";

/** Deregisters the account's own images that match, and deletes their snapshots: those of images in the making too. What is gone is a success. */
export async function destroyImages(search: ImageSearch, aws: Aws, context: AwsContext): Promise<DestroyOutcome> {
  const { region } = search;
  const found = await ownImages(search, aws);
  for (const image of found) await deregisterImage(image, region, aws, context);
  await deleteSnapshots(found.flatMap(snapshotsOf), region, aws, context);
  const ids = found.flatMap(({ ImageId }) => ImageId ?? []);
  const known = search.filters["image-id"];
  const begun = await snapshotsBegun(known === undefined ? ids : [known], region, aws);
  await deleteSnapshots(begun, region, aws, context);
  return found.length + begun.length > 0 ? "destroyed" : "absent";
}

const deleteSnapshots = (ids: readonly string[], region: string, aws: Aws, context: AwsContext) =>
  sideBySide(ids, (id) => deleteSnapshot(id, region, aws, context));

/** The ids of the snapshots that an image is made of. */
export const snapshotsOf = ({ BlockDeviceMappings = [] }: Image): readonly string[] =>
  BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);

/**
 * An image that is still being made names no snapshots yet, but they name it, in the description that Amazon gives them. Those of a copy
 * also name, as `SourceAmi`, the image that it was made of.
 */
async function snapshotsBegun(images: readonly string[], region: string, aws: Aws): Promise<readonly string[]> {
  if (images.length === 0) return [];
  const ec2 = await aws.ec2(region);
  const Filters = [{ Name: "description", Values: images.map((id) => `*${id}*`) }];
  const { Snapshots = [] } = await ec2.describeSnapshots({ OwnerIds: ["self"], Filters });
  const names = ({ Description = "" }) => Description.replace(/\bSourceAmi \S+/g, "");
  const own = Snapshots.filter((snapshot) => images.some((id) => names(snapshot).includes(id)));
  return own.flatMap(({ SnapshotId }) => SnapshotId ?? []);
}

/** Deregisters an image, even one that is protected; its snapshots stay. The call may not know yet what is seen already. */
export const deregisterImage = (image: Image, region: string, aws: Aws, context: AwsContext): Promise<void> =>
  onceKnown(async () => {
    try {
      await deregister(image, region, aws);
    } catch (error) {
      const mayBeGone = isAwsError(error, "InvalidAMIID.NotFound", "InvalidAMIID.Unavailable");
      if (!mayBeGone || (await isSeen(image, region, aws))) throw error;
    }
  }, context);

async function deregister({ ImageId, DeregistrationProtection: protection }: Image, region: string, aws: Aws) {
  const ec2 = await aws.ec2(region);
  if (protection?.startsWith("enabled")) await ec2.disableImageDeregistrationProtection({ ImageId });
  await ec2.deregisterImage({ ImageId });
}

async function isSeen({ ImageId = "" }: Image, region: string, aws: Aws): Promise<boolean> {
  const seen = await ownImages({ region, filters: { "image-id": ImageId } }, aws);
  return seen.some(({ State }) => State !== "deregistered");
}

/** Deletes a snapshot; for a moment after its image has gone Amazon still holds it to be in use. */
export async function deleteSnapshot(
  SnapshotId: string,
  region: string,
  aws: Aws,
  context: AwsContext,
): Promise<DestroyOutcome> {
  try {
    const work = async () => void (await (await aws.ec2(region)).deleteSnapshot({ SnapshotId }));
    await retryUntil(work, { codes: ["InvalidSnapshot.InUse"], for: 30_000 }, context);
    return "destroyed";
  } catch (error) {
    if (isAwsError(error, "InvalidSnapshot.NotFound")) return "absent";
    throw error;
  }
}
