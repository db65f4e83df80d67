import {
  type Aws,
  type AwsContext,
  deleteSnapshot,
  destroyImages,
  hasRunTag,
  type ImportImageTask,
  retryUntil,
} from "@ingot/client-aws";
import type { DestroyOutcome } from "@ingot/core/plugin";
import type { S3Place } from "./upload/s3-object.js";

/** How long a task may take to end that is cancelled, in milliseconds: less than what a clean-up has. */
const cancelPatience = 30_000;

/** How long a task may be unknown that was just begun, in milliseconds, and what Amazon says until then. */
const visibility = 15_000;
const unknown = ["InvalidConversionTaskId"];

/** Cancels what goes on and destroys what has come of it. */
export async function undoImport(aws: Aws, id: string, context: AwsContext): Promise<DestroyOutcome> {
  const ec2 = await aws.ec2();
  const look = () => ec2.describeImportImageTasks({ ImportTaskIds: [id] });
  const { ImportImageTasks: [task] = [] } = await retryUntil(look, { codes: unknown, for: visibility }, context);
  return task ? undoTask(aws, task, context) : "absent";
}

/** The same for all that the run has begun of one object, whose ids may be unknown. */
export async function undoImports(
  aws: Aws,
  runId: string,
  place: S3Place,
  context: AwsContext,
): Promise<DestroyOutcome> {
  let outcome: DestroyOutcome = "absent";
  for (const task of await tasksOf(aws, runId, place))
    if ((await undoTask(aws, task, context)) === "destroyed") outcome = "destroyed";
  return outcome;
}

async function undoTask(aws: Aws, task: ImportImageTask, context: AwsContext): Promise<DestroyOutcome> {
  const isActive = task.Status === "active";
  const ended = isActive ? await cancel(aws, task.ImportTaskId!) : task;
  if (ended?.Status !== "completed" || !ended.ImageId) return isActive ? "destroyed" : "absent";
  const outcome = await destroyImages({ region: aws.region, filters: { "image-id": ended.ImageId } }, aws, context);
  return outcome === "destroyed" || (await deleteRest(ended, aws, context)) ? "destroyed" : "absent";
}

/** Of an image that has gone without its snapshots, because whoever destroyed it died over that. */
async function deleteRest({ SnapshotDetails = [] }: ImportImageTask, aws: Aws, context: AwsContext): Promise<boolean> {
  const outcomes: DestroyOutcome[] = [];
  for (const { SnapshotId } of SnapshotDetails)
    if (SnapshotId) outcomes.push(await deleteSnapshot(SnapshotId, aws.region, aws, context));
  return outcomes.includes("destroyed");
}

/** The task when it has ended; one that was faster than the call is completed, and has an image. */
async function cancel(aws: Aws, ImportTaskId: string): Promise<ImportImageTask | undefined> {
  const refusal = await (await aws.ec2())
    .cancelImportTask({ ImportTaskId })
    .then(() => undefined)
    .catch((error: unknown) => error);
  const ended = await aws.watch.importImageTask(ImportTaskId, {
    what: `the import ${ImportTaskId} to end`,
    timeout: cancelPatience,
    until: ({ Status }) => refusal !== undefined || (Status !== "active" && Status !== "deleting"),
    absentMeansDone: true,
  });
  if (refusal !== undefined && ended?.Status === "active") throw refusal;
  return ended;
}

/** There is no filter for tags, so all that Amazon remembers are looked through. */
async function tasksOf(aws: Aws, runId: string, { bucket, key }: S3Place): Promise<readonly ImportImageTask[]> {
  const ec2 = await aws.ec2();
  const found: ImportImageTask[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ec2.describeImportImageTasks({ ...(NextToken && { NextToken }) });
    found.push(...(page.ImportImageTasks ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found.filter((task) => hasRunTag(task, runId) && readsFrom(task, bucket, key));
}

/** As long as Amazon does not tell what a task reads from, it may be this. */
const readsFrom = ({ SnapshotDetails = [] }: ImportImageTask, bucket: string, key: string) =>
  SnapshotDetails.every(({ UserBucket: from }) => !from || (from.S3Bucket === bucket && from.S3Key === key));
