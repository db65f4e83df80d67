import { type Aws, isAwsError } from "@ingot/client-aws";
import type { DestroyOutcome } from "@ingot/core/plugin";

/** Where an object is, or is going to be. */
export type S3Place = {
  readonly bucket: string;
  readonly key: string;
  /** The key was made up for this import, so that nobody else has an upload to it. */
  readonly isOurs: boolean;
};

/** The user metadata that says which run has made an object. It needs no permission of its own, as a tag does. */
export const runMetadata = "ingot-run";

export const placeText = ({ bucket, key }: S3Place): string => `s3://${bucket}/${key}`;

/** Deletes the object when it is the run's; another that has its key stays. */
export async function deleteOwnObject(aws: Aws, place: S3Place, runId: string): Promise<DestroyOutcome> {
  if ((await ownerOf(aws, place)) !== runId) return "absent";
  await deleteObject(aws, place);
  return "destroyed";
}

export async function deleteObject(aws: Aws, { bucket, key }: S3Place): Promise<void> {
  await (await aws.s3()).deleteObject({ Bucket: bucket, Key: key });
}

/** The run that has made the object; undefined where there is none, or another has made it. */
export async function ownerOf(aws: Aws, { bucket, key }: S3Place): Promise<string | undefined> {
  try {
    const { Metadata } = await (await aws.s3()).headObject({ Bucket: bucket, Key: key });
    return Metadata?.[runMetadata];
  } catch (error) {
    if (isAwsError(error, "NotFound", "NoSuchKey", "NoSuchBucket")) return undefined;
    throw error;
  }
}

/** Takes back an upload that is not whole; Amazon would keep its parts, and charge for them. */
export async function abortUpload(aws: Aws, { bucket, key }: S3Place, uploadId: string): Promise<DestroyOutcome> {
  try {
    await (await aws.s3()).abortMultipartUpload({ Bucket: bucket, Key: key, UploadId: uploadId });
    return "destroyed";
  } catch (error) {
    if (isAwsError(error, "NoSuchUpload", "NoSuchBucket")) return "absent";
    throw error;
  }
}

/** The uploads of this very key that are not whole. */
export async function openUploads(aws: Aws, { bucket, key }: S3Place): Promise<readonly string[]> {
  const { Uploads = [] } = await (await aws.s3()).listMultipartUploads({ Bucket: bucket, Prefix: key });
  return Uploads.flatMap(({ Key, UploadId }) => (Key === key && UploadId !== undefined ? [UploadId] : []));
}
