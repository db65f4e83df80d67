import { type Acquired, isIngotError } from "@ingot/core/plugin";
import type { Importing } from "../importing.js";
import { abortUpload, openUploads, placeText, runMetadata, type S3Place } from "./s3-object.js";

/** The id of a new upload, which is given up when it is released. */
export async function beginUpload(place: S3Place, importing: Importing): Promise<Acquired<string>> {
  const { aws, run } = importing;
  const uploadId = await createUpload(place, importing);
  return run.acquire(
    {
      kind: "aws.s3-upload",
      description: `the upload to ${placeText(place)}`,
      handle: { access: aws.access, ...place, uploadId },
    },
    async () => uploadId,
    async () => void (await abortUpload(aws, place, uploadId)),
  );
}

/** Each lost answer leaves one upload more, of which nobody knows the id. */
async function createUpload(place: S3Place, importing: Importing): Promise<string> {
  let id: string | undefined;
  try {
    const { UploadId } = await (await importing.aws.s3()).createMultipartUpload(uploadRequest(place, importing));
    id = UploadId!;
    return id;
  } finally {
    await abortStrays(place, id, importing);
  }
}

function uploadRequest({ bucket, key }: S3Place, { config, run }: Importing) {
  const { s3_encryption: ServerSideEncryption, s3_encryption_key: SSEKMSKeyId } = config;
  return {
    Bucket: bucket,
    Key: key,
    Metadata: { [runMetadata]: run.runId },
    ...(ServerSideEncryption && { ServerSideEncryption }),
    ...(ServerSideEncryption === "aws:kms" && SSEKMSKeyId !== "" && { SSEKMSKeyId }),
  };
}

/** All uploads to a place but `id`. Whoever may not look for them has no harm of it: an upload without parts costs nothing. */
export async function abortStrays(place: S3Place, id: string | undefined, { aws }: Importing): Promise<void> {
  if (!place.isOurs) return;
  try {
    for (const upload of await openUploads(aws, place)) if (upload !== id) await abortUpload(aws, place, upload);
  } catch (error) {
    if (!isIngotError(error, "AWS_REQUEST")) throw error;
  }
}
