import { isAwsError } from "@ingot/client-aws";
import { type Content, reportProgress } from "@ingot/client-transfer";
import type { Acquired } from "@ingot/core/plugin";
import type { Importing } from "../importing.js";
import { beginUpload } from "./begin-upload.js";
import { type DiskPart, diskParts } from "./disk-parts.js";
import { ownerOf, type S3Place } from "./s3-object.js";

/** So many parts are in memory and on their way at once. */
const lanes = 4;

/** A part that S3 has. */
interface SentPart {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
}

/** An upload in parts that are not yet an object. */
export interface OpenUpload {
  readonly parts: readonly SentPart[];
  /** Makes an object of the parts. */
  complete(): Promise<void>;
}

/** Sends a file to S3 in parts, some of them side by side. */
export async function uploadParts(content: Content, place: S3Place, importing: Importing): Promise<OpenUpload> {
  const upload = await beginUpload(place, importing);
  const parts = await sendParts(content, place, upload.value, importing);
  return { parts, complete: () => completeUpload(place, upload, parts, importing) };
}

async function sendParts(
  content: Content,
  place: S3Place,
  uploadId: string,
  { aws, run }: Importing,
): Promise<readonly SentPart[]> {
  const s3 = await aws.s3();
  const report = reportProgress({ done: "Uploaded", from: 0, total: content.size }, run.say, run.host);
  let sent = 0;
  const send = async ({ number, bytes }: DiskPart): Promise<SentPart> => {
    const part = { Bucket: place.bucket, Key: place.key, UploadId: uploadId, PartNumber: number };
    const { ETag } = await s3.uploadPart({ ...part, Body: bytes });
    sent += bytes.length;
    report(sent);
    return { PartNumber: number, ETag };
  };
  const parts = await inLanes(diskParts(content.open(), content.size), send);
  return parts.sort((left, right) => left.PartNumber - right.PartNumber);
}

/** Works on a few items at once. After a failure no further one is begun, and what is running is waited for. */
async function inLanes<Item, Result>(
  items: AsyncGenerator<Item>,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const lane = async () => {
    for await (const item of items) results.push(await work(item)); // leaving the loop ends the generator for all
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return results;
}

async function completeUpload(
  place: S3Place,
  upload: Acquired<string>,
  parts: readonly SentPart[],
  { aws, run }: Importing,
): Promise<void> {
  try {
    const MultipartUpload = { Parts: [...parts] };
    const { bucket: Bucket, key: Key } = place;
    await (await aws.s3()).completeMultipartUpload({ Bucket, Key, UploadId: upload.value, MultipartUpload });
  } catch (error) {
    // An answer was lost, and the call tried again: the upload is no more, because it is the object.
    if (!isAwsError(error, "NoSuchUpload") || (await ownerOf(aws, place)) !== run.runId) throw error;
  }
  await upload.keep();
}
