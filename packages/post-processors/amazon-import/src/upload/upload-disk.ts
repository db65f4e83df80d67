import { contentOfFile, sizeText } from "@ingot/client-transfer";
import { type Acquired, IngotError } from "@ingot/core/plugin";
import type { Importing } from "../importing.js";
import type { SourceDisk } from "../source-disk.js";
import { abortStrays } from "./begin-upload.js";
import { uploadParts } from "./multipart-upload.js";
import { objectPlace } from "./object-place.js";
import { deleteObject, deleteOwnObject, placeText, type S3Place } from "./s3-object.js";

/** How far an upload is: what has its key, if anything, may be another's object until it is completed. */
interface Progress {
  state: "parts" | "completing" | "object";
}

/** Sends the disk to the bucket. What it returns is the object, which goes when it is released. */
export async function uploadDisk(disk: SourceDisk, importing: Importing): Promise<Acquired<S3Place>> {
  const { run } = importing;
  const content = await contentOfFile(run.host.resolve(disk.file));
  if (content.size === 0) throw emptyDisk(disk.file);
  const progress: Progress = { state: "parts" };
  const object = await acquireObject(disk, progress, importing);
  run.say(`Uploading ${disk.file} (${sizeText(content.size)}) to ${placeText(object.value)}`);
  const upload = await uploadParts(content, object.value, importing);
  progress.state = "completing";
  await upload.complete();
  progress.state = "object";
  return object;
}

function acquireObject({ format }: SourceDisk, progress: Progress, importing: Importing): Promise<Acquired<S3Place>> {
  const { aws, run } = importing;
  const place = objectPlace(format, importing);
  return run.acquire(
    {
      kind: "aws.s3-object",
      description: `the object ${placeText(place)}`,
      handle: { access: aws.access, ...place },
    },
    async () => place,
    () => takeBack(place, progress, importing),
  );
}

async function takeBack(place: S3Place, { state }: Progress, importing: Importing): Promise<void> {
  const { aws, run } = importing;
  if (state === "parts") return abortStrays(place, undefined, importing); // who is cancelled hears of no upload
  run.say(`Deleting ${placeText(place)}...`);
  if (state === "object") await deleteObject(aws, place);
  else await deleteOwnObject(aws, place, run.runId);
}

const emptyDisk = (file: string) =>
  new IngotError({
    code: "NOTHING_TO_IMPORT",
    source: "user",
    message: `${file} is empty, so there is nothing to import.`,
  });
