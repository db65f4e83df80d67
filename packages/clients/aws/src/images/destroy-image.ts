import type { Image } from "@aws-sdk/client-ec2";
import type { DestroyOutcome } from "@ingot/core/plugin";
import type { Aws } from "../aws.js";
import type { AwsContext } from "../context.js";
import { isAwsError } from "../failure.js";
import { retryUntil } from "../retry-until.js";

/** Deregisters an image and deletes the snapshots that it was made of. What is gone already is a success. */
export async function destroyImage(
  aws: Aws,
  region: string,
  imageId: string,
  context: AwsContext,
): Promise<DestroyOutcome> {
  const image = await findImageById(aws, region, imageId);
  const snapshots = image ? snapshotsOf(image) : [];
  const outcome = await deregister(aws, region, imageId);
  for (const snapshot of snapshots) await deleteSnapshot(aws, region, snapshot, context);
  return outcome;
}

/** The ids of the snapshots that an image is made of. */
export const snapshotsOf = ({ BlockDeviceMappings = [] }: Image): readonly string[] =>
  BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);

async function findImageById(aws: Aws, region: string, imageId: string): Promise<Image | undefined> {
  const Filters = [{ Name: "image-id", Values: [imageId] }]; // an id that is not there is no error as a filter
  const { Images = [] } = await (await aws.ec2(region)).describeImages({ Filters });
  return Images[0];
}

async function deregister(aws: Aws, region: string, ImageId: string): Promise<DestroyOutcome> {
  try {
    await (await aws.ec2(region)).deregisterImage({ ImageId });
    return "destroyed";
  } catch (error) {
    if (isAwsError(error, "InvalidAMIID.NotFound", "InvalidAMIID.Unavailable")) return "absent";
    throw error;
  }
}

/** Deletes a snapshot; for a moment after its image has gone Amazon still holds it to be in use. */
export async function deleteSnapshot(
  aws: Aws,
  region: string,
  SnapshotId: string,
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
