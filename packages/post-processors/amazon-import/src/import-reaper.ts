import { type Aws, type AwsAccessRecord, destroyImages, reopenAws } from "@ingot/client-aws";
import { type DestroyOutcome, defineReaper, type ReapContext, type ResourceRecord } from "@ingot/core/plugin";
import { knownCopy, ownNamed } from "./named-image.js";
import { undoImports } from "./undo-import.js";
import { abortUpload, deleteOwnObject, openUploads, type S3Place } from "./upload/s3-object.js";

/** Destroys what is the record's run's own. */
type Reap = (record: ResourceRecord, aws: Aws, run: ReapContext) => Promise<DestroyOutcome>;

const reaps: Readonly<Record<string, Reap>> = {
  "aws.s3-object": reapObject,
  "aws.s3-upload": ({ handle }, aws) => abortUpload(aws, placeOf(handle), String(handle.uploadId)),
  "aws.import-image-task": ({ handle, runId }, aws, run) => undoImports(aws, runId, placeOf(handle), run),
  "aws.imported-image": ({ handle: { name, id }, runId }, aws, run) => {
    const isKnown = typeof id === "string";
    return destroyImages(isKnown ? knownCopy(String(name), id, aws) : ownNamed(String(name), runId, aws), aws, run);
  },
};

/** Destroys what dead imports left: objects and uploads, tasks and their images. */
export const amazonImportReaper = defineReaper({
  kinds: Object.keys(reaps),
  reap: async (record, run) => reaps[record.kind]!(record, await reopenAws(accessOf(record), run), run),
});

/** An upload whose id the journal has not got is found by its key, where nobody else has that. */
async function reapObject({ handle, runId }: ResourceRecord, aws: Aws): Promise<DestroyOutcome> {
  const place = placeOf(handle);
  const uploads = place.isOurs ? await openUploads(aws, place) : [];
  for (const upload of uploads) await abortUpload(aws, place, upload);
  const outcome = await deleteOwnObject(aws, place, runId);
  return uploads.length > 0 ? "destroyed" : outcome;
}

const placeOf = ({ bucket, key, isOurs }: ResourceRecord["handle"]): S3Place => ({
  bucket: String(bucket),
  key: String(key),
  isOurs: isOurs === true,
});

const accessOf = ({ handle }: ResourceRecord) => handle.access as AwsAccessRecord;
