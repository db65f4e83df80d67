import { awaitImage, launchPermissions, onceKnown, snapshotsOf } from "@ingot/client-aws";
import type { Importing } from "./importing.js";

/** An image with the snapshots that it is made of. */
export interface FinishedImage {
  readonly id: string;
  readonly snapshots: readonly string[];
}

/** Gives the image what the template says of it: tags, a description, and who may launch it. */
export async function finishImage(id: string, importing: Importing): Promise<FinishedImage> {
  const { aws } = importing;
  const snapshots = snapshotsOf(await awaitImage({ id, region: aws.region }, aws));
  await tagImage({ id, snapshots }, importing);
  await describeImage(id, importing);
  await shareImage(id, importing);
  return { id, snapshots };
}

async function tagImage({ id, snapshots }: FinishedImage, { config, aws, run }: Importing): Promise<void> {
  const Tags = Object.entries(config.tags).map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length === 0) return;
  run.say(`Tagging ${[id, ...snapshots].join(", ")}`);
  const ec2 = await aws.ec2();
  await onceKnown(() => ec2.createTags({ Resources: [id, ...snapshots], Tags }), run);
}

async function describeImage(ImageId: string, { config, aws, run }: Importing): Promise<void> {
  const { ami_description: Value } = config;
  const ec2 = await aws.ec2();
  if (Value !== "") await onceKnown(() => ec2.modifyImageAttribute({ ImageId, Description: { Value } }), run);
}

async function shareImage(ImageId: string, { config, aws, run }: Importing): Promise<void> {
  const Add = launchPermissions(config);
  if (Add.length === 0) return;
  run.say(`Sharing ${ImageId}`);
  const ec2 = await aws.ec2();
  await onceKnown(() => ec2.modifyImageAttribute({ ImageId, LaunchPermission: { Add } }), run);
}
