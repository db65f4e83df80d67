import { type Image, launchPermissions, snapshotsOf } from "@ingot/client-aws";
import type { Importing } from "./importing.js";

/** An image with the snapshots that it is made of. */
export interface FinishedImage {
  readonly id: string;
  readonly snapshots: readonly string[];
}

/** Gives the image what the template says of it: tags, a description, and who may launch it. */
export async function finishImage(id: string, importing: Importing): Promise<FinishedImage> {
  const snapshots = snapshotsOf(await describe(id, importing));
  await tagImage({ id, snapshots }, importing);
  await describeImage(id, importing);
  await shareImage(id, importing);
  return { id, snapshots };
}

async function describe(id: string, { aws }: Importing): Promise<Image> {
  const { Images = [] } = await (await aws.ec2()).describeImages({ ImageIds: [id] });
  return Images[0] ?? {};
}

async function tagImage({ id, snapshots }: FinishedImage, { config, aws, run }: Importing): Promise<void> {
  const Tags = Object.entries(config.tags).map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length === 0) return;
  run.say(`Tagging ${[id, ...snapshots].join(", ")}`);
  await (await aws.ec2()).createTags({ Resources: [id, ...snapshots], Tags });
}

async function describeImage(ImageId: string, { config: { ami_description: Value }, aws }: Importing): Promise<void> {
  if (Value !== "") await (await aws.ec2()).modifyImageAttribute({ ImageId, Description: { Value } });
}

async function shareImage(ImageId: string, { config, aws, run }: Importing): Promise<void> {
  const Add = launchPermissions(config);
  if (Add.length === 0) return;
  run.say(`Sharing ${ImageId}`);
  await (await aws.ec2()).modifyImageAttribute({ ImageId, LaunchPermission: { Add } });
}
